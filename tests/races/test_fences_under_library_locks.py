"""A fenced command raises through a library's frames, but not where one holds a lock that only it would
release.
"""

import inspect
import queue
import textwrap
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from treadle._core.session.events import RerunAsked, StopAsked
from treadle._core.session.look import LookAtLane, ReadWholeQuery

from .conftest import Gate

Visit = Callable[..., Any]


class Library:
    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.lock = threading.Lock()
        self.returned: list[object] = []

    def refresh(self, callback: Callable[[], object]) -> None:
        """Call an app's function with the lock held, as `tqdm` does."""
        self.lock.acquire()
        self.gate.reach()
        self.returned.append(callback())
        self.lock.release()

    async def refresh_awaited(self, callback: Callable[[], Awaitable[object]]) -> None:
        self.lock.acquire()
        self.returned.append(await callback())
        self.lock.release()

    def careful(self, callback: Callable[[], object]) -> None:
        self.lock.acquire()
        try:
            self.gate.reach()
            self.returned.append(callback())
        finally:
            self.lock.release()

    def train(self, callback: Callable[[int], object]) -> None:
        with self.lock:
            self.gate.reach()
            while True:
                callback(len(self.returned))


@pytest.fixture
def library(gate: Gate, tmp_path: Path) -> Library:
    """As if it was installed: its file decides that."""
    source = textwrap.dedent(inspect.getsource(Library))
    names: dict[str, Any] = dict(globals())
    exec(compile(source, str(tmp_path / "site-packages" / "library.py"), "exec"), names)
    installed: Library = names["Library"](gate)
    return installed


APP = """
import threading
import treadle as st

@st.fragment
def part():
    st.text("part")
    return "a fragment"

@st.dialog("Title")
def dialog():
    st.text("dialog")

@st.task(executor="thread")
def task():
    return "a result"

@st.cache_data(show_spinner=False)
def cached():
    return "cached"

def in_columns():
    left, right = st.columns(2)
    with left:
        return right.slider("In a column", value=3)

def in_form():
    with st.form("form"):
        st.text_input("In a form", value="default")
        return st.form_submit_button("Send")

def in_thread():
    thread = threading.Thread(target=st.text, args=("from a thread",))
    thread.start()
    thread.join()

def locked():
    with st.lock("a lock"):
        return "locked"

def write_state():
    st.session_state.key = "old"
    st.session_state.pop("kept")
    return st.session_state.get("key")

def spin():
    with st.spinner("Waiting"):
        return "spun"

def write_over(bar=[]):
    before = bars[0].id
    bars[0].progress(0.5)
    return bars[0].id == before

def command():
    return {command}

if st.session_state.setdefault("first", True):
    st.session_state.first = False
    st.session_state.kept = "kept"
    bars = [st.progress(0.1)]
    library.{way}(command)
    went_on.append("behind the library's call")
    st.text("not here")
"""

COMMANDS = {
    'type(st.text("under the lock")).__name__': "Container",
    'st.slider("Size", 0, 10, 4, key="size")': 4,
    'st.button("Go")': False,
    'st.checkbox("Yes", value=True)': True,
    'st.selectbox("Which", ["a", "b"])': "a",
    "in_columns()": 3,
    "in_form()": False,
    "in_thread()": None,
    "part()": "a fragment",
    "dialog()": None,
    "locked()": "locked",
    "cached()": "cached",
    "write_state()": None,
    'st.session_state["kept"]': "kept",
    'len(st.session_state) > 0 and "kept" in st.session_state': True,
    "spin()": "spun",
    "write_over()": True,
    'st.empty().text("in a place") and None': None,
    'st.toast("Bread") and None': None,
    'st.query_params.get("nothing")': None,
    'st.query_params.update(a="b")': None,
    "st.sleep(1000)": None,
    'st.container(key="box").text("x") and None': None,
    'st.expander("More").text("x") and None': None,
    "st.context.headers == {}": True,
    'st.write("Text", [1, 2]) and None': None,
}


@pytest.mark.parametrize("command", COMMANDS)
def test_under_a_librarys_lock_a_command_does_nothing(
    visit: Visit, gate: Gate, library: Library, command: str
) -> None:
    went_on: list[str] = []
    page = visit(
        APP.format(command=command, way="refresh"), wait=False, gate=gate, library=library, went_on=went_on
    )
    gate.reached()
    page.live.handle(RerunAsked())
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None)
    gate.open()
    page.settle()
    assert not library.lock.locked()
    assert library.returned == [COMMANDS[command]]
    assert went_on == ["behind the library's call"], "the next stop point stops it"
    assert [node.props.kind for node in page.nodes()] == ["page", "main", "sidebar", "bottom"]
    assert page.state("kept") == "kept"
    assert not page.state("key")
    assert page.live.apply(ReadWholeQuery()) == {}


