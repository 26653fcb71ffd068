"""Results in memory, their expiry, and the removal of entries when there are too many."""

import contextlib
import dataclasses
import weakref
from collections import OrderedDict
from typing import Any

from .carried import Variant
from .replay import Recording


@dataclasses.dataclass(frozen=True, eq=False, slots=True)
class Maker:
    """The function that computed a result, if nobody can say whether another function is the same."""

    function: "weakref.ref[Any]"
    variant: Variant
    run: tuple[str, int] | None
    """The run in which it computed the result, None for none."""


@dataclasses.dataclass(eq=False, slots=True)
class Entry:
    """The result of one call."""

    value: Any
    """The value, or a `Frozen` one."""
    recording: Recording | None
    """What the call showed, None if nothing."""
    size: int
    """The size in bytes, if sizes are counted."""
    expires: float | None
    """When it expires, by the cache's clock; None: never."""
    stale: float | None = None
    """When it is recomputed in the background; None: never."""
    shown: Any = ...
    """The stand-in that callers get for a loop-bound resource; `...` before the first call."""
    maker: Maker | None = None
    """The function that computed it, if others with the same key might compute another result."""


class Store:
    """Entries by key, the least recently used first. It has no lock: its owner has one.

    Garbage collection may run a destructor in the middle of each method that calls another one.

    Args:
        max_entries: the largest number of entries.
        max_size: the largest number of bytes. A single larger entry is kept alone.
    """

    def __init__(self, max_entries: int | None = None, max_size: int | None = None) -> None:
        self._max_entries = max_entries
        self._max_size = max_size
        self._entries: OrderedDict[bytes, Entry] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: bytes) -> Entry | None:
        """Return an entry. From now on it is the most recently used one."""
        entry = self._entries.get(key)
        if entry is not None:
            with contextlib.suppress(KeyError):
                self._entries.move_to_end(key)
        return entry

    def put(self, key: bytes, entry: Entry) -> list[Entry]:
        """Keep an entry. Return the removed ones."""
        gone = self.remove(key)
        self._entries[key] = entry
        self._size += entry.size
        while len(self._entries) > 1 and self._too_much():
            _, oldest = self._entries.popitem(last=False)
            self._size -= oldest.size
            gone.append(oldest)
        return gone

    def remove(self, key: bytes, entry: Entry | None = None) -> list[Entry]:
        """Remove the entry of a key, or only this entry if the key still has it. Return the removed one."""
        found = self._entries.get(key)
        if (
            found is None
            or (entry is not None and found is not entry)
            or self._entries.pop(key, None) is None
        ):
            return []
        self._size -= found.size
        return [found]

    def clear(self, begin: bytes = b"") -> list[Entry]:
        """Remove and return all entries, or those whose keys begin with these bytes."""
        if begin:
            found = [key for key in list(self._entries) if key.startswith(begin)]
            return [gone for key in found for gone in self.remove(key)]
        gone, self._entries, self._size = self._entries, OrderedDict(), 0
        return list(gone.values())

    def expire(self, now: float) -> list[Entry]:
        """Remove and return the expired entries."""
        old = [
            key
            for key in list(self._entries)
            if (entry := self._entries.get(key)) is not None
            and entry.expires is not None
            and entry.expires <= now
        ]
        return [gone for key in old for gone in self.remove(key)]

    def _too_much(self) -> bool:
        if self._max_entries is not None and len(self._entries) > self._max_entries:
            return True
        return self._max_size is not None and self._size > self._max_size
