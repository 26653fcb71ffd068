"""All caches of one app."""

import contextlib
import contextvars
import functools
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from treadle._core.carry.context import within
from treadle._core.carry.scope import Scope
from treadle._core.runtime import process
from treadle._core.sync.loops import BackgroundLoop
from treadle.errors import NoSessionContext

from .disk import Folder, clear_all
from .releasing import Release
from .results import FunctionCache
from .settings import Kind, Settings

log = logging.getLogger("treadle.cache")

REFRESHES = 8
"""The largest number of results that an app recomputes in the background at once.

Others are returned until there is room.
"""

_Where = tuple[str, Settings, str | None]
"""A function's identity, its settings, and the session's token if the results belong to a session."""


class Caches:
    """The caches of an app's functions, each created at its first use.

    Every method can be called from any thread.

    Args:
        folder: where results are kept on disk.
        stretch: `runner.cacheBackgroundRefreshTTLMultiplier`.
        clock: the time in seconds, which is never set back. A test passes its own.
        wall: the time in seconds since 1970, by which entries on disk expire.
        loop: the loop for coroutines of `on_release`. None: a loop is created for them.
    """

    def __init__(
        self,
        folder: Path,
        stretch: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        loop: BackgroundLoop | None = None,
    ) -> None:
        self._folder = folder
        self._stretch = stretch
        self.clock = clock
        self.wall = wall
        self._loop = loop
        self._lock = threading.RLock()  # as garbage collection may run destructors under it
        self._caches: dict[_Where, tuple[FunctionCache, Release | None]] = {}  # guarded by _lock for writing
        self._closed = False  # guarded by _lock
        self._refreshes = threading.BoundedSemaphore(REFRESHES)

    @classmethod
    def of_app(cls, app: Any) -> "Caches":
        """Return the caches of an app."""
        return cls(
            app.script.parent / ".treadle" / "cache",
            app.config.runner.cacheBackgroundRefreshTTLMultiplier,
            loop=app.coroutines,
        )

    def of(
        self, identity: str, settings: Settings, scope: Scope | None, release: Release | None, apart: int = 0
    ) -> FunctionCache:
        """Return the cache of a function for a caller.

        Args:
            identity: the function's identity.
            settings: how results are kept.
            scope: the caller's scope.
            release: releases results that are no longer kept.
            apart: the number of bytes of each key that distinguish functions of this identity.

        Raises:
            NoSessionContext: results belong to a session, and the caller has no session.
        """
        token = None
        if settings.scope == "session":
            if scope is not None:
                token = scope.host.token
            elif process.serves():
                raise NoSessionContext()
        where = identity, settings, token
        known = self._caches.get(where)
        if known is not None and known[1] == release:
            return known[0]
        if token is not None and scope is not None:
            scope.host.check(scope)
        fresh = self._new(identity, settings, apart)
        with self._lock:
            before = self._caches.setdefault(where, (fresh, release))  # let go of when the lock is
            made = before[0]
            # If a function is defined again, its newest definition releases the results of the earlier ones.
            self._caches[where] = made, release
            if self._closed and made is fresh:
                made.close()
        if made is fresh and token is not None and scope is not None:
            # After the entry was added: otherwise it would stay for ever if the session ended in between.
            scope.host.lifetime.on_end(self._forgetting(token, scope), ("caches", id(self)))
        return made

    def _new(self, identity: str, settings: Settings, apart: int) -> FunctionCache:
        folder = None
        if settings.disk:
            name = hashlib.sha256(f"{identity} {settings.ttl}".encode()).hexdigest()[:32]
            folder = Folder(self._folder / name, lambda: self.wall(), apart)
        return FunctionCache(settings, lambda: self.clock(), self._stretch, folder, self._loop)

    def _forgetting(self, token: str, scope: Scope) -> Callable[[], None]:
        """Return a function that drops the results of an ended session."""
        if not scope.closing:
            return functools.partial(self.forget, token)
        # Code that an app executes at the end of a session may use the dropped results. They are dropped
        # again when it has ended.
        thread = threading.current_thread()

        def forget() -> None:
            thread.join()
            self.forget(token)

        return forget

    def forget(self, token: str) -> None:
        """Drop the results of one session."""
        with self._lock:
            dropped = [self._caches.pop(where) for where in list(self._caches) if where[2] == token]
        _close(dropped)

    def clear(self, kind: Kind) -> None:
        """Remove the results of all functions of a kind, also on disk."""
        with self._lock:
            found = [self._caches[where] for where in list(self._caches) if where[1].kind == kind]
        _clear(found)
        if kind == "data":
            clear_all(self._folder)

    def close(self) -> None:
        """Release everything in memory. Results on disk stay."""
        with self._lock:
            self._closed = True
            dropped = list(self._caches.values())
            self._caches.clear()
        _close(dropped)

    def start_refresh(self, name: str, refresh: Callable[[], object]) -> bool:
        """Call a function that recomputes a result in a new thread. Return False if all threads are in use.

        Args:
            name: the name of the function with the result.
            refresh: the function to call. It must not raise.
        """
        if not self._refreshes.acquire(blocking=False):
            return False

        def run() -> None:
            try:
                with self.used():
                    refresh()
            finally:
                self._refreshes.release()

        thread = threading.Thread(target=run, name=f"treadle-refresh-{name}", daemon=True)
        try:
            with within(None):  # it serves all sessions
                contextvars.Context().run(thread.start)
        except RuntimeError:
            self._refreshes.release()
            log.exception("no thread could be started to compute `%s` again", name)
            return False
        return True

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """Use these caches for code without a session during a block."""
        token = _used.set(self)
        try:
            yield
        finally:
            _used.reset(token)


def _close(caches: list[tuple[FunctionCache, Release | None]]) -> None:
    for cache, release in caches:
        gone = cache.close()
        if release is not None and gone:
            release(gone, cache.loop)


def _clear(caches: list[tuple[FunctionCache, Release | None]]) -> None:
    for cache, release in caches:
        gone = cache.clear()
        if release is not None and gone:
            release(gone, cache.loop)


_used: ContextVar[Caches | None] = ContextVar("treadle_caches", default=None)
"""The caches that code without a session uses, if they are known."""


@functools.cache
def _bare() -> Caches:
    """Return the caches for code outside of apps: `python script.py`, and tests of an app's functions."""
    return Caches(Path.cwd() / ".treadle" / "cache")


def caches_of(scope: Scope | None) -> Caches:
    """Return the caches that code in a scope uses.

    Code without a session uses the caches of the app if this process serves one app, and those of the process
    if it serves none.
    """
    if scope is not None:
        return scope.host.part(Caches.of_app)
    used = _used.get()
    if used is not None:
        return used
    app = process.only_app()
    return _bare() if app is None else app.part(Caches.of_app)
