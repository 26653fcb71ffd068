"""The browser's memory: a small mapping and cookies that the visitor's browser keeps.

The browser says what it has when it opens a connection. What the app writes waits until the browser has
applied it, so a lost connection loses no write. Only the newest write of a name waits.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from treadle._core.protocol.message import Remember
from treadle.errors import APIError

Kind = Literal["storage", "cookie"]

MOST = 100
"""The largest number of names of each kind."""

LONGEST = 16_384
"""The largest value, in characters."""

ALL = 65_536
"""The largest size of the mapping, in characters of names and values."""


class Memory:
    """What one visitor's browser keeps. Guarded by the session's lock."""

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        """The mapping: values are JSON."""
        self.cookies: dict[str, str | None] = {}
        """The app's writes of cookies that the newest request does not contain; None: deleted."""
        self.newest = 0
        """The number of the newest write."""
        self._waiting: dict[tuple[Kind, str], Remember] = {}
        """The writes that no browser has confirmed, oldest first."""

    def __len__(self) -> int:
        return len(self._waiting)

    def opened(self, items: Mapping[str, str]) -> None:
        """Take what a browser has. Waiting writes are newer."""
        self.items = {}
        for name, value in items.items():
            if self._fits(name, value):
                self.items[name] = value
        self.cookies = {
            name: write.value for (kind, name), write in self._waiting.items() if kind == "cookie"
        }
        for (kind, name), write in self._waiting.items():
            if kind == "storage":
                self._store(name, write.value)

    def store(self, changes: Mapping[str, str | None]) -> None:
        """Change the mapping; None deletes.

        Raises:
            APIError: it becomes too large. Nothing is changed.
        """
        after: dict[str, str | None] = {**self.items, **changes}
        kept = {name: value for name, value in after.items() if value is not None}
        if len(kept) > MOST or sum(len(name) + len(value) for name, value in kept.items()) > ALL:
            raise APIError(
                f"`st.browser_storage` can have {MOST} names and {ALL // 1024} kB, and this would be more. "
                "It is for small settings: keep larger data on the server, under a name that it keeps."
            )
        for name, value in changes.items():
            self._store(name, value)
            self._write(Remember(0, "storage", name, value))

    def set_cookie(self, name: str, value: str | None, same_site: str, seconds: int | None) -> None:
        """Set a cookie; None deletes it.

        Raises:
            APIError: there are too many.
        """
        if value is not None and name not in self.cookies and len(self.cookies) >= MOST:
            raise APIError(f"The app has set {MOST} cookies in this session, and cannot set more.")
        self.cookies[name] = value
        self._write(Remember(0, "cookie", name, value, same_site, seconds))

    def lacking(self, seen: int) -> list[Remember]:
        """Return the writes that a browser lacks that has got all up to a number."""
        return [write for write in self._waiting.values() if write.number > seen]

    def confirm(self, numbers: Iterable[int]) -> None:
        """Mark writes as applied by a browser."""
        done = set(numbers)
        self._waiting = {key: write for key, write in self._waiting.items() if write.number not in done}

    def _store(self, name: str, value: str | None) -> None:
        if value is None:
            self.items.pop(name, None)
        else:
            self.items[name] = value

    def _write(self, write: Remember) -> None:
        self.newest += 1
        key = (write.kind, write.name)
        self._waiting.pop(key, None)  # the new one comes last
        self._waiting[key] = Remember(
            self.newest, write.kind, write.name, write.value, write.same_site, write.seconds
        )

    def _fits(self, name: str, value: str) -> bool:
        size = sum(len(name) + len(value) for name, value in self.items.items())
        return len(self.items) < MOST and len(value) <= LONGEST and size + len(name) + len(value) <= ALL
