"""Two tabs of one session: each ends with what the server holds, whoever has entered what."""

from treadle._core.protocol.message import Set
from treadle._core.session.collect import Collect
from treadle._core.session.events import Connected, Interacted, RerunAsked

from .driving import Driven, box


def two_tabs() -> tuple[Driven, int]:
    """A session with a checkbox that both tabs show; returns its node."""
    driven = Driven()
    node = driven.show(driven.runs[0], box(), key="k")
    driven.idle()
    driven.do(Connected(2, rerun=False))
    for connection in (1, 2):
        Collect(connection, 0.0).apply(driven.session)
    return driven, node


def sets(driven: Driven, connection: int) -> list[Set]:
    return [op for op in Collect(connection, 0.0).apply(driven.session).ops if isinstance(op, Set)]


def test_a_value_that_the_other_tab_has_entered_already_is_known_to_this_one():
    driven, node = two_tabs()
    driven.do(Interacted(1, [(node, True)]))
    driven.do(Interacted(2, [(node, True)]))  # before it was told of the first
    driven.session.values.assign(driven.session.widgets.by_node[node], False)
    assert sets(driven, 2) == [Set(node, {"value": False})]


def test_what_a_run_has_changed_is_not_forgotten_over_what_a_person_enters():
    driven, node = two_tabs()
    driven.do(RerunAsked())
    driven.begin(driven.runs[-1])
    driven.show(driven.runs[-1], box(help="new"), key="k")
    driven.do(Interacted(1, [(node, True)]))
    assert sets(driven, 1) == [Set(node, {"help": "new"})]
    assert sets(driven, 2) == [Set(node, {"help": "new", "value": True})]
