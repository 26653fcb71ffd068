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
"""How many results an app computes anew in the background at once; others are returned as they are until there is room."""

_Where = tuple[str, Settings, str | None]
"""A function's identity, how its results are kept, and the session's token if they are a session's own."""


class Caches:
    """The caches of an app's functions, each made when it is first used. Every method may be called from any thread.

    Args:
        folder: where results are kept that are to outlive the process.
        stretch: `runner.cacheBackgroundRefreshTTLMultiplier`.
        clock: the time in seconds, never set back; a test has its own.
        wall: the time in seconds since 1970, by which entries on disk expire.
        loop: what awaits coroutines of `on_release`. None: a loop is made for them.
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
        """Return the caches of an app that is about to be used."""
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
            identity: the function's.
            settings: how results are kept.
            scope: the caller's.
            release: lets go of results that are kept no more.
            apart: how many bytes of each key tell functions of this identity apart.

        Raises:
            NoSessionContext: results are a session's own, and the caller has no session.
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
            # Of a function that is defined again, the newest: it may be told now to let go of what the first has made.
            self._caches[where] = made, release
            if self._closed and made is fresh:
                made.close()
        if made is fresh and token is not None and scope is not None:
            # Behind the entry, which would stay for ever if the session ended in between.
            scope.host.lifetime.on_end(self._forgetting(token, scope), ("caches", id(self)))
        return made

    def _new(self, identity: str, settings: Settings, apart: int) -> FunctionCache:
        folder = None
        if settings.disk:
            name = hashlib.sha256(f"{identity} {settings.ttl}".encode()).hexdigest()[:32]
            folder = Folder(self._folder / name, lambda: self.wall(), apart)
        return FunctionCache(settings, lambda: self.clock(), self._stretch, folder, self._loop)

    def _forgetting(self, token: str, scope: Scope) -> Callable[[], None]:
        """Return what drops the results of a session once it has ended."""
        if not scope.closing:
            return functools.partial(self.forget, token)
        # What an app does at the end of a session comes back to what was dropped already. It is dropped again when that has ended.
        thread = threading.current_thread()

        def forget() -> None:
            thread.join()
            self.forget(token)

        return forget

    def forget(self, token: str) -> None:
        """Drop what was kept for one session."""
        with self._lock:
            dropped = [self._caches.pop(where) for where in list(self._caches) if where[2] == token]
        _close(dropped)

    def clear(self, kind: Kind) -> None:
        """Forget the results of all functions of a kind; those on disk, too."""
        with self._lock:
            found = [self._caches[where] for where in list(self._caches) if where[1].kind == kind]
        _clear(found)
        if kind == "data":
            clear_all(self._folder)

    def close(self) -> None:
        """Let go of everything that is in memory; what is on disk stays."""
        with self._lock:
            self._closed = True
            dropped = list(self._caches.values())
            self._caches.clear()
        _close(dropped)

    def start_refresh(self, name: str, refresh: Callable[[], object]) -> bool:
        """Call a function that computes a result anew on a thread of its own; return False if there is none to spare.

        Args:
            name: of whose result.
            refresh: what to call; it must not raise.
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
            log.exception("the system gives no thread to compute `%s` anew", name)
            return False
        return True

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """Let code in this block that has no session use these caches."""
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
"""What code without a session uses, where that is known."""


@functools.cache
def _bare() -> Caches:
    """Return the caches of code that no app is served to: `python script.py`, and tests of an app's functions."""
    return Caches(Path.cwd() / ".treadle" / "cache")


def caches_of(scope: Scope | None) -> Caches:
    """Return the caches that code in a scope uses.

    Code without a session uses those of the app, if one app is served in this process; those of the process, if none is.
    """
    if scope is not None:
        return scope.host.part(Caches.of_app)
    used = _used.get()
    if used is not None:
        return used
    app = process.only_app()
    return _bare() if app is None else app.part(Caches.of_app)
