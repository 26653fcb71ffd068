"""`st.cache_data` and `st.cache_resource`."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, Unpack, overload

from treadle._core.cache.caches import caches_of
from treadle._core.cache.function import Cached, cached
from treadle._core.cache.function import Spinner as Waiting
from treadle._core.cache.settings import settings_of
from treadle._core.carry.context import current, require
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.layout.empty import Empty
from treadle._core.elements.status.spinner import Spinner
from treadle._core.session.elements import RemoveElement
from treadle.errors import StopException

from .parameters import DataOptions, P, R, ResourceOptions


class CacheData:
    """`st.cache_data`: a decorator for functions, and `clear()` for all of them."""

    @overload
    def decorator(self, func: Callable[P, R], **options: Unpack[DataOptions]) -> Cached[P, R]: ...

    @overload
    def decorator(
        self, func: None = None, **options: Unpack[DataOptions]
    ) -> Callable[[Callable[P, R]], Cached[P, R]]: ...

    def decorator(self, func: Callable[P, R] | None = None, **options: Unpack[DataOptions]) -> Any:
        """Return a function that caches its results by its arguments, for all sessions and threads.

        Each call returns a copy, so a caller that changes its result does not change those of others. If
        several threads make the same call at once, one of them computes the result and the others wait. If it
        raises, all of them get the exception, and the next call computes again. If it is stopped, another
        thread computes. What the function shows on the page is shown in each call. The function can be a
        coroutine function, a method or a static method.

        The returned function has `clear()`, which removes all of its results, and `clear(*args, **kwargs)`,
        which removes the result of one call. `st.cache_data.clear()` removes all results of all functions.

        Args:
            func: the function. Parameters whose names begin with `_` are not part of the cache key.

        Raises:
            APIError: the arguments are not valid, or do not fit together.
            UnhashableParamError: on a call, if an argument has no cache key.
            UnserializableReturnValueError: on a call, if the result cannot be copied.
            CacheRecursionError: on a call, if the function needs its own result.

        Example:
            >>> calls = []
            >>> def app(calls):
            ...     import treadle as st
            ...     @st.cache_data(ttl="1h")
            ...     def square(n):
            ...         calls.append(n)
            ...         return n * n
            ...     st.write(square(3), square(n=3))
            >>> from treadle.testing import AppTest
            >>> AppTest.from_function(app, args=(calls,)).run().run().markdown[0].value
            '`9` `9`'
            >>> calls
            [3]
        """
        settings = settings_of(
            "data",
            ttl=options.get("ttl"),
            max_entries=options.get("max_entries"),
            max_size=options.get("max_size"),
            persist=options.get("persist"),
            scope=options.get("scope", "global"),
            refresh_mode=options.get("refresh_mode", "foreground"),
        )
        spinner = waiting(options.get("show_spinner", True), options.get("show_time", False))

        def decorate(function: Callable[P, R]) -> Any:
            return cached(
                function, settings, caches_of, hash_funcs=options.get("hash_funcs"), spinner=spinner
            )

        return decorate if func is None else decorate(func)

    def clear(self) -> None:
        """Remove all results of all functions, in memory and on disk."""
        caches_of(current()).clear("data")


class CacheResource:
    """`st.cache_resource`: a decorator for functions, and `clear()` for all of them."""

    @overload
    def decorator(self, func: Callable[P, R], **options: Unpack[ResourceOptions]) -> Cached[P, R]: ...

    @overload
    def decorator(
        self, func: None = None, **options: Unpack[ResourceOptions]
    ) -> Callable[[Callable[P, R]], Cached[P, R]]: ...

    def decorator(self, func: Callable[P, R] | None = None, **options: Unpack[ResourceOptions]) -> Any:
        """Return a function that caches the object itself, without a copy: a connection, a model, a pool.

        All sessions and threads share one object, so it must be thread-safe; if it is not, guard it with a
        lock. Threads that the function starts belong to the app: they have no session, and do not end with
        the session that called first. Everything else is as in `st.cache_data`.

        Args:
            func: the function. Parameters whose names begin with `_` are not part of the cache key.
            ttl: how long an object is kept: seconds, a `timedelta`, or a text like "1h 30min" or "2 days".
                None: no limit.
            max_entries: how many objects are kept. The least recently used one is removed first. None: no
                limit.
            scope: "global" (shared by all sessions) or "session" (each session has its own objects, until it
                ends).
            refresh_mode: "background" returns an object that is older than `ttl` and makes a new one in a
                thread without a session. An object is returned until twice the `ttl`
                (`runner.cacheBackgroundRefreshTTLMultiplier`).

        Raises:
            APIError: the arguments are not valid, or do not fit together.
            UnhashableParamError: on a call, if an argument has no cache key.
            CacheRecursionError: on a call, if the function needs its own result.

        Example:
            >>> def app():
            ...     import sqlite3, threading
            ...     import treadle as st
            ...     @st.cache_resource(on_release=lambda database: database[0].close())
            ...     def database():
            ...         return sqlite3.connect(":memory:", check_same_thread=False), threading.Lock()
            ...     connection, lock = database()
            ...     with lock:
            ...         st.write(connection.execute("select 6 * 7").fetchone()[0])
            >>> from treadle.testing import AppTest
            >>> AppTest.from_function(app).run().markdown[0].value
            '`42`'
        """
        settings = settings_of(
            "resource",
            ttl=options.get("ttl"),
            max_entries=options.get("max_entries"),
            scope=options.get("scope", "global"),
            refresh_mode=options.get("refresh_mode", "foreground"),
        )
        spinner = waiting(options.get("show_spinner", True), options.get("show_time", False))

        def decorate(function: Callable[P, R]) -> Any:
            return cached(
                function,
                settings,
                caches_of,
                hash_funcs=options.get("hash_funcs"),
                validate=options.get("validate"),
                on_release=options.get("on_release"),
                spinner=spinner,
            )

        return decorate if func is None else decorate(func)

    def clear(self) -> None:
        """Remove all objects of all functions."""
        caches_of(current()).clear("resource")


def waiting(show_spinner: bool | str, show_time: bool) -> Waiting | None:
    """Return the spinner for callers that wait for a cached function, None for no spinner."""
    if show_spinner is False:
        return None
    given = show_spinner if isinstance(show_spinner, str) else None
    return lambda name: _spinner(f"Running `{name}(…)`." if given is None else given, show_time)


@contextlib.contextmanager
def _spinner(text: str, show_time: bool) -> Iterator[None]:
    scope = require()
    place = Cursor().put_container(Empty())
    place.put(Spinner(text=text, show_time=bool(show_time)))
    try:
        yield
    finally:
        # The spinner and its container are removed, because the next run finds the result in the cache and
        # shows no spinner. A stopped run leaves its page to the next run. The caller must still get its
        # result.
        with contextlib.suppress(StopException):
            assert place.id is not None
            scope.host.page.do(scope, RemoveElement(scope.recorder, place.id))
