"""`st.cache_data` and `st.cache_resource`."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Literal, ParamSpec, TypeVar, overload

from treadle._core.cache.caches import caches_of
from treadle._core.cache.function import Cached, cached
from treadle._core.cache.function import Spinner as Waiting
from treadle._core.cache.hashing import HashFuncs
from treadle._core.cache.settings import CacheScope, RefreshMode, settings_of
from treadle._core.carry.context import current, require
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.layout.empty import Empty
from treadle._core.elements.status.spinner import Spinner
from treadle._core.session.elements import RemoveElement
from treadle.errors import StopException

P = ParamSpec("P")
R = TypeVar("R")
Time = float | timedelta | str | None


class CacheData:
    """`st.cache_data`: decorates functions, and clears what all of them have kept."""

    @overload
    def __call__(
        self,
        func: Callable[P, R],
        *,
        ttl: Time = None,
        max_entries: int | None = None,
        max_size: int | str | None = None,
        show_spinner: bool | str = True,
        show_time: bool = False,
        persist: Literal["disk"] | bool | None = None,
        hash_funcs: HashFuncs | None = None,
        scope: CacheScope = "global",
        refresh_mode: RefreshMode = "foreground",
    ) -> Cached[P, R]: ...

    @overload
    def __call__(
        self,
        func: None = None,
        *,
        ttl: Time = None,
        max_entries: int | None = None,
        max_size: int | str | None = None,
        show_spinner: bool | str = True,
        show_time: bool = False,
        persist: Literal["disk"] | bool | None = None,
        hash_funcs: HashFuncs | None = None,
        scope: CacheScope = "global",
        refresh_mode: RefreshMode = "foreground",
    ) -> Callable[[Callable[P, R]], Cached[P, R]]: ...

    def __call__(
        self,
        func: Callable[P, R] | None = None,
        *,
        ttl: Time = None,
        max_entries: int | None = None,
        max_size: int | str | None = None,
        show_spinner: bool | str = True,
        show_time: bool = False,
        persist: Literal["disk"] | bool | None = None,
        hash_funcs: HashFuncs | None = None,
        scope: CacheScope = "global",
        refresh_mode: RefreshMode = "foreground",
    ) -> Any:
        """Keep what a function returns for its arguments, so that it computes that once, for all sessions and threads.

        Each caller gets a copy: whoever changes what was returned changes nothing for others. Of all who ask for the same at
        once, one computes it and the others wait; if it fails, all of them get the exception, and the next call tries
        again; if the one who computes is stopped, another one does. What the function shows on the page is shown in each
        call. It may be a coroutine function, a method or a static method.

        The function returned has `clear()`, which forgets all it has kept, and `clear(*args, **kwargs)`, which forgets that of
        one call. `st.cache_data.clear()` forgets everything of all functions.

        Args:
            func: the function. Arguments whose names begin with `_` are not looked at.
            ttl: how long a result is kept: seconds, a `timedelta`, or a text like "1h 30min" or "2 days". None: for ever.
            max_entries: how many results are kept; the least recently used one makes way. None: any number.
            max_size: how many bytes of results are kept in memory, or a text like "500 MB". One larger result is kept alone.
            show_spinner: whether to show that it is being computed, or a text to show then, in Markdown.
            show_time: whether to count the seconds beside that.
            persist: "disk" or True to keep results in `.treadle/cache` beside the script, from start to start. What `max_entries`
                and `max_size` say is about memory then.
            hash_funcs: by type, union of types (`A | B`), or full name of a type, a function that returns something to recognise such an
                argument by.
            scope: "global", or "session" for results of each session's own, which are dropped with it.
            refresh_mode: "background" to return a result that is older than `ttl` once more while it is computed anew in a
                thread without a session; for twice the `ttl` at most (`runner.cacheBackgroundRefreshTTLMultiplier`). A function
                that shows something cannot be computed there, and is computed when its result is as old as that.

        Raises:
            APIError: these settings make no sense.
            UnhashableParamError: when called: an argument cannot be recognised again.
            UnserializableReturnValueError: when called: what was returned cannot be copied.
            CacheRecursionError: when called: the function needs its own result.

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
            ttl=ttl,
            max_entries=max_entries,
            max_size=max_size,
            persist=persist,
            scope=scope,
            refresh_mode=refresh_mode,
        )
        spinner = waiting(show_spinner, show_time)

        def decorate(function: Callable[P, R]) -> Any:
            return cached(function, settings, caches_of, hash_funcs=hash_funcs, spinner=spinner)

        return decorate if func is None else decorate(func)

    def clear(self) -> None:
        """Forget what all functions have kept, in memory and on disk."""
        caches_of(current()).clear("data")


