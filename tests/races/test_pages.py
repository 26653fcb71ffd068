"""What belongs to a page when another one is opened: runs, threads, handles, fragments, dialogs and tasks."""

import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

from treadle._core.protocol.message import GoTo, Interact
from treadle._core.session.events import RerunAsked
from treadle._core.session.look import FindDialog, ListNodes, LookAtLanes
from treadle._core.session.timers import TICK_PREFIX

Visit = Callable[..., Any]

APP = """
import threading
import treadle as st

def first():
    st.title("First")
    {first}

def second():
    st.title("Second")
    {second}

frame = st.container()
st.navigation([first, second]).run()
"""


def app(first: str = "", second: str = "") -> str:
    def lines(code: str) -> str:
        return (
            "\n    ".join(line.removeprefix("        ") for line in code.strip("\n").splitlines()) or "pass"
        )

    return APP.format(first=lines(first), second=lines(second))


def go(page: Any, path: str = "second") -> Any:
    page.live.receive(page.browser, GoTo(path))
    return page


def see(page: Any, title: str = "Second") -> None:
    """Wait until a page is shown, though a run of another one is stuck."""

    def is_shown(nodes: list[Any]) -> bool:
        return [node.props.body for node in nodes if node.props.kind == "heading"] == [title]

    assert page.live.wait(ListNodes(), 20, is_shown)


def titles(page: Any) -> list[str]:
    return [props.body for props in page.props("heading")]


def texts(page: Any) -> list[str]:
    return [props.body for props in page.props("text")]


def test_a_page_that_was_left_while_it_ran_writes_nothing_more(visit: Visit, gate: Any) -> None:
    page = visit(
        app("gate.reach()\nst.text('late')\nended.release()"),
        wait=False,
        gate=gate,
        ended=(ended := threading.Semaphore(0)),
    )
    gate.reached()
    see(go(page))
    gate.open()
    page.settle()
    assert titles(page) == ["Second"]
    assert texts(page) == []
    assert not ended.acquire(blocking=False), "its next command has stopped it"


DAEMON = """
        def work():
            try:
                gate.reach()
                {write}
                wrote.release()
            finally:
                ended.release()
        threading.Thread(target=work, daemon=True).start()
"""


def test_a_daemon_thread_whose_page_has_gone_stops_where_it_writes_next(visit: Visit, gate: Any) -> None:
    for write in ("st.text('late')", "box.text('late')"):
        wrote, ended = threading.Semaphore(0), threading.Semaphore(0)
        own = type(gate)()
        code = "box = st.container()\n" + DAEMON.format(write=write)
        page = visit(app(code), gate=own, wrote=wrote, ended=ended)
        own.reached()
        go(page).settle()
        own.open()
        assert ended.acquire(timeout=20)
        assert not wrote.acquire(blocking=False)
        assert (titles(page), texts(page), page.props("exception")) == (["Second"], [], [])


def test_a_daemon_thread_that_writes_into_the_frame_is_seen_on_every_page(visit: Visit, gate: Any) -> None:
    wrote, ended = threading.Semaphore(0), threading.Semaphore(0)
    page = visit(app(DAEMON.format(write="frame.text('still here')")), gate=gate, wrote=wrote, ended=ended)
    gate.reached()
    go(page).settle()
    gate.open()
    assert wrote.acquire(timeout=20)
    assert ended.acquire(timeout=20)
    assert (titles(page), texts(page)) == (["Second"], ["still here"])
    go(page).settle()
    assert texts(page) == []


def test_a_daemon_thread_goes_on_while_it_uses_the_state_alone(visit: Visit, gate: Any) -> None:
    wrote, ended = threading.Semaphore(0), threading.Semaphore(0)
    page = visit(
        app(DAEMON.format(write="st.session_state.done = True")), gate=gate, wrote=wrote, ended=ended
    )
    gate.reached()
    go(page).settle()
    gate.open()
    assert wrote.acquire(timeout=20)
    assert page.state("done") is True


