"""What is told of everything that executes: whose it is, where it is, what it waits for."""

import queue
import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from treadle._core.protocol.message import ThreadInfo
from treadle._core.runtime import inspect
from treadle._core.runtime.app import App

from ..races.leaks import settles


class Meeting:
    """Where an app's threads wait for the test."""

    here: Callable[[str], None]
    """Come and wait: a function of no file, so that it is not the app's."""

    def __init__(self) -> None:
        self.come: queue.Queue[str] = queue.Queue()
        self.go = threading.Event()
        self.box: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.stop = False
        names: dict[str, Any] = {"come": self.come, "go": self.go}
        exec("def here(name):\n    come.put(name)\n    go.wait()", names)
        self.here = names["here"]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meeting]:
    """`from meeting_of_test import meeting` in an app."""
    module = ModuleType("meeting_of_test")
    made = Meeting()
    module.meeting = made  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "meeting_of_test", module)
    yield made
    made.stop = True
    made.go.set()


def named(app: App, name: str, **how: Any) -> ThreadInfo:
    (found,) = [each for each in app.threads(**how).threads if each.name == name]
    return found


def test_a_thread_says_whose_it_is_and_the_lines_where_it_is_and_was_started(
    open_page: Callable[..., Any], meeting: Meeting
) -> None:
    page = open_page(
        """
        import threading
        from meeting_of_test import meeting

        def work():
            meeting.here("work")

        threading.Thread(target=work, name="worker").start()
        """,
        wait=False,
    )
    meeting.come.get(timeout=60)
    found = named(page.app, "worker")
    assert (found.kind, found.state, found.session) == ("thread", "waiting", page.live.token[:4])
    assert (found.where.file, found.where.line, found.where.function) == ("app0.py", 6, "work")
    assert found.where.code == 'meeting.here("work")'
    assert (found.spawn.line, found.spawn.code) == (
        8,
        'threading.Thread(target=work, name="worker").start()',
    )
    assert found.run == 1
    assert found.stop is not None
    assert found.why is None


def test_a_script_is_called_by_its_page_and_a_fragment_by_its_function(
    open_page: Callable[..., Any], meeting: Meeting
) -> None:
    page = open_page(
        """
        import treadle as st
        from meeting_of_test import meeting

        @st.fragment(parallel=True)
        def chart():
            meeting.here("chart")

        chart()
        meeting.here("body")
        """,
        wait=False,
    )
    assert {meeting.come.get(timeout=60), meeting.come.get(timeout=60)} == {"chart", "body"}
    assert named(page.app, "app0.py").where.line == 10
    assert named(page.app, "chart (fragment)").where.function == "chart"


def test_a_pools_job_is_called_by_its_function_and_its_worker_is_told_of_once(
    open_page: Callable[..., Any], meeting: Meeting
) -> None:
    page = open_page(
        """
        from concurrent.futures import ThreadPoolExecutor
        from meeting_of_test import meeting

        with ThreadPoolExecutor(1, "worker-of-pool") as pool:
            pool.submit(meeting.here, "job")
        """,
        wait=False,
    )
    meeting.come.get(timeout=60)
    found = named(page.app, "here")
    assert (found.kind, found.background, found.worker) == ("job", False, "worker-of-pool_0")
    assert not [each for each in page.app.threads().threads if each.name.startswith("worker-of-pool")]


def test_code_that_computes_is_running(open_page: Callable[..., Any], meeting: Meeting) -> None:
    page = open_page(
        """
        from meeting_of_test import meeting

        meeting.come.put("computing")
        while not meeting.stop:
            pass
        """,
        wait=False,
    )
    meeting.come.get(timeout=60)
    found = named(page.app, "app0.py")
    assert (found.state, found.inside) == ("running", None)
    assert found.where.line in (4, 5, 6)


def test_sleep_is_waiting_though_it_has_no_frame(open_page: Callable[..., Any], meeting: Meeting) -> None:
    page = open_page(
        """
        import time
        from meeting_of_test import meeting

        meeting.come.put("sleeping")
        while not meeting.stop:
            time.sleep(0.2)
        """,
        wait=False,
    )
    meeting.come.get(timeout=60)
    states = iter(lambda: named(page.app, "app0.py").state, None)
    assert any(state == "waiting" for state, _ in zip(states, range(10_000), strict=False))