class CacheResource:
    """`st.cache_resource`: decorates functions, and clears what all of them have kept."""

    @overload
    def __call__(
        self,
        func: Callable[P, R],
        *,
        ttl: Time = None,
        max_entries: int | None = None,
        show_spinner: bool | str = True,
        show_time: bool = False,
        validate: Callable[[Any], bool] | None = None,
        hash_funcs: HashFuncs | None = None,
        on_release: Callable[[Any], object] | None = None,
        scope: CacheScope = "global",
        refresh_mode: RefreshMode = "foreground",
    ) -> Cached[P, R]: ...

    @overload
    def __call__(
        self,
        func: None = None,
        *,
        ttl: Time = None,
        max_entries: int | None = None,
        show_spinner: bool | str = True,
        show_time: bool = False,
        validate: Callable[[Any], bool] | None = None,
        hash_funcs: HashFuncs | None = None,
        on_release: Callable[[Any], object] | None = None,
        scope: CacheScope = "global",
        refresh_mode: RefreshMode = "foreground",
    ) -> Callable[[Callable[P, R]], Cached[P, R]]: ...

    def __call__(
        self,
        func: Callable[P, R] | None = None,
        *,
        ttl: Time = None,
        max_entries: int | None = None,
        show_spinner: bool | str = True,
        show_time: bool = False,
        validate: Callable[[Any], bool] | None = None,
        hash_funcs: HashFuncs | None = None,
        on_release: Callable[[Any], object] | None = None,
        scope: CacheScope = "global",
        refresh_mode: RefreshMode = "foreground",
    ) -> Any:
        """Keep the very object that a function returns: a connection, a model, a pool; for all sessions and threads.

        All callers share one object, so it must be safe to use from several threads; guard it with a lock if it is not. Threads
        that the function starts belong to the app: they carry no session and outlive the one that came first. In all else it
        is as `st.cache_data`.

        Args:
            func: the function. Arguments whose names begin with `_` are not looked at.
            ttl: how long an object is kept: seconds, a `timedelta`, or a text like "1h 30min" or "2 days". None: for ever.
            max_entries: how many objects are kept; the least recently used one makes way. None: any number.
            show_spinner: whether to show that it is being made, or a text to show then, in Markdown.
            show_time: whether to count the seconds beside that.
            validate: called with the object each time before it is returned; if it returns False, another one is made.
            hash_funcs: by type, union of types (`A | B`), or full name of a type, a function that returns something to recognise such an
                argument by.
            on_release: called with each object that is not kept any more: cleared, expired, replaced, or when its session or the
                app ends. Once for each, in the thread where that comes about; what it raises is logged. If it returns a coroutine
                (also as a coroutine function), that is awaited on the loop on which clients that belong to a loop are kept. Somebody
                may still be using the object. One that was cleared while it was being made is let go of when another takes its
                place.
            scope: "global", or "session" for objects of each session's own.
            refresh_mode: "background" to return an object that is older than `ttl` once more while another one is made in a
                thread without a session; for twice the `ttl` at most (`runner.cacheBackgroundRefreshTTLMultiplier`).

        Raises:
            APIError: these settings make no sense.
            UnhashableParamError: when called: an argument cannot be recognised again.
            CacheRecursionError: when called: the function needs its own result.

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
            "resource", ttl=ttl, max_entries=max_entries, scope=scope, refresh_mode=refresh_mode
        )
        spinner = waiting(show_spinner, show_time)

        def decorate(function: Callable[P, R]) -> Any:
            return cached(
                function,
                settings,
                caches_of,
                hash_funcs=hash_funcs,
                validate=validate,
                on_release=on_release,
                spinner=spinner,
            )

        return decorate if func is None else decorate(func)

    def clear(self) -> None:
        """Forget what all functions have kept."""
        caches_of(current()).clear("resource")


cache_data = CacheData()
cache_resource = CacheResource()


def waiting(show_spinner: bool | str, show_time: bool) -> Waiting | None:
    """Return what shows that one waits for a cached function, None for nothing."""
    if show_spinner is False:
        return None
    given = show_spinner if isinstance(show_spinner, str) else None
    return lambda name: _spinner(f"Running `{name}(…)`." if given is None else given, show_time)


@contextlib.contextmanager
def _spinner(text: str, show_time: bool) -> Iterator[None]:
    scope = require()
    place = Cursor().open(Empty())
    place.put(Spinner(text=text, show_time=bool(show_time)))
    try:
        yield
    finally:
        # All of it leaves, as the next run finds the result in the cache and shows no spinner. A run that is over leaves its
        # page to the next one: the result must get where it was asked for all the same.
        with contextlib.suppress(StopException):
            assert place.id is not None
            scope.host.do(scope, RemoveElement(scope.recorder, place.id))
