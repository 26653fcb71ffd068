"""Ends and errors: what is called, when and how often, and what is said of what did not stop."""

import threading
import time
from pathlib import Path

import pytest

from treadle._core.config import Config
from treadle._core.protocol.message import ClientInfo, End, Open
from treadle._core.runtime.app import App
from treadle._core.runtime.hooks import Hooks
from treadle._core.runtime.ports import AppStopped, RequestInfo
from treadle._core.session.events import RerunAsked
from treadle._core.session.look import LookAtLane


@pytest.fixture
def told():
    return []


@pytest.fixture
def reached():
    """Where an app says that it has got to a place."""
    return threading.Semaphore(0)


@pytest.fixture
def visit(open_page, told, reached):
    """Opens an app that finds `told` and `reached`, and what else is given, defined."""

    def visit(source, *, wait=True, **names):
        first = open_page("import treadle")
        first.live.end()
        first.app.namespace.update(told=told, reached=reached, **names)
        first.app.script.write_text(source)
        return open_page(first.app, wait=wait)

    return visit


def wound_up(page):
    assert page.live.wound_up.wait(20)


ENDS = """
import treadle as st

st.session_state.name = "Ada"
for number in range(3):
    st.on_session_end(lambda number=number: told.append((number, st.session_state.name)))
"""


def test_what_was_given_last_is_called_first_and_once_and_reads_the_state(visit, told):
    page = visit(ENDS)
    page.live.handle(RerunAsked())
    page.settle()
    page.live.receive(page.browser, End())
    wound_up(page)
    page.live.end()
    assert told == [(2, "Ada"), (1, "Ada"), (0, "Ada")]


def test_a_rerun_that_gives_the_same_function_again_changes_nothing(visit, told):
    page = visit("import treadle as st\nst.on_session_end(lambda: told.append('end'))")
    for _ in range(3):
        page.live.handle(RerunAsked())
        page.settle()
    page.live.end()
    wound_up(page)
    assert told == ["end"]


def test_an_exception_in_one_is_logged_and_the_others_are_called(visit, told, caplog):
    page = visit("""
import treadle as st

def broken():
    raise ValueError("planned")

st.on_session_end(lambda: told.append("first"))
st.on_session_end(broken)
st.on_session_end(lambda: told.append("last"))
""")
    page.live.end()
    wound_up(page)
    assert told == ["last", "first"]
    assert "planned" in caplog.text


def test_the_threads_of_the_session_end_before_its_functions_are_called(visit, told):
    page = visit("""
import threading
import treadle as st

def work():
    try:
        while True:
            st.sleep(60)
    finally:
        told.append("thread")

st.on_session_end(lambda: told.append("end"))
threading.Thread(target=work, daemon=True).start()
""")
    page.live.end()
    wound_up(page)
    assert told == ["thread", "end"]


def held() -> threading.Lock:
    """Return a lock that is held: what waits for it can be woken by nobody."""
    lock = threading.Lock()
    lock.acquire()
    return lock


STUCK = """
import threading
import treadle as st

def stuck():
    reached.release()
    gate.acquire()

threading.Thread(target=stuck, name="stuck one", daemon=True).start()
st.on_session_end(lambda: told.append("end"))
"""


def test_what_does_not_stop_is_logged_with_its_stack_and_the_end_goes_on(visit, told, caplog, reached):
    gate = held()
    page = visit(STUCK, gate=gate)
    assert reached.acquire(timeout=20)
    page.app.config = Config.of({"runner.stopGrace": 0.05})
    page.live.end()
    wound_up(page)
    gate.release()
    assert told == ["end"]
    assert "'stuck one'" in caplog.text
    assert "gate.acquire()" in caplog.text
    assert page.live.executions.wait_until_none(20) == []


def test_what_is_given_after_the_end_is_called_all_the_same(visit, told, reached):
    gate = held()
    page = visit(
        """
import threading
import treadle as st

def connect():
    reached.release()
    gate.acquire()
    st.on_session_end(lambda: (told.append(st.session_state.name), reached.release()))

st.session_state.name = "Ada"
threading.Thread(target=connect, daemon=True).start()
""",
        gate=gate,
    )
    assert reached.acquire(timeout=20)
    page.app.config = Config.of({"runner.stopGrace": 0.05})
    page.live.end()
    wound_up(page)
    gate.release()
    assert reached.acquire(timeout=60)
    assert told == ["Ada"]


def test_threads_have_the_grace_time_to_end(visit, told, reached):
    gate = held()
    page = visit(STUCK, gate=gate)
    assert reached.acquire(timeout=20)
    page.app.config = Config.of({"runner.stopGrace": 60})
    page.live.end()
    assert not page.live.wound_up.is_set()
    assert told == [], "it waits for the thread, as there is time"
    gate.release()
    wound_up(page)
    assert told == ["end"]