def test_what_calls_a_library_says_where_in_it(open_page: Callable[..., Any], meeting: Meeting) -> None:
    page = open_page(
        """
        from meeting_of_test import meeting
        meeting.come.put("waiting")
        meeting.go.wait()
        """,
        wait=False,
    )
    meeting.come.get(timeout=60)
    found = iter(lambda: named(page.app, "app0.py"), None)
    inside = next(each.inside for each in found if each.state == "waiting" and each.inside)
    assert inside.startswith("Event.wait (threading.py:")


def test_stacks_are_told_only_of_those_that_are_asked_for(
    open_page: Callable[..., Any], meeting: Meeting
) -> None:
    page = open_page(
        """
        from meeting_of_test import meeting

        def outer():
            meeting.here("here")

        outer()
        """,
        wait=False,
    )
    meeting.come.get(timeout=60)
    found = named(page.app, "app0.py")
    assert found.stack is None
    stack = named(page.app, "app0.py", stacks=[found.id]).stack
    own = [(frame.line, frame.function, frame.code) for frame in stack if frame.app]
    assert own == [(7, "", "outer()"), (5, "outer", 'meeting.here("here")')]
    assert stack[0].app  # and not how a thread is started
    assert not stack[-1].app
    assert all(each.stack is not None for each in page.app.threads(stacks=None).threads if each.where)


def test_what_was_told_to_stop_and_goes_on_is_stopping(
    open_page: Callable[..., Any], meeting: Meeting
) -> None:
    page = open_page(
        """
        import threading
        from meeting_of_test import meeting

        threading.Thread(target=meeting.here, args=("here",), name="stubborn", daemon=True).start()
        """
    )
    meeting.come.get(timeout=60)
    number = named(page.app, "stubborn").stop
    assert page.app.stop_thread(number)
    found = named(page.app, "stubborn")
    assert found.state in ("stopping", "blocked")
    assert found.stop is None
    assert found.why.startswith("It was told to stop")
    assert not page.app.stop_thread(10**9)


def test_what_was_told_to_stop_in_a_call_that_nobody_can_interrupt_is_blocked(
    open_page: Callable[..., Any], meeting: Meeting
) -> None:
    page = open_page(
        """
        import threading
        from meeting_of_test import meeting

        def wait():
            meeting.come.put("waiting")
            meeting.box.get()

        threading.Thread(target=wait, name="in C", daemon=True).start()
        """
    )
    meeting.come.get(timeout=60)
    assert page.app.stop_thread(named(page.app, "in C").stop)
    found = next(each for each in iter(lambda: named(page.app, "in C"), None) if each.state == "blocked")
    assert (found.where.line, found.where.code) == (7, "meeting.box.get()")
    assert "cannot be interrupted" in found.why
    meeting.box.put(None)
    while [each for each in page.app.threads().threads if each.name == "in C"]:
        pass


def test_a_thread_of_the_app_itself_belongs_to_no_session(
    open_page: Callable[..., Any], meeting: Meeting, tmp_path: Any
) -> None:
    (tmp_path / "module_with_thread.py").write_text(
        "import threading\n"
        "from meeting_of_test import meeting\n"
        "def serve():\n"
        "    meeting.here('serve')\n"
        "threading.Thread(target=serve, name='of the app').start()\n"
    )
    page = open_page("import module_with_thread")
    meeting.come.get(timeout=60)
    found = named(page.app, "of the app")
    assert (found.kind, found.session, found.stop) == ("app", None, None)
    assert (found.where.file, found.where.function) == ("module_with_thread.py", "serve")
    sys.modules.pop("module_with_thread", None)


def test_a_coroutine_is_where_it_awaits(open_page: Callable[..., Any], meeting: Meeting) -> None:
    page = open_page(
        """
        import asyncio
        from meeting_of_test import meeting

        async def wait():
            await asyncio.to_thread(meeting.here, "here")

        async def main():
            await asyncio.create_task(wait())

        asyncio.run(main())
        """,
        wait=False,
    )
    meeting.come.get(timeout=60)
    looks = iter(lambda: page.app.threads().threads, None)
    lines = ({(each.name, each.state, each.where and each.where.line) for each in look} for look in looks)
    next(each for each in lines if ("wait", "waiting", 6) in each and ("main", "waiting", 9) in each)


