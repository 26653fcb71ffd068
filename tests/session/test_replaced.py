"""New elements take the places of old ones of other kinds, and do not stand above all of them until the run
ends.
"""

from treadle._core.protocol.element import Element
from treadle._core.session.collect import Collect
from treadle._core.session.events import BodyEnded, Connected, RerunAsked, StartRun
from treadle._core.session.lanes import Run
from treadle._core.session.nodes import Node
from treadle._core.session.session import Session
from treadle._core.session.structure import MAIN


class Line(Element, frozen=True, kw_only=True):
    body: str


class Chart(Element, frozen=True, kw_only=True):
    body: str


def started(instructions: list[object]) -> Run:
    (run,) = [it.run for it in instructions if isinstance(it, StartRun)]
    return run


def write(session: Session, run: Run, props: Element, identity: str | None = None) -> Node:
    main = session.document.nodes[MAIN]
    return session.document.write(run.writer("app"), main, props, identity)


def begin(session: Session, *elements: tuple[Element, str | None]) -> tuple[list[Node], Run]:
    """Run once, with these elements, and begin the next run."""
    run = started(session.handle(Connected(1)))
    session.runs.begin(run, 0.0)
    nodes = [write(session, run, props, identity) for props, identity in elements]
    session.handle(BodyEnded(run, "done"))
    Collect(1, 0.0).apply(session)
    run = started(session.handle(RerunAsked()))
    session.runs.begin(run, 0.0)
    Collect(1, 0.0).apply(session)
    return nodes, run


def shown(session: Session) -> list[str]:
    """The page as the browser shows it."""
    Collect(1, 1.0).apply(session)
    hidden = set(session.browsers.mirrors[1].replaced)
    children = session.document.nodes[MAIN].children
    return [str(getattr(node.props, "body", "")) for node in children if node.id not in hidden]


def test_each_new_element_stands_in_place_of_one_old_one() -> None:
    session = Session()
    _, run = begin(session, *[(Line(body=body), None) for body in "abc"])
    write(session, run, Chart(body="A"))
    assert shown(session) == ["A", "b", "c"]
    write(session, run, Chart(body="B"))
    assert shown(session) == ["A", "B", "c"]
    write(session, run, Chart(body="C"))
    write(session, run, Chart(body="D"))
    assert shown(session) == ["A", "B", "C", "D"]


def test_an_old_element_that_is_written_again_is_shown_again_and_keeps_its_node() -> None:
    session = Session()
    (one, _), run = begin(session, (Line(body="a"), "a"), (Line(body="b"), "b"))
    write(session, run, Chart(body="new"))
    assert shown(session) == ["new", "b"]
    assert write(session, run, Line(body="a"), "a") is one
    assert session.rouse() == [1], "nothing of the document has changed, but the page shows more"
    assert shown(session) == ["new", "a", "b"]
    session.handle(BodyEnded(run, "done"))
    assert shown(session) == ["new", "a"]


def test_nothing_stays_hidden_when_no_run_goes_on() -> None:
    session = Session()
    _, run = begin(session, (Line(body="a"), None), (Line(body="b"), None))
    write(session, run, Chart(body="A"))
    Collect(1, 0.0).apply(session)
    session.handle(BodyEnded(run, "rerun", lanes=frozenset()))
    assert Collect(1, 0.0).apply(session).replaced == []
    assert shown(session) == ["A", "a", "b"]


def test_a_thousand_new_elements_look_at_each_old_one_once() -> None:
    session = Session()
    _, run = begin(session, *[(Line(body=str(i)), None) for i in range(1000)])
    document, looks = session.document, 0
    gives_way = document._gives_way

    def count(*args: object) -> bool:
        nonlocal looks
        looks += 1
        return gives_way(*args)  # type: ignore[arg-type]

    document._gives_way = count  # type: ignore[method-assign]
    for i in range(1000):
        write(session, run, Chart(body=str(i)))
    assert looks <= 1000
    assert len(document.replaced.ids) == 1000
