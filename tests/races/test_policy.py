"""Which thread lives how long: the table of docs/reference/threads.md, each field of it.

Every kind of work beats until it is told to end. What stops it is waited for; that it goes on, it says
itself.
"""

import re
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle._core.protocol.message import GoTo
from treadle._core.session.events import Connected, EndAsked, RerunAsked, StopAsked
from treadle._core.session.look import FindLiveRun, LookAtLane
from treadle._core.session.state import ReadKey

TABLE = Path(__file__).parents[2] / "docs" / "reference" / "threads.md"

WORK = """
import asyncio
import threading

class Beat:
    '''Goes on until it is told to end, answers who asks whether it does, and notes when it ends.'''

    def __init__(self):
        self.began, self.asked, self.answered = (threading.Semaphore(0) for _ in range(3))
        self.ended, self.leave = threading.Event(), threading.Event()

    def turn(self):
        if self.asked.acquire(timeout=0.005):
            self.answered.release()
        return not self.leave.is_set()

    def work(self):
        self.began.release()
        try:
            while self.turn():
                pass
        finally:
            self.ended.set()

    def work_with_commands(self):
        import treadle as st

        self.began.release()
        try:
            while self.turn():
                st.session_state.get("nothing")
        finally:
            self.ended.set()

    async def coroutine(self):
        self.began.release()
        try:
            while not self.leave.is_set():
                if self.asked.acquire(blocking=False):
                    self.answered.release()
                await asyncio.sleep(0.005)
        finally:
            self.ended.set()
"""

IMPORTED = """
import threading
threading.Thread(target=beat.work, daemon=True).start()
"""

STARTS = {
    "the page's own code": "beat.work_with_commands()",
    "a run of a fragment": "st.fragment(parallel=True)(beat.work_with_commands)()",
    "a thread": "threading.Thread(target=beat.work_with_commands).start()",
    "a `Timer`": "threading.Timer(0, beat.work_with_commands).start()",
    "a daemon thread": "threading.Thread(target=beat.work_with_commands, daemon=True).start()",
    "a thread that a daemon thread has started": (
        "def start(): threading.Thread(target=beat.work_with_commands, daemon=False).start()\n"
        "    threading.Thread(target=start, daemon=True).start()"
    ),
    "a job of a pool": (
        "pool = ThreadPoolExecutor(1); pool.submit(beat.work_with_commands); pool.shutdown(wait=False)"
    ),
    "a thread that a library starts for itself": "import a_library; a_library.start(beat)",
    "a coroutine": "asyncio.run(beat.coroutine())",
    'a task, `scope="run"`': 'st.task(scope="run")(beat.work_with_commands).submit()',
    'a task, `scope="session"`': 'st.task(scope="session")(beat.work_with_commands).submit()',
    'a task, `scope="app"`': 'st.task(scope="app")(beat.work).submit()',
    "a thread started at import, or in `cache_resource`": "import started_at_import",
}

IN_PAGE = {"the page's own code", "a coroutine"}
"""What is the page's own code, which `st.stop` behind it is not reached by."""

APP = """
import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
import treadle as st

if st.session_state.update("runs", lambda n: n + 1, 0) == 1:
    {start}
    {then}
"""


PAGES = """
import treadle as st

def another():
    st.session_state.update("runs", lambda n: n + 1)

st.navigation(["first.py", another]).run()
"""


def reload(page: Any) -> None:
    page.live.disconnect(page.browser)
    page.live.connect(type(page.browser)(), lambda number: Connected(number, rerun=True))


def open_another(page: Any) -> None:
    page.live.receive(page.browser, GoTo("another"))


def save(page: Any) -> None:
    page.app.source_saved({str(page.app.script)})
    page.live.handle(RerunAsked())


HAPPENINGS: dict[str, Callable[[Any], object]] = {
    "a click": lambda page: page.live.handle(RerunAsked()),
    "another page is opened": open_another,
    "`st.stop()` in the page": lambda page: None,
    "the Stop button": lambda page: page.live.handle(StopAsked()),
    "the page is reloaded": reload,
    "the connection is lost": lambda page: page.live.disconnect(page.browser),
    "the session ends": lambda page: page.live.handle(EndAsked()),
    "the source is saved": save,
    "the server stops": lambda page: page.app.stop(),
}