def test_a_server_that_stops_ends_all_sessions(visit, told, open_page):
    page = visit(ENDS)
    open_page(page.app)
    page.app.stop()
    assert sorted(told) == [(number, "Ada") for number in (0, 0, 1, 1, 2, 2)]
    assert page.app.sessions() == []


def test_a_server_that_stops_does_not_wait_for_what_is_stuck(tmp_path: Path, reached):
    gate = held()
    script = tmp_path / "app.py"
    script.write_text(STUCK)
    app = App(
        script,
        Config.of({"runner.stopGrace": 0.05}),
        namespace={"told": [], "reached": reached, "gate": gate},
    )
    app.start()
    live = app.new_session()
    live.handle(RerunAsked())
    assert reached.acquire(timeout=20)
    began = time.monotonic()
    app.stop()
    assert time.monotonic() - began < 10
    gate.release()
    assert live.executions.wait_until_none(20) == []


def test_nobody_is_let_in_while_the_app_stops_or_after(visit, told, open_page):
    going, go = threading.Event(), threading.Event()
    page = visit(
        "import treadle as st\nst.on_session_end(lambda: (going.set(), go.wait(20)))", going=going, go=go
    )
    page.app.config = Config.of({"runner.stopGrace": 60})
    stops = threading.Thread(target=page.app.stop)
    stops.start()
    assert going.wait(20)
    with pytest.raises(AppStopped):
        open_page(page.app)
    go.set()
    stops.join(20)
    with pytest.raises(AppStopped):
        open_page(page.app)
    assert page.app.sessions() == []


def test_who_asks_for_a_session_in_the_moment_of_its_end_gets_a_new_one(open_page, monkeypatch):
    page = open_page("import treadle")
    with monkeypatch.context() as patch:
        patch.setattr(page.app, "forget", lambda session: None)
        page.live.end()
    browser = type(page.browser)()
    live, resumed = page.app.open(Open(1, page.live.token, "/", "", ClientInfo()), browser, RequestInfo())
    assert live is not page.live
    assert not resumed
    assert page.app.sessions() == [live]


ERRORS = """
import asyncio
import threading
import treadle as st

def hear(error):
    told.append((str(error), threading.current_thread() is threading.main_thread()))
    st.text(f"heard {error}")
    reached.release()

st.on_error(hear)
"""

RAISING = {
    "the page": 'raise ValueError("planned")',
    "a thread": "def f(): raise ValueError('planned')\nthreading.Thread(target=f).start()",
    "a daemon thread": (
        "def f(): raise ValueError('planned')\nthreading.Thread(target=f, daemon=True).start()"
    ),
    "a coroutine that nobody awaits": (
        "async def f(): raise ValueError('planned')\n"
        "async def main():\n    task = asyncio.create_task(f())\n    await asyncio.sleep(0)\n"
        "    await asyncio.sleep(0)\n"
        "await main()"
    ),
    "a fragment": "@st.fragment\ndef f(): raise ValueError('planned')\nf()",
    "a fragment beside the page": "@st.fragment(parallel=True)\ndef f(): raise ValueError('planned')\nf()",
}


@pytest.mark.parametrize("where", RAISING)
def test_every_exception_that_nobody_caught_is_told_of_once(visit, told, reached, where):
    page = visit(ERRORS + RAISING[where])
    assert reached.acquire(timeout=20)
    assert page.live.executions.wait_until_none(20) == []
    assert told == [("planned", False)]
    assert [props.body for props in page.props("text")] == ["heard planned"]
    assert len(page.props("exception")) == 1


def test_exceptions_of_other_sessions_are_told_of_if_the_app_asks_for_all(visit, told, open_page):
    page = visit("""
import treadle as st

st.on_error(lambda error: told.append(str(error)), scope="app")
if st.query_params.get("fail"):
    raise ValueError("planned")
""")
    open_page(page.app, "fail=1")
    assert told == ["planned"]


def test_an_error_in_the_function_that_hears_of_errors_is_logged(visit, told, caplog):
    page = visit("""
import treadle as st

def broken(error):
    raise RuntimeError("in the hook")

st.on_error(broken)
st.on_error(lambda error: told.append(str(error)))
raise ValueError("planned")
""")
    assert told == ["planned"]
    assert "in the hook" in caplog.text
    assert page.error() == "ValueError: planned"


RAISED = ["SystemExit('planned')", "KeyboardInterrupt('planned')", "st.errors.StopException('planned')"]


