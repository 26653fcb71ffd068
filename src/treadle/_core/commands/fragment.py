"""`st.fragment`."""

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar, cast, overload

from treadle._core.carry.context import called_at, require, within
from treadle._core.carry.grouped import ungrouped
from treadle._core.carry.scope import Scope
from treadle._core.elements.parameters import Key
from treadle._core.session.events import FragmentDeclared
from treadle._core.session.fragments import DeclareFragment
from treadle._core.session.lanes import Lane
from treadle._core.sync.coroutine_functions import is_coroutine_function
from treadle.errors import (
    APIError,
    BadTimeStringError,
    FragmentHandledException,
    InvalidParameterTypeError,
    RerunException,
    ScriptControlException,
)

F = TypeVar("F", bound=Callable[..., Any])
Interval = int | float | timedelta | str

UNITS = {
    "ms": 0.001, "millisecond": 0.001, "milliseconds": 0.001, "milli": 0.001, "millis": 0.001,
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0,
    "m": 60.0, "min": 60.0, "mins": 60.0, "minute": 60.0, "minutes": 60.0,
    "h": 3600.0, "hr": 3600.0, "hour": 3600.0, "hours": 3600.0,
    "d": 86_400.0, "day": 86_400.0, "days": 86_400.0, "w": 604_800.0, "week": 604_800.0, "weeks": 604_800.0,
}  # fmt: skip
"""The seconds of each unit, in lower case."""

_PART = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([A-Za-z]+)\s*(?:,|and\b)?")


@overload
def fragment(
    func: F, *, run_every: Interval | None = None, parallel: bool = False, key: Key | None = None
) -> F: ...


@overload
def fragment(
    func: None = None, *, run_every: Interval | None = None, parallel: bool = False, key: Key | None = None
) -> Callable[[F], F]: ...


def fragment(
    func: F | None = None,
    *,
    run_every: Interval | None = None,
    parallel: bool = False,
    key: Key | None = None,
) -> F | Callable[[F], F]:
    """Return a function that is a part of the page and can rerun alone.

    When the page calls the function, it runs as any function. When a widget in it changes, and every
    `run_every`, it runs again alone, with the same arguments and in the same place. This rerun has its own
    thread, beside other runs of the session. The function can be a coroutine function, which is awaited as
    usual.

    Args:
        func: the function.
        run_every: the interval between automatic reruns: seconds, a `timedelta`, or a text like "2s" or "1h
            30min". None: none.
        parallel: whether the page does not wait for the fragment. If True, a call reserves its place on the
            page, starts it in its own thread and returns None. An exception in it does not reach the caller.
        key: a name for `st.rerun`. A fragment with a key can be called once per run.

    Raises:
        BadTimeStringError: `run_every` is a text, but not a duration.
        APIError: `run_every` is not above 0.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     @st.fragment
        ...     def counter():
        ...         st.session_state.n = st.session_state.get("n", 0) + 1
        ...         st.button("Again")
        ...         st.write(st.session_state.n)
        ...     counter()
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().button[0].click().run().markdown[0].value
        '`2`'
    """
    how = _How(_seconds(run_every), parallel, key)
    if func is None:
        return lambda function: _decorate(function, how)
    return _decorate(func, how)


@dataclass(frozen=True, slots=True)
class _How:
    """The options of a fragment."""

    interval: float | None
    parallel: bool
    key: Key | None


def _decorate(function: F, how: _How) -> F:
    if is_coroutine_function(function):

        @functools.wraps(function)
        async def calling_async(*args: Any, **kwargs: Any) -> Any:
            body = functools.partial(function, *args, **kwargs)
            if how.parallel:
                return _start(body, function, how)
            with _called(body, function, how):
                return await function(*args, **kwargs)

        return cast(F, calling_async)

    @functools.wraps(function)
    def calling(*args: Any, **kwargs: Any) -> Any:
        body = functools.partial(function, *args, **kwargs)
        if how.parallel:
            return _start(body, function, how)
        with _called(body, function, how):
            return function(*args, **kwargs)

    return cast(F, calling)


def _declare(body: Callable[[], Any], function: Callable[..., Any], how: _How) -> tuple[Scope, Lane]:
    """Declare the fragment where it is called. Return the caller's scope and the fragment's lane."""
    outer = require()
    if outer.in_callback:
        raise APIError(
            "A callback called a fragment. A callback runs before the page, so the fragment has no place. "
            "Use `st.rerun(key)`."
        )
    operation = DeclareFragment(outer, function, body, how.interval, how.key, called_at(outer))
    return outer, outer.host.page.do(outer, operation)


def _start(body: Callable[[], Any], function: Callable[..., Any], how: _How) -> None:
    """Start the fragment beside its caller."""
    outer, lane = _declare(body, function, how)
    outer.host.handle(FragmentDeclared(outer.run, lane, start=True))


@contextmanager
def _called(body: Callable[[], Any], function: Callable[..., Any], how: _How) -> Iterator[None]:
    """Run a block as the fragment, in its place on the page, as a part of the calling run."""
    outer, lane = _declare(body, function, how)
    inner = replace(outer, lane=lane, writer=outer.run.writer(lane.id), container=lane.node_id)
    declared = FragmentDeclared(outer.run, lane)
    try:
        with within(inner), ungrouped():
            yield
    except RerunException:
        raise
    except ScriptControlException:
        outer.host.handle(declared)  # the elements that it has shown so far can be used
        raise
    except FragmentHandledException:
        outer.host.handle(declared)
        raise
    except Exception as error:
        inner.host.report(inner, error)
        outer.host.handle(declared)
        raise FragmentHandledException(f"a fragment failed: {error}") from error
    outer.host.handle(declared)


def _seconds(interval: Interval | None) -> float | None:
    if interval is None:
        return None
    if isinstance(interval, timedelta):
        seconds = interval.total_seconds()
    elif isinstance(interval, str):
        seconds = _parse(interval)
    elif isinstance(interval, int | float):
        seconds = float(interval)
    else:
        raise InvalidParameterTypeError(
            "run_every", type(interval).__name__, ["int", "float", "timedelta", "str", "None"]
        )
    if not 0 < seconds < 86_400 * 366:
        raise APIError(f"`run_every` is {seconds:g} seconds. It must be above 0 seconds and at most a year.")
    return seconds


def _parse(text: str) -> float:
    total, at = 0.0, 0
    while at < len(text.rstrip()):
        part = _PART.match(text, at)
        if part is None or part[2].lower() not in UNITS:
            raise BadTimeStringError(text)
        total += float(part[1]) * UNITS[part[2].lower()]
        at = part.end()
    if not text.strip():
        raise BadTimeStringError(text)
    return total
