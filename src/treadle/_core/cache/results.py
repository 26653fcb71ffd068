"""The results of one function, and what is being computed of them.

What there is for a call is decided under one lock: an entry, a flight to join, or a new flight to lead. The lock is held for
a few steps only, never while app code runs or files are written. What no lock can keep out is garbage collection: a destructor
that calls the function again, to give a connection back to its pool, must not wait for itself. So it can be taken twice.

*Clearing.* `clear` takes what there is under the lock, flights included. A result is kept only while its flight is still
the one of its key, so whatever was being computed when the cache was cleared reaches those who asked before, and nobody
who asks later. An entry on disk is written under another name first, and renamed under the lock by the same rule.
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
"""Seconds by which the clocks of machines may differ that share a folder."""

RETRY_AFTER = 60.0
"""Seconds at most after which a result is computed anew in the background again, if that has failed."""


class FunctionCache:
    """The results of one function in one app or session. Every method may be called from any thread.

    Args:
        settings: how they are kept.
        clock: the time in seconds, never set back.
        stretch: how many times its `ttl` a result may be old while it is computed anew in the background.
        folder: where they are on disk, None for nowhere.
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
        """Resources that were cleared while they were being made. Whoever asked for one has only just got it, so it is let go
        of with the next clear, or when another one is kept in its place."""
        self._closed = False  # guarded by _lock

    def __len__(self) -> int:
        return len(self._store)

    def look(self, key: bytes, what: Callable[[], str]) -> "tuple[Entry | None, Flight | None]":
        """Return the entry of a key if there is one, and a flight if the caller must compute it anew in the background."""
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
        """Return what there is for a key: an entry, a flight to join, or else a new one, which the caller must lead."""
        with self._lock:
            entry, refresh = self._look(key, what)
            if entry is not None:
                return Taken(entry, refresh)
            flight = self._flights.get(key)
            if flight is not None:
                return Taken(flight=flight)
            # Entries that nobody asks for any more are looked for when one is to be added.
            gone = [] if self.settings.ttl is None else self._expire()
            flight = self._flights[key] = Flight(what(), at_once=True, leads=self._leads)
            return Taken(flight=flight, lead=True, gone=gone)

    def on_disk(self, key: bytes) -> Entry | None:
        """Return the entry of a key that is on disk."""
        found = None if self._folder is None else self._folder.read(key)
        if found is None:
            return None
        value, recording, seconds = found
        if seconds is None:
            return Entry(value, recording, value.size, None)
        ttl = self.settings.ttl or 0.0
        if seconds > ttl + CLOCKS_DIFFER:
            return None  # the clock was put back: nobody knows how old it is
        return Entry(value, recording, value.size, self._clock() + min(seconds, ttl))

    def entry(self, value: Any, recording: Recording | None, name: str) -> Entry:
        """Return an entry of this moment."""
        if inspect.iscoroutine(value):
            value.close()
            raise CacheError(
                f"The cached function `{name}` returned a coroutine, which can be awaited only once. Define the function with "
                "`async def`: then what the coroutine returns is kept."
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
        """Keep what a flight has landed with, unless the cache was cleared since it began; return what is to be let go of.

        Args:
            key: the call's.
            flight: the one that has landed.
            entry: its result.
            write: whether to write it to the disk, too.
            awaited: whether somebody asked for the result, and is about to get it even if it is not kept.
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
                gone = [entry]  # come too late: nobody else would ever let go of it
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
        # What has landed may be the same object again.
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
        """Forget a flight, if it is still there."""
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]

    def postpone(self, entry: Entry) -> None:
        """Have an entry not be computed anew for a while: that has just failed, and would fail for each who asks."""
        entry.stale = self._clock() + min(RETRY_AFTER, (self.settings.ttl or 0.0) / 4)

    def drop(self, key: bytes, entry: Entry) -> list[Entry]:
        """Remove an entry, if it is still that of its key; return what was removed."""
        with self._lock:
            return self._store.remove(key, entry)

    def clear(self, key: bytes | None = None, *, begin: bytes = b"") -> list[Entry]:
        """Forget everything, or one key, or all keys that begin with these bytes; return what was removed."""
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
        """Forget what is in memory, and what is being computed; return what was removed. What is on disk stays."""
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
    """What there is for a call."""

    entry: Entry | None = None
    flight: Flight | None = None
    """The flight to join or to lead; with an entry: by which to compute it anew in the background."""
    lead: bool = False
    gone: list[Entry] = dataclasses.field(default_factory=list)
    """What was too old."""
