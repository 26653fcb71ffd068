"""`st.executor`: the standard executor."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from treadle._core.session.events import RerunAsked, StopAsked
from treadle._core.session.look import LookAtLane

Open = Callable[..., Any]

SHUT_DOWN_WHILE_SUBMITTING = """
import threading
import treadle as st

pool = st.executor("process")


class Slow:
    # Made ready to travel while it is submitted.
    def __reduce__(self):
        submitting.set()
        go.acquire()
        return str, ("done",)


def submit():
    futures.append(pool.submit(str, Slow()))


thread = threading.Thread(target=submit)
thread.start()
submitting.wait()
st.text("shuts down")
pool.shutdown(**how)
ended.append([future.done() for future in futures])
thread.join()
"""


@pytest.fixture
def shuts_down(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when a shutdown waits for what is being submitted."""
    waits = threading.Event()

    @contextlib.contextmanager
    def waiting_for(what: str) -> Iterator[None]:
        waits.set()
        yield

    monkeypatch.setattr("treadle._core.commands.executor.waiting_for", waiting_for, raising=False)
    return waits


def open_with(open_page: Open, source: str, **names: Any) -> Any:
    page = open_page("import treadle")
    page.app.namespace.update(
        futures=[], ended=[], submitting=threading.Event(), go=threading.Semaphore(0), **names
    )
    page.app.script.write_text(source)
    page.live.handle(RerunAsked())
    assert page.app.namespace["submitting"].wait(20)
    return page


def test_shutdown_waits_for_what_is_being_submitted(open_page, shuts_down):
    page = open_with(open_page, SHUT_DOWN_WHILE_SUBMITTING, how={})
    assert shuts_down.wait(20)
    page.app.namespace["go"].release()
    page.settle()
    assert page.app.namespace["ended"] == [[True]]
    assert page.app.namespace["futures"][0].result() == "done"


def test_a_shutdown_that_waits_ends_with_its_run(open_page, shuts_down):
    page = open_with(open_page, SHUT_DOWN_WHILE_SUBMITTING, how={})
    assert shuts_down.wait(20)
    page.live.handle(StopAsked())
    assert page.live.wait(LookAtLane(), 20, lambda app: all(run.phase != "body" for run in app.stopping)), (
        "its page code goes on"
    )
    page.app.namespace["go"].release()
    page.settle()
    assert page.app.namespace["ended"] == []


def test_what_is_being_submitted_is_cancelled_with_what_waits(open_page):
    source = SHUT_DOWN_WHILE_SUBMITTING.replace(
        'pool = st.executor("process")',
        'pool = st.executor("process", max_workers=1)\nfirst = pool.submit(lambda: threading.Event().wait())',
    )
    source = source.replace(
        "pool.shutdown(**how)", "pool.shutdown(wait=False, cancel_futures=True)\ngo.release()"
    )
    page = open_with(open_page, source + "ended.append(first)")
    assert page.live.wait(LookAtLane(), 60, lambda app: app.live.phase != "body")
    assert page.app.namespace["futures"][0].cancelled()
    assert not page.app.namespace["ended"][1].done()


def test_what_comes_after_the_shutdown_is_refused(open_page):
    page = open_page("""
    import treadle as st
    pool = st.executor("thread")
    pool.shutdown()
    try:
        pool.submit(str)
    except RuntimeError as error:
        st.text(error)
    """)
    assert "shut down" in page.one("text").body