@pytest.mark.parametrize("way", ["careful", "train"])
@pytest.mark.parametrize(
    "command", ['st.text("x")', "st.session_state.kept", "st.sleep(1000)", "in_thread()", "part()"]
)
def test_through_other_frames_of_a_library_it_raises(
    visit: Visit, gate: Gate, library: Library, way: str, command: str
) -> None:
    went_on: list[str] = []
    source = APP.format(command=command, way=way).replace("def command():", "def command(*args):")
    page = visit(source, wait=False, gate=gate, library=library, went_on=went_on)
    gate.reached()
    page.live.handle(StopAsked())
    gate.open()
    page.settle()
    assert not library.lock.locked()
    assert went_on == []


def test_a_clean_up_under_a_librarys_lock_reaches_the_state(
    visit: Visit, gate: Gate, library: Library
) -> None:
    page = visit(
        """
        import treadle as st

        def work():
            try:
                st.text("refused")
            finally:
                st.session_state.busy = False

        st.session_state.busy = True
        library.refresh(work)
        """,
        wait=False,
        gate=gate,
        library=library,
    )
    gate.reached()
    page.live.handle(StopAsked())
    gate.open()
    page.settle()
    assert not library.lock.locked()
    assert page.state("busy") is False


def test_a_dropped_generator_prints_no_error(
    visit: Visit, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", printed.append)
    done: list[str] = []
    page = visit(
        """
        import treadle as st

        class Shown:
            def __del__(self):
                st.text("gone")
                done.append("destructor")

        def numbers():
            shown = Shown()
            try:
                yield 1
            finally:
                st.text("closed")
                done.append("generator")

        for number in numbers():
            gate.reach()
            st.text(number)
        """,
        wait=False,
        gate=gate,
        done=done,
    )
    gate.reached()
    page.live.handle(StopAsked())
    gate.open()
    page.settle()
    assert done == ["generator", "destructor"]
    assert printed == []


WAITS = {
    "Event": "event.wait()",
    "Condition": "condition.wait_for(event.is_set)",
    "Queue": "items.get()",
    "sleep": "time.sleep(0.3) or True",
}


@pytest.mark.parametrize("wait", WAITS)
def test_under_a_librarys_lock_a_wait_is_not_woken(visit: Visit, library: Library, wait: str) -> None:
    event, condition, items = threading.Event(), threading.Condition(), queue.Queue[bool]()
    begun, went_on = threading.Event(), list[str]()
    page = visit(
        f"""
        import time
        import treadle as st

        def callback():
            with condition:
                begun.set()
                return {WAITS[wait]}

        if st.session_state.setdefault("first", True):
            st.session_state.first = False
            library.gate.open()
            library.refresh(callback)
            went_on.append("behind the library's call")
            st.text("not here")
        """,
        wait=False,
        library=library,
        **{"event": event, "condition": condition, "items": items, "begun": begun, "went_on": went_on},
    )
    assert begun.wait(20)
    page.live.handle(RerunAsked())
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None)
    event.set()
    items.put(True)
    with condition:
        condition.notify_all()
    page.settle()
    assert not library.lock.locked()
    assert library.returned == [True]
    assert went_on == ["behind the library's call"]


GROUPS = {
    "alone": "await library.refresh_awaited(callback)",
    "gathered": "await asyncio.gather(library.refresh_awaited(callback), asyncio.sleep(1000))",
    "beside another": "asyncio.create_task(library.refresh_awaited(callback))\n    await asyncio.sleep(1000)",
}


@pytest.mark.parametrize("group", GROUPS)
def test_under_a_librarys_lock_a_coroutine_is_not_cancelled(
    visit: Visit, library: Library, group: str
) -> None:
    begun, loops, events = threading.Event(), list[Any](), list[Any]()
    page = visit(
        f"""
import asyncio
import treadle as st

async def callback():
    loops.append(asyncio.get_running_loop())
    events.append(asyncio.Event())
    begun.set()
    return await events[0].wait()

async def main():
    {GROUPS[group]}
    await asyncio.sleep(1000)

if st.session_state.setdefault("first", True):
    st.session_state.first = False
    await main()
""",
        wait=False,
        library=library,
        begun=begun,
        loops=loops,
        events=events,
    )
    assert begun.wait(20)
    page.live.handle(RerunAsked())
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None)
    loops[0].call_soon_threadsafe(events[0].set)
    page.settle()
    assert not library.lock.locked()
    assert library.returned == [True]