@pytest.mark.parametrize("raised", RAISED)
def test_whatever_one_function_raises_at_the_end_the_others_are_called(visit, told, caplog, raised):
    page = visit(f"""
import treadle as st

def broken():
    raise {raised}

st.on_session_end(lambda: told.append("first"))
st.on_session_end(broken)
st.on_session_end(lambda: told.append("last"))
""")
    caplog.set_level("DEBUG", "treadle.session")
    page.live.end()
    wound_up(page)
    assert told == ["last", "first"]
    assert "planned" in caplog.text


@pytest.mark.parametrize("raised", RAISED)
@pytest.mark.parametrize("where", ["the page", "a coroutine that nobody awaits"])
def test_a_run_ends_whatever_the_function_raises_that_hears_of_its_errors(visit, told, where, raised):
    page = visit(
        f"""
import asyncio
import treadle as st

def broken(error):
    raise {raised}

st.on_error(broken)
st.on_error(lambda error: told.append(str(error)))
{RAISING[where]}
""",
        wait=False,
    )
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None)
    assert told == ["planned"]


def test_a_session_that_finds_no_thread_to_end_in_ends_when_there_is_one(visit, told, monkeypatch):
    page = visit(ENDS)

    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        page.live.end()
    assert page.app.sessions() == []
    page.app.clock.call_later(0.0, lambda: None)  # finds a thread, and so calls what was due before
    wound_up(page)
    assert told == [(2, "Ada"), (1, "Ada"), (0, "Ada")]


def test_coroutines_of_a_superseded_run_are_cancelled_once_and_clean_up(visit, told, reached):
    page = visit(
        """
import asyncio
import treadle as st

async def work():
    try:
        told.append("began")
        reached.release()
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        told.append("cancelled")
        raise
    finally:
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        told.append("cleaned up")

async def main():
    await asyncio.gather(work(), work())

if st.session_state.update("runs", lambda n: n + 1, 0) == 1:
    asyncio.run(main())
""",
        wait=False,
    )
    assert all(reached.acquire(timeout=20) for _ in range(2))
    page.live.handle(RerunAsked())
    page.settle()
    assert sorted(told) == ["began"] * 2 + ["cancelled"] * 2 + ["cleaned up"] * 2
    assert page.props("exception") == []


def test_saved_source_stops_the_threads_that_outlive_runs(visit, told):
    page = visit("""
import threading
import treadle as st

def forever():
    try:
        while True:
            st.sleep(60)
    finally:
        told.append("stopped")

if "started" not in st.session_state:
    st.session_state.started = True
    threading.Thread(target=forever, daemon=True).start()
""")
    page.live.handle(RerunAsked())
    page.settle()
    assert len(page.live.executions.threads()) == 1, "a rerun alone does not"
    page.app.source_saved({str(page.app.script)})
    page.live.handle(RerunAsked())
    page.settle()
    assert page.live.executions.wait_until_none(20) == []
    assert told == ["stopped"]


def test_a_thread_is_stopped_by_its_number_and_its_run_goes_on(visit, told, reached):
    page = visit(
        """
import threading
import treadle as st

def work():
    try:
        reached.release()
        st.sleep(60)
    finally:
        told.append("thread")

thread = threading.Thread(target=work)
thread.start()
thread.join()
st.text("went on")
""",
        wait=False,
    )
    assert reached.acquire(timeout=20)
    (number,) = [each.number for each in page.live.executions.threads() if each.kind == "thread"]
    assert page.live.jobs.stop_thread(number)
    page.settle()
    assert told == ["thread"]
    assert page.one("text").body == "went on"
    assert not page.live.jobs.stop_thread(number), "it is gone"


def test_a_script_thread_is_stopped_by_its_number_with_its_run(visit, reached):
    page = visit(
        "import treadle as st\nst.text('before')\nreached.release()\nst.sleep(60)\nst.text('after')",
        wait=False,
    )
    assert reached.acquire(timeout=20)
    assert page.live.jobs.stop_thread(page.live.executions.threads()[0].number)
    page.settle()
    assert page.one("text").body == "before"


def test_hooks_keep_their_order_and_one_function_for_a_key(told):
    hooks: Hooks[[]] = Hooks()
    hooks.add(lambda: told.append("a"), "key")
    remove = hooks.add(lambda: told.append("b"))
    hooks.add(lambda: told.append("c"), "key")
    hooks.call()
    assert told == ["b", "c"]
    remove()
    assert len(hooks) == 1
    assert len(hooks.take()) == 1
    hooks.call()
    assert told == ["b", "c"]


def test_a_hook_that_was_replaced_is_not_removed_by_who_added_the_first(told):
    hooks: Hooks[[]] = Hooks()
    remove = hooks.add(lambda: told.append("first"), "key")
    hooks.add(lambda: told.append("second"), "key")
    remove()
    hooks.call()
    assert told == ["second"]
