"""The large tables of all sessions, named after their content."""

import threading
import weakref
from collections.abc import Callable, Hashable

from treadle._core.protocol.source import Source


class SourceStore:
    """Sources by id, kept while an element shows them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_id: weakref.WeakValueDictionary[str, Source] = (
            weakref.WeakValueDictionary()
        )  # guarded by _lock
        self._by_identity: weakref.WeakValueDictionary[Hashable, Source] = (
            weakref.WeakValueDictionary()
        )  # guarded by _lock

    def keep(self, identity: Hashable, find_id: Callable[[], str], make: Callable[[str], Source]) -> Source:
        """Return the source of a table. Make it if no session shows the same table.

        Args:
            identity: names the table's memory while a source keeps that; None if the app can change it.
            find_id: returns the name of the content.
            make: makes the source.
        """
        if identity is not None:
            with self._lock:
                known = self._by_identity.get(identity)
            if known is not None:
                return known
        id = find_id()
        with self._lock:
            known = self._by_id.get(id)
        # Without the lock, because this may take long. Two sessions that make the same at once get one.
        made = known or make(id)
        with self._lock:
            source = self._by_id.setdefault(id, made)
            if identity is not None and source is made and known is None:
                self._by_identity[identity] = source
        return source

    def get(self, id: str) -> Source | None:
        """Return a source, None if no element shows it any more."""
        with self._lock:
            return self._by_id.get(id)