def test_a_coroutine_is_called_by_what_the_app_wrote(open_page: Callable[..., Any]) -> None:
    page = open_page(
        """
        import asyncio
        import treadle as st

        @st.task(executor="async")
        async def fetch():
            await asyncio.Event().wait()

        fetch.submit()
        """,
        wait=False,
    )
    looks = iter(lambda: page.app.threads().threads, None)
    found = next(
        each for look in looks for each in look if each.kind == "coroutine" and each.where and each.where.app
    )
    assert (found.name, found.where.line) == ("fetch", 7)


def test_who_waits_for_a_lock_says_who_holds_it_and_where_it_was_taken(
    open_page: Callable[..., Any], meeting: Meeting
) -> None:
    page = open_page(
        """
        import threading
        import treadle as st
        from meeting_of_test import meeting

        def hold():
            with st.lock("prices"):
                meeting.here("holding")

        def want():
            with st.lock("prices"):
                pass

        threading.Thread(target=hold, name="holder").start()
        meeting.come.join()
        threading.Thread(target=want, name="reader").start()
        """,
        wait=False,
    )
    meeting.come.get(timeout=60)
    assert named(page.app, "holder").locks == ["the session's lock `prices`"]
    meeting.come.task_done()
    looks = iter(lambda: [e for e in page.app.threads().threads if e.name == "reader"], None)
    # Looks are not of one moment: the lock's may be older than the thread's.
    found = next(each for found in looks for each in found if "which" in (each.waits_for or ""))
    assert found.state == "waiting"
    assert found.waits_for == "the session's lock `prices`, which holder took at `app0.py:7`"


def test_timers_are_those_of_fragments_and_of_a_session_without_a_browser(
    open_page: Callable[..., Any],
) -> None:
    page = open_page(
        """
        import treadle as st

        @st.fragment(run_every=30)
        def tick():
            st.text("tick")

        tick()
        """
    )
    (timer,) = [each for each in page.app.threads().threads if each.kind == "timer"]
    assert (timer.name, timer.waits_for) == ("tick (fragment)", "its next run, every 30 s")
    page.live.disconnect(page.browser)
    (timer,) = [each for each in page.app.threads().threads if each.kind == "timer"]
    assert (timer.name, timer.waits_for) == ("End of the session", "a browser, for 120 s")


def test_of_many_threads_some_are_told_of_and_the_rest_counted(
    open_page: Callable[..., Any], meeting: Meeting
) -> None:
    source = """
        import threading
        from meeting_of_test import meeting

        for number in range(30):
            threading.Thread(target=meeting.here, args=("here",), daemon=True).start()
        """
    page = open_page(source)
    other = open_page(page.app)
    for _ in range(60):
        meeting.come.get(timeout=60)

    def look() -> bool:
        nonlocal some
        everything = page.app.threads()
        some = inspect.snapshot(
            page.app, page.app.sessions(), first=[other.live.token], most=len(everything.threads) - 30
        )
        return some.hidden == 30

    some = page.app.threads()
    assert settles(look), some  # a thread of the app itself may come or go between two looks
    # Threads of the process that libraries keep belong to no session.
    assert {each.session for each in some.threads} - {None} == {other.live.token[:4]}


def test_the_secret_of_a_session_is_not_told(open_page: Callable[..., Any], meeting: Meeting) -> None:
    page = open_page("from meeting_of_test import meeting; meeting.here('here')", wait=False)
    meeting.come.get(timeout=60)
    told = repr(page.app.threads(stacks=None).threads)
    assert page.live.token[:4] in told
    assert page.live.token[:12] not in told


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/x/lib/python3.13/site-packages/pandas/core/frame.py", "pandas/core/frame.py"),
        (threading.__file__, "threading.py"),
        (inspect.__file__, "treadle/_core/runtime/inspect.py"),
        ("<string>", "<string>"),
    ],
)
def test_paths_are_shown_without_where_things_are_installed(path: str, shown: str) -> None:
    assert inspect.shown_path(path) == shown