def policy() -> Iterator[tuple[str, str, str]]:
    """Each field of the table: who, what happens, and what becomes of it."""
    section = TABLE.read_text(encoding="utf-8").split("## Which thread lives how long")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    happenings = rows[0][1:]
    for who, *fields in rows[2:]:
        for happening, becomes in zip(happenings, fields, strict=True):
            yield who, happening, re.sub(r" [¹²³]$", "", becomes)


FIELDS = list(policy())


def test_the_table_has_all_that_is_tested_here_and_no_more() -> None:
    assert {who for who, _, _ in FIELDS} == set(STARTS)
    assert {happening for _, happening, _ in FIELDS} == set(HAPPENINGS)
    assert {becomes for _, _, becomes in FIELDS} == {"stops", "goes on", "–"}


@pytest.fixture
def beat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    names: dict[str, Any] = {}
    exec(WORK, names)
    beat = names["Beat"]()
    library = tmp_path / "site-packages"
    library.mkdir()
    (library / "a_library.py").write_text(
        f"import threading\n{WORK}\ndef start(beat):\n"
        "    threading.Thread(target=lambda: Beat.work_with_commands(beat)).start()\n"
    )
    (tmp_path / "started_at_import.py").write_text(IMPORTED)
    monkeypatch.syspath_prepend(str(library))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("builtins.beat", beat, raising=False)
    yield beat
    beat.leave.set()
    for name in ("a_library", "started_at_import"):
        sys.modules.pop(name, None)
    assert not beat.began.acquire(blocking=False), "it began more than once"
    assert beat.ended.wait(60)


@pytest.mark.parametrize("meanwhile", ["the page has ended", "the page goes on"])
@pytest.mark.parametrize(("who", "happening", "becomes"), [field for field in FIELDS if field[2] != "–"])
def test_it_lives_as_long_as_the_table_says(
    open_page: Callable[..., Any],
    tmp_path: Path,
    beat: Any,
    who: str,
    happening: str,
    becomes: str,
    meanwhile: str,
) -> None:
    then = "pass" if meanwhile == "the page has ended" else "st.sleep(600)"
    if happening.startswith("`st.stop"):
        then = "st.stop()"
    source = APP.format(start=STARTS[who], then=then)
    if happening == "another page is opened":
        (tmp_path / "first.py").write_text(source)
        source = PAGES
    page = open_page(source, wait=False)
    assert beat.began.acquire(timeout=60)
    if who not in IN_PAGE and then != "st.sleep(600)":
        assert page.live.wait(LookAtLane(), 60, lambda app: not app.alive)
    HAPPENINGS[happening](page)
    if becomes == "stops":
        assert beat.ended.wait(60), "it goes on"
    else:
        if happening in {"a click", "another page is opened", "the page is reloaded", "the source is saved"}:
            assert page.live.wait(ReadKey("runs"), 60, lambda runs: runs == 2)
        for _ in range(3):
            beat.asked.release()
            assert beat.answered.acquire(timeout=60), f"it has stopped; ended: {beat.ended.is_set()}"
        assert not beat.ended.is_set()


@pytest.mark.parametrize("who", ["a daemon thread", "a thread that a library starts for itself"])
def test_a_run_does_not_wait_for_what_may_outlive_it(
    open_page: Callable[..., Any], beat: Any, who: str
) -> None:
    page = open_page(APP.format(start=STARTS[who], then="pass"))
    assert page.live.apply(FindLiveRun()) is None
    assert beat.began.acquire(timeout=60)
    beat.asked.release()
    assert beat.answered.acquire(timeout=60)
    assert page.live.executions.threads() != [], "it is the session's"
    page.live.end()
    assert beat.ended.wait(60)


APP_TASKS = {
    "thread": """
        def work():
            began.release()
            while not st.current_task().cancelled:
                pass
            told.release()
        """,
    "async": """
        async def work():
            began.release()
            try:
                await asyncio.sleep(600)
            except asyncio.CancelledError:
                told.release()
                raise
        """,
}


@pytest.mark.parametrize("executor", APP_TASKS)
def test_a_server_that_stops_cancels_the_tasks_of_the_app(visit: Callable[..., Any], executor: str) -> None:
    began, told = threading.Semaphore(0), threading.Semaphore(0)
    source = f"import asyncio\nimport treadle as st\n{textwrap.dedent(APP_TASKS[executor])}\n"
    source += f"st.task(work, executor='{executor}', scope='app').submit()"
    page = visit(source, began=began, told=told)
    assert began.acquire(timeout=60)
    page.app.stop()
    assert told.acquire(timeout=60)
