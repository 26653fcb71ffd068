"""Threads that serve the app rather than the visitor who happened to start them carry no session, and
outlive that one.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle._core.carry.context import current
from treadle._core.session.events import RerunAsked

Visit = Callable[..., Any]

POLLER = """
import queue
import threading
from concurrent.futures import ThreadPoolExecutor

class Poller:
    '''A thread, a timer and a pool that take questions and give answers.'''

    def __init__(self):
        self.questions = queue.Queue()
        self.pool = ThreadPoolExecutor(1)
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()
        self.timer = threading.Timer(0, self.questions.put, (threading.Event(),))
        self.timer.start()
        self.first = self.pool.submit(look).result()

    def work(self):
        seen.append(current())
        while (answered := self.questions.get()) is not None:
            seen.append(current())
            answered.set()

    def close(self):
        self.questions.put(None)
        self.pool.shutdown()
        self.thread.join()
        self.timer.join()

def look():
    seen.append(current())
"""


@pytest.fixture
def poller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What threads of the module `poller` have seen as their session."""
    seen: list[Any] = []
    (tmp_path / "poller.py").write_text("from treadle._core.carry.context import current\n" + POLLER)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("builtins.seen", seen, raising=False)
    yield seen
    module = sys.modules.pop("poller", None)
    if module is not None and hasattr(module, "one"):
        module.one.close()


def test_a_thread_started_in_cache_resource(visit: Visit, poller: list[Any]) -> None:
    page = visit(
        """
        import poller
        import treadle as st

        @st.cache_resource
        def connect():
            poller.one = poller.Poller()
            return poller.one

        connect()
        st.text("done")
        """
    )
    check_that_it_serves_the_app(page, poller)


def test_a_thread_started_at_import(visit: Visit, poller: list[Any], tmp_path: Path) -> None:
    (tmp_path / "poller.py").write_text(
        f"from treadle._core.carry.context import current\n{POLLER}\none = Poller()\n"
    )
    page = visit("import poller\nimport treadle as st\nst.text('done')")
    check_that_it_serves_the_app(page, poller)


def check_that_it_serves_the_app(page: Any, seen: list[Any]) -> None:
    """Whoever asks after the visitor has gone has an answer, and no thread has ever seen a session."""
    one = sys.modules["poller"].one
    assert page.one("text").body == "done", "the run did not wait for them"
    page.live.handle(RerunAsked())
    page.settle()
    page.live.end()
    assert page.live.executions.wait_until_none(20) == []
    answered = threading.Event()
    one.questions.put(answered)
    assert answered.wait(20)
    assert one.pool.submit(current).result(20) is None
    assert len(seen) >= 3
    assert set(seen) == {None}
