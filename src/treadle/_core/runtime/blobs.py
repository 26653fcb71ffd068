"""Large values, named after their content."""

import secrets
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable

from treadle._core.protocol.blob import Blob

BLOBS_KEPT = 64 * 1024 * 1024
"""Bytes of blobs that are kept after no element shows them: a browser may be about to request them."""


class BlobStore:
    """Blobs by id, kept while an element shows them and a little longer."""

    def __init__(self) -> None:
        self.secret = secrets.token_bytes(16)
        """Makes the names of files that stay on the disk ones that nobody can guess."""
        self._lock = threading.Lock()
        self._shown: weakref.WeakValueDictionary[str, Blob] = (
            weakref.WeakValueDictionary()
        )  # guarded by _lock
        self._recent: OrderedDict[str, Blob] = OrderedDict()  # guarded by _lock
        self._recent_bytes = 0  # guarded by _lock
        self._by_key: weakref.WeakValueDictionary[str, Blob] = (
            weakref.WeakValueDictionary()
        )  # guarded by _lock

    def keep(self, key: str, make: Callable[[], bytes]) -> Blob:
        """Return the blob of a key that identifies its content. Make its bytes if there is none.

        So a value that any session has shown is recognised before it is encoded again.
        """
        with self._lock:
            known = self._by_key.get(key)
        if known is not None:
            return self.add(known)
        # Without the lock, because this may take long. Two sessions that make the same blob at once get one.
        blob = self.add(Blob(make()))
        with self._lock:
            return self._by_key.setdefault(key, blob)

    def add(self, blob: Blob) -> Blob:
        """Make a blob available to browsers. Return the known one with the same content, if there is one."""
        if blob.inline:
            return blob
        with self._lock:
            blob = self._shown.setdefault(blob.id, blob)
            if blob.id not in self._recent:
                self._recent_bytes += blob.in_memory
            self._recent[blob.id] = blob
            self._recent.move_to_end(blob.id)
            while self._recent_bytes > BLOBS_KEPT and len(self._recent) > 1:
                _, oldest = self._recent.popitem(last=False)
                self._recent_bytes -= oldest.in_memory
        return blob

    def get(self, id: str) -> Blob | None:
        """Return a blob, None if no element shows it any more."""
        with self._lock:
            return self._shown.get(id)
