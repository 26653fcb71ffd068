"""From Python 3.14 on, threads inherit context variables if `sys.flags.thread_inherit_context` says so: all
is as without.
"""

import contextvars
import functools
import sys
import threading
import types
from typing import Any

import pytest

from treadle._core.carry.context import current
from treadle.testing import AppTest


@pytest.fixture(params=["inherited", "empty", "as this Python does"])
def python(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Threads as Python 3.14 makes them: `run` is called in a context, which is the starter's or an empty
    one.
    """
    if request.param == "as this Python does":
        return "as this Python does"
    if sys.version_info >= (3, 14):

        class OtherSys:
            flags = types.SimpleNamespace(thread_inherit_context=request.param == "inherited")

            def __getattr__(self, name: str) -> Any:
                return getattr(sys, name)

        monkeypatch.setattr(threading, "_sys", OtherSys())
    else:
        init, start, run = threading.Thread.__init__, threading.Thread.start, threading.Thread.run

        @functools.wraps(init)
        def init_with_context(self: Any, *args: Any, context: Any = None, **kwargs: Any) -> None:
            init(self, *args, **kwargs)
            self._context = context

        def start_in_context(self: Any) -> None:
            if self._context is None:
                inherits = request.param == "inherited"
                self._context = contextvars.copy_context() if inherits else contextvars.Context()
            start(self)

        def run_in_context(self: Any) -> None:
            self._context.run(run, self)

        monkeypatch.setattr(threading.Thread, "__init__", init_with_context)
        monkeypatch.setattr(threading.Thread, "start", start_in_context)
        monkeypatch.setattr(threading.Thread, "run", run_in_context)
    return str(request.param)


def test_the_run_is_carried_whatever_python_does(python: str) -> None:
    def app() -> None:
        import threading
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing.pool import ThreadPool

        import treadle as st

        def inner() -> None:
            threading.Thread(target=st.text, args=("inner",)).start()

        with st.container():
            threading.Thread(target=st.text, args=("thread",)).start()
            threading.Thread(target=inner).start()
            threading.Thread(target=st.text, args=("daemon",), daemon=True).start()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(st.text, ["pool 1", "pool 2"]))
        with ThreadPool(2) as threads:
            threads.map(st.text, ["threads 1", "threads 2"])

    expected = ["thread", "inner", "daemon", "pool 1", "pool 2", "threads 1", "threads 2"]
    with AppTest.from_function(app).run() as at:
        written = at.text.values  # the daemon thread's line may come later
        assert [text for text in written if text != "daemon"] == [
            text for text in expected if text != "daemon"
        ]
        assert not at.exception


def test_what_serves_the_app_carries_none_whatever_python_does(python: str) -> None:
    def app(seen):
        import threading
        from concurrent.futures import ThreadPoolExecutor

        import treadle as st
        from treadle._core.carry.context import current

        @st.cache_resource
        def resource():
            thread = threading.Thread(target=lambda: seen.append(current()))
            thread.start()
            thread.join()
            return object()

        resource()
        pool = ThreadPoolExecutor(1)
        pool.submit(st.text, "makes the worker").result()
        seen.append(pool)

    seen: list[Any] = []
    with AppTest.from_function(app, args=(seen,)).run() as at:
        assert not at.exception
        pool = seen.pop()
        seen.append(pool.submit(current).result())
        pool.shutdown()
    assert seen == [None, None]
