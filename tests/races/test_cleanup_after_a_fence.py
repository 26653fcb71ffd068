"""What a run does to clean up is done, also when it was superseded before: the app's state is no stop
point there.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.protocol.message import Interact
from treadle._core.session.events import RerunAsked, StopAsked
from treadle._core.session.look import LookAtLane

from .conftest import Gate

Visit = Callable[..., Any]

APP = """
import contextlib
import treadle as st

class Busy:
    def __enter__(self):
        st.session_state.busy = True

    def __exit__(self, *error):
        st.session_state.busy = False

@contextlib.contextmanager
def busy():
    st.session_state.busy = True
    try:
        yield
    finally:
        st.session_state.busy = False

def not_busy():
    st.session_state["busy"] = st.session_state.busy and False

class Closed:
    def close(self):
        not_busy()

def work():
    if st.session_state.setdefault("first", 1) == 1:
        st.session_state.first = 2
        st.session_state.busy = True
        {work}

work()
"""

ENDS = {"command": 'gate.reach(); st.text("refused")', "computed": "gate.reach()"}
"""How the block ends: the run is stopped in it, or comes to its end."""

WAYS = {
    "finally": """
        try:
            END
        finally:
            st.session_state.busy = False
        """,
    "finally that calls": """
        try:
            END
        finally:
            not_busy()
        """,
    "finally in one line": """
        try: END
        finally: st.session_state.busy = False
        """,
    "finally behind a return": """
        for _ in range(2):
            try:
                END
                return
            finally:
                st.session_state.update("busy", lambda busy: False)
        """,
    "finally behind a continue": """
        for _ in range(1):
            try:
                END
                continue
            finally:
                st.session_state.update({"busy": False})
        """,
    "finally with a with": """
        try:
            END
        finally:
            with contextlib.suppress(KeyError):
                if "busy" in st.session_state:
                    st.session_state.busy = False
        """,
    "an exit": """
        with Busy():
            END
        """,
    "an exit made of a generator": """
        with busy():
            END
        """,
    "an exit of the library's": """
        with contextlib.closing(Closed()):
            END
        """,
    "an exit that calls back": """
        with contextlib.ExitStack() as stack:
            stack.callback(not_busy)
            END
        """,
}
CAUGHT = {
    "except": """
        try:
            END
        except BaseException:
            st.session_state.busy = False
            raise
        """,
    "except of the app's own": """
        try:
            gate.fail()
        except KeyError:
            not_busy()
        """,
}


def source(way: str, end: str) -> str:
    return APP.format(work=(WAYS | CAUGHT)[way].replace("END", ENDS[end]).strip())


CASES = [*((way, end) for way in WAYS for end in ENDS), *((way, "command") for way in CAUGHT)]


@pytest.mark.parametrize(("way", "end"), CASES)
def test_a_superseded_run_cleans_up(visit: Visit, gate: Gate, way: str, end: str) -> None:
    page = visit(source(way, end), wait=False, gate=gate)
    gate.reached()
    page.live.handle(RerunAsked() if len(way) % 2 else StopAsked())
    gate.open()
    page.settle()
    assert page.state("busy") is False
    assert page.props("text") == [], "what it shows is not shown"


FIRST = """
import threading
import treadle as st

number = st.session_state.update("runs", lambda n: n + 1, 0)
if number == 1:
    try:
        gate.reach()
    finally:
        {write}
else:
    {newer}
"""


@pytest.mark.parametrize(
    "write",
    [
        'st.session_state.value = "old"',
        'st.session_state.update("value", lambda v: "old", None)',
        'st.session_state.update(value="old")',
        "del st.session_state.value",
        'st.session_state.pop("value", None)',
        'st.session_state.setdefault("value", "old")',
        "st.session_state.clear()",
    ],
)
@pytest.mark.parametrize(
    ("newer", "expected"),
    [
        ('st.session_state.value = "new"', "new"),
        (
            'thread = threading.Thread(target=lambda: st.session_state.update(value="new")); thread.start(); '
            "thread.join()",
            "new",
        ),
        ('st.session_state.value = "new"; del st.session_state.value', None),
    ],
)
def test_what_a_newer_run_has_written_stays(
    visit: Visit, gate: Gate, write: str, newer: str, expected: str | None
) -> None:
    page = visit(FIRST.format(write=write, newer=newer), wait=False, gate=gate)
    gate.reached()
    page.live.handle(RerunAsked())
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None)
    gate.open()
    page.settle()
    assert (page.state("value") or None) == expected


def test_what_a_person_has_entered_stays(visit: Visit, gate: Gate) -> None:
    page = visit(
        """
        import treadle as st

        st.text_input("Name", key="name")
        if st.button("Go"):
            try:
                gate.reach()
            finally:
                st.session_state.name = "old"
        """,
        gate=gate,
    )
    (button,) = page.nodes("button")
    (field,) = page.nodes("text_input")
    page.live.receive(page.browser, Interact([(button.id, True)]))
    gate.reached()
    page.live.receive(page.browser, Interact([(field.id, "entered")]))
    gate.open()
    page.settle()
    assert page.state("name") == "entered"


def test_only_the_clean_up_goes_on(visit: Visit, gate: Gate) -> None:
    done: list[str] = []
    page = visit(
        """
        import treadle as st

        if st.session_state.setdefault("first", True):
            del st.session_state.first
            try:
                gate.reach()
            finally:
                st.session_state.seen = [st.session_state.get("nothing")]
                done.append("cleaned up")
            st.session_state.wrong = True
            done.append("went on")
        """,
        wait=False,
        gate=gate,
        done=done,
    )
    gate.reached()
    page.live.handle(StopAsked())
    gate.open()
    page.settle()
    assert page.state("seen") == [None]
    assert done == ["cleaned up"]


def test_a_thread_of_a_session_that_has_ended_cleans_up(visit: Visit, gate: Gate) -> None:
    done = threading.Event()
    page = visit(
        """
        import treadle as st

        try:
            gate.reach()
        finally:
            st.session_state.busy = False
            done.set()
        """,
        wait=False,
        gate=gate,
        done=done,
    )
    gate.reached()
    page.live.end()
    gate.open()
    assert done.wait(20)


def test_a_run_that_goes_on_looks_at_no_stack(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Any] = []
    monkeypatch.setattr("treadle._core.runtime.admission.cleans_up", looked.append)
    page = visit(
        """
        import treadle as st

        try:
            st.session_state.a = 1
        finally:
            st.session_state.b = 2
        """
    )
    assert page.state("b") == 2
    assert looked == []
