"""The results of one function, and its computations in progress.

What exists for a call is decided under one lock: an entry, a flight to join, or a new flight to lead. The
lock is held for a few steps only, never while app code runs or files are written. Garbage collection is an
exception: a destructor that calls the function again, for example to return a connection to its pool, must
not wait for itself. So the lock is reentrant.

*Clearing.* `clear` removes everything under the lock, flights included. A result is kept only if its flight
is still the one of its key. So the result of a computation during a clear goes to the callers that asked
before, and to no later caller. An entry on disk is written under another name first, and renamed under the
lock by the same rule.
"""

import dataclasses
import inspect
import logging
import threading
from collections.abc import Callable
from typing import Any

from treadle._core.sync.loops import BackgroundLoop
from treadle.errors import CacheError

from .disk import Folder
from .flight import Flight, Leads
from .replay import Recording
from .settings import Settings
from .store import Entry, Store
from .values import Frozen, freeze

log = logging.getLogger("treadle.cache")

CLOCKS_DIFFER = 60.0
"""The largest expected difference in seconds between the clocks of machines that share a folder."""

RETRY_AFTER = 60.0
"""The longest time in seconds until a failed background computation is tried again."""


class FunctionCache:
    """The results of one function in one app or session. Every method can be called from any thread.

    Args:
        settings: how results are kept.
        clock: the time in seconds, which is never set back.
        stretch: how many times its `ttl` a result can be old while it is recomputed in the background.
        folder: where results are on disk; None: nowhere.
        loop: the app's background loop, None if no app is served.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float],
        stretch: float = 2.0,
        folder: Folder | None = None,
        loop: BackgroundLoop | None = None,
    ) -> None:
        self.loop = loop
        self.settings = settings
        self._clock = clock
        self._stretch = stretch
        self._folder = folder
        self._lock = threading.RLock()
        self._store = Store(settings.max_entries, settings.max_size)  # guarded by _lock
        self._flights: dict[bytes, Flight] = {}  # guarded by _lock
        self._leads = Leads()
        self._outlived: dict[bytes, Entry] = {}  # guarded by _lock
        """Resources that were cleared while they were being created.

        Their callers have just got them, so they are released with the next clear, or when another one
        replaces them.
        """
        self._closed = False  # guarded by _lock

    def __len__(self) -> int:
        return len(self._store)

    def look(self, key: bytes, what: Callable[[], str]) -> "tuple[Entry | None, Flight | None]":
        """Return the entry of a key, and a flight if the caller must recompute it in the background."""
        with self._lock:
            return self._look(key, what)

    def _look(self, key: bytes, what: Callable[[], str]) -> "tuple[Entry | None, Flight | None]":
        entry = self._store.get(key)
        if entry is None or entry.expires is None:
            return entry, None
        now = self._clock()
        if now >= entry.expires:
            return None, None
        if entry.stale is None or now < entry.stale or key in self._flights:
            return entry, None
        flight = self._flights[key] = Flight(what(), leads=self._leads)
        return entry, flight

    def take(self, key: bytes, what: Callable[[], str]) -> "Taken":
        """Return what exists for a key: an entry, or a flight to join, or a new flight to lead."""
        with self._lock:
            entry, refresh = self._look(key, what)
            if entry is not None:
                return Taken(entry, refresh)
            flight = self._flights.get(key)
            if flight is not None:
                return Taken(flight=flight)
            # Expired entries are removed when a new one is about to be added.
            gone = [] if self.settings.ttl is None else self._expire()
            flight = self._flights[key] = Flight(what(), at_once=True, leads=self._leads)
            return Taken(flight=flight, lead=True, gone=gone)

    def on_disk(self, key: bytes) -> Entry | None:
        """Return the entry of a key on disk."""
        found = None if self._folder is None else self._folder.read(key)
        if found is None:
            return None
        value, recording, seconds = found
        if seconds is None:
            return Entry(value, recording, value.size, None)
        ttl = self.settings.ttl or 0.0
        if seconds > ttl + CLOCKS_DIFFER:
            return None  # the clock was set back, so its age is unknown
        return Entry(value, recording, value.size, self._clock() + min(seconds, ttl))

    def entry(self, value: Any, recording: Recording | None, name: str) -> Entry:
        """Return an entry that begins now."""
        if inspect.iscoroutine(value):
            value.close()
            raise CacheError(
                f"The cached function `{name}` returned a coroutine, which can be awaited only once. Define "
                "the function with `async def`: then what the coroutine returns is kept."
            )
        now, ttl = self._clock(), self.settings.ttl
        stale = None
        expires = None if ttl is None else now + ttl
        if ttl is not None and self.settings.refresh == "background":
            stale, expires = now + ttl, now + ttl * max(1.0, self._stretch)
        if self.settings.kind == "resource":
            return Entry(value, recording, 0, expires, stale)
        frozen = freeze(value, name)
        limit = self.settings.max_size
        if limit is not None and frozen.size > limit:
            log.warning(
                "a result of %s has %d bytes and is kept alone, as max_size is %d", name, frozen.size, limit
            )
        return Entry(frozen, recording, frozen.size, expires, stale)

    def keep(
        self, key: bytes, flight: Flight, entry: Entry, *, write: bool, awaited: bool = True
    ) -> list[Entry]:
        """Keep the result of a flight, unless the cache was cleared since it began.

        Return the entries to release.

        Args:
            key: the key of the call.
            flight: the flight that has landed.
            entry: its result.
            write: whether to write it to the disk, too.
            awaited: whether a caller is about to get the result even if it is not kept.
        """
        draft = None
        if write and self._folder is not None and isinstance(entry.value, Frozen):
            draft = self._folder.write(key, entry.value, entry.recording, self.settings.ttl)
        kept = False
        with self._lock:
            valid = self._flights.get(key) is flight
            if valid:
                del self._flights[key]
            if self._closed:
                gone = [entry]  # too late: no other code would release it
            elif valid:
                kept = True
                gone = self._store.put(key, entry) + self._forsake(key)
                if draft is not None:
                    draft.commit()
            elif awaited and self.settings.kind == "resource":
                gone = self._forsake(key)
                self._outlived[key] = entry
            else:
                gone = [entry]
        if draft is not None and not kept:
            draft.discard()
        # The result may be the same object as the old one.
        return [each for each in gone if each is entry or each.value is not entry.value]

    def _forsake(self, key: bytes) -> list[Entry]:
        outlived = self._outlived.pop(key, None)
        return [] if outlived is None else [outlived]

    def _expire(self) -> list[Entry]:
        now = self._clock()
        old = [
            key
            for key in list(self._outlived)
            if (entry := self._outlived.get(key)) is not None
            and entry.expires is not None
            and entry.expires <= now
        ]
        return self._store.expire(now) + [gone for key in old for gone in self._forsake(key)]

    def leave(self, key: bytes, flight: Flight) -> None:
        """Forget a flight, if it is still known."""
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]

    def postpone(self, entry: Entry) -> None:
        """Postpone the next background computation of an entry: it has just failed and would fail again."""
        entry.stale = self._clock() + min(RETRY_AFTER, (self.settings.ttl or 0.0) / 4)

    def drop(self, key: bytes, entry: Entry) -> list[Entry]:
        """Remove an entry, if its key still has it. Return the removed entry."""
        with self._lock:
            return self._store.remove(key, entry)

    def clear(self, key: bytes | None = None, *, begin: bytes = b"") -> list[Entry]:
        """Remove all entries, or one key, or all keys that begin with these bytes.

        Return the removed entries.
        """
        with self._lock:
            if key is None:
                gone = self._empty(begin)
            else:
                self._flights.pop(key, None)
                gone = self._store.remove(key) + self._forsake(key)
            if self._folder is not None:
                self._folder.clear(begin) if key is None else self._folder.remove(key)
        return gone

    def close(self) -> list[Entry]:
        """Forget everything in memory, including computations. Return the removed entries.

        Results on disk stay.
        """
        with self._lock:
            self._closed = True
            return self._empty()

    def _empty(self, begin: bytes = b"") -> list[Entry]:
        for key in [key for key in list(self._flights) if key.startswith(begin)]:
            self._flights.pop(key, None)
        outlived = [key for key in list(self._outlived) if key.startswith(begin)]
        return self._store.clear(begin) + [gone for key in outlived for gone in self._forsake(key)]


@dataclasses.dataclass(slots=True)
class Taken:
    """What exists for a call."""

    entry: Entry | None = None
    flight: Flight | None = None
    """The flight to join or to lead. With an entry: the flight that recomputes it in the background."""
    lead: bool = False
    gone: list[Entry] = dataclasses.field(default_factory=list)
    """The expired entries."""