def test_a_task_is_found_by_its_key_on_every_page_and_when_its_own_is_opened_again(
    visit: Visit, gate: Any
) -> None:
    submit = "job = st.task(gate.reach, scope='session').submit(key='job')\nst.text(job.status)"
    page = visit(app(submit, submit), gate=gate)
    gate.reached()
    go(page).settle()
    assert texts(page) == ["running"]
    go(page, "").settle()
    assert (titles(page), texts(page)) == (["First"], ["running"])
    gate.open()


FRAGMENT = """
        @st.fragment(run_every=1, parallel=PARALLEL)
        def part():
            st.text("part")
            if ran.acquire(blocking=False):
                gate.reach()
                st.text("late")
        part()
"""


def test_a_fragment_stops_with_its_page_and_is_not_run_again(visit: Visit, gate: Any) -> None:
    for parallel in (False, True):
        own, ran = type(gate)(), threading.Semaphore(1 if parallel else 0)
        page = visit(app(FRAGMENT.replace("PARALLEL", str(parallel))), wait=not parallel, gate=own, ran=ran)
        if not parallel:
            ran.release()
            (lane,) = [each.id for each in page.live.apply(LookAtLanes()) if each.interval]
            page.live.handle(RerunAsked((lane,)))
        own.reached()
        go(page)
        own.open()
        page.settle()
        assert (titles(page), texts(page)) == (["Second"], [])
        assert [each.id for each in page.live.apply(LookAtLanes())] == ["app"]
        assert not [name for name in page.live.timers.running if name.startswith(TICK_PREFIX)]


DIALOG = """
        @st.dialog("Order")
        def order():
            st.text("in the dialog")
            def work():
                gate.reach()
                st.text("late")
            threading.Thread(target=work).start()
        if st.button("Open"):
            order()
"""


def test_a_dialog_closes_with_its_page_and_its_threads_stop(visit: Visit, gate: Any) -> None:
    page = visit(app(DIALOG), gate=gate)
    (button,) = page.nodes("button")
    page.live.receive(page.browser, Interact([(button.id, True)]))
    gate.reached()
    go(page)
    gate.open()
    page.settle()
    assert page.live.apply(FindDialog()) is None
    assert (titles(page), texts(page), page.props("dialog")) == (["Second"], [], [])


def test_a_handle_of_another_page_says_that_it_has_gone(visit: Visit) -> None:
    first = "st.session_state.box = st.container()"
    page = visit(app(first, "st.session_state.box.text('lost')"))
    go(page).settle()
    assert "no longer on the page" in page.error()


def test_a_press_that_the_page_could_not_answer_any_more_calls_its_callback(visit: Visit, gate: Any) -> None:
    told: list[str] = []
    page = visit(
        app("st.button('Go', on_click=told.append, args=['pressed'])\nif told == ['x']:\n    gate.reach()"),
        told=told,
        gate=gate,
    )
    (button,) = page.nodes("button")
    page.live.receive(page.browser, Interact([(button.id, True)]))
    go(page).settle()
    assert told == ["pressed"]
    assert titles(page) == ["Second"]


def test_of_many_pages_that_are_asked_for_the_last_is_shown_and_nothing_of_the_others(
    visit: Visit, hostile_switching: None, seeds: Iterator[int]
) -> None:
    """Threads of all pages write into them, into the frame and into containers while pages are changed."""
    page = visit(
        """
        import threading
        import treadle as st

        frame = st.sidebar.container()

        def show(name):
            st.text(name)
            columns = st.columns(2)

            def work(n):
                for _ in range(5):
                    columns[n % 2].text(name)
                    frame.text("frame")

            for n in range(3):
                threading.Thread(target=work, args=[n], daemon=n == 2).start()
            st.text_input(name, key="same key")

            @st.fragment(parallel=True)
            def part():
                st.text(name)

            part()

        pages = [st.Page(lambda name=name: show(name), title=name, url_path=name) for name in "abcd"]
        st.navigation(pages).run()
        """
    )
    for seed in seeds:
        chance = random.Random(seed)
        for _ in range(12):
            path = chance.choice(["", "b", "c", "d"])
            go(page, path)
            if chance.random() < 0.3:
                page.settle()
        page.settle()
        name = path or "a"
        assert set(texts(page)) <= {name, "frame"}
        assert [props.label for props in page.props("text_input")] == [name]
        assert page.props("exception") == []
