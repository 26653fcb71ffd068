"""Monitoring libraries wrap `Thread` and pools, before or after Treadle does: both go on doing their
work, in any order.
"""

import contextvars
import functools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from treadle._core.carry import install as carry

Visit = Callable[..., Any]

TRACE: contextvars.ContextVar[str] = contextvars.ContextVar("trace", default="none")
"""What a monitoring library would carry to threads."""


def like_sentry(patch: pytest.MonkeyPatch) -> None:
    """`start` replaces `run` of the very thread by one that takes the caller's context along."""
    start = threading.Thread.start

    @functools.wraps(start)
    def sentry_start(self: threading.Thread, *args: Any, **kwargs: Any) -> Any:
        trace, run = TRACE.get(), self.run

        def sentry_run(*args: Any, **kwargs: Any) -> Any:
            token = TRACE.set(trace)
            try:
                return run(*args, **kwargs)
            finally:
                TRACE.reset(token)

        self.run = sentry_run  # type: ignore[method-assign]
        return start(self, *args, **kwargs)

    patch.setattr(threading.Thread, "start", sentry_start)


def like_opentelemetry(patch: pytest.MonkeyPatch) -> None:
    """`start` leaves a note on the thread, which a wrapped `run` of the class reads; pools get a wrapped
    function.
    """
    start, run, timer_run = threading.Thread.start, threading.Thread.run, threading.Timer.run
    submit = ThreadPoolExecutor.submit

    def otel_start(self: threading.Thread) -> None:
        self._otel = TRACE.get()  # type: ignore[attr-defined]
        start(self)

    def otel(run: Callable[[Any], None]) -> Callable[[Any], None]:
        def otel_run(self: Any) -> None:
            token = TRACE.set(self._otel)
            try:
                run(self)
            finally:
                TRACE.reset(token)

        return otel_run

    def otel_submit(self: Any, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        trace = TRACE.get()

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            token = TRACE.set(trace)
            try:
                return function(*args, **kwargs)
            finally:
                TRACE.reset(token)

        return submit(self, wrapped, *args, **kwargs)

    patch.setattr(threading.Thread, "start", otel_start)
    patch.setattr(threading.Thread, "run", otel(run))
    patch.setattr(threading.Timer, "run", otel(timer_run))
    patch.setattr(ThreadPoolExecutor, "submit", otel_submit)


def like_ddtrace(patch: pytest.MonkeyPatch) -> None:
    """`__init__` and `_bootstrap_inner` are wrapped, and pools carry by a function that takes the context
    as argument.
    """
    init, inner = threading.Thread.__init__, threading.Thread._bootstrap_inner  # type: ignore[attr-defined]
    submit = ThreadPoolExecutor.submit

    def dd_init(self: Any, *args: Any, **kwargs: Any) -> None:
        self._dd = TRACE.get()
        init(self, *args, **kwargs)

    def dd_inner(self: Any) -> None:
        TRACE.set(getattr(self, "_dd", "none"))
        inner(self)

    def carried(trace: str, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        token = TRACE.set(trace)
        try:
            return function(*args, **kwargs)
        finally:
            TRACE.reset(token)

    def dd_submit(self: Any, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return submit(self, carried, TRACE.get(), function, args, kwargs)

    patch.setattr(threading.Thread, "__init__", dd_init)
    patch.setattr(threading.Thread, "_bootstrap_inner", dd_inner)
    patch.setattr(ThreadPoolExecutor, "submit", dd_submit)


APP = """
import threading
from concurrent.futures import ThreadPoolExecutor
import treadle as st

class Own(threading.Thread):
    def run(self):
        seen(("own", TRACE.get()))
        st.text("own")

def work(name):
    seen((name, TRACE.get()))
    st.text(name)

TRACE.set("this run")
threads = [threading.Thread(target=work, args=("thread",)), Own(), threading.Timer(0, work, ("timer",))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
with ThreadPoolExecutor(1) as pool:
    pool.submit(work, "pool").result()
"""

KINDS = ["thread", "own", "timer", "pool"]


@pytest.mark.parametrize("first", ["monitoring", "treadle"])
@pytest.mark.parametrize("library", [like_sentry, like_opentelemetry, like_ddtrace])
def test_monitoring_wrappers_round_thread(
    visit: Visit, library: Callable[[pytest.MonkeyPatch], None], first: str
) -> None:
    seen: list[tuple[str, str]] = []
    with pytest.MonkeyPatch.context() as patch:
        if first == "treadle":
            carry.install()
        library(patch)
        page = visit(APP, seen=seen.append, TRACE=TRACE)
        assert [props.body for props in page.props("text")] == KINDS
        assert page.props("exception") == []
        page.app.stop()
    if first == "treadle":
        carry.uninstall()
    carried = {kind for kind, trace in seen if trace == "this run"}
    assert carried >= ({"thread", "pool"} if library is like_opentelemetry else {"thread", "own", "pool"})
    assert [kind for kind, _ in seen] == KINDS


@pytest.mark.parametrize("library", [like_sentry, like_opentelemetry, like_ddtrace])
def test_all_is_as_before_when_both_have_gone(library: Callable[[pytest.MonkeyPatch], None]) -> None:
    def methods() -> list[Any]:
        names = ["__init__", "start", "run", "_bootstrap_inner"]
        return [vars(threading.Thread)[name] for name in names] + [
            ThreadPoolExecutor.submit,
            threading.Timer.run,
        ]

    before = methods()
    with pytest.MonkeyPatch.context() as patch:
        library(patch)
        carry.install()
        carry.uninstall()
    assert methods() == before
