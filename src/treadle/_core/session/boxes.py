"""Uploaded files that are not in a widget's value yet.

A file lives while something refers to it: its box, a widget's value, or an object of the app. Nothing here
removes one.
"""

import secrets
from collections.abc import Hashable, Iterable
from weakref import WeakValueDictionary

from treadle._core.protocol.upload import FileRef


class UploadBox:
    """The files of one widget."""

    __slots__ = ("__weakref__", "_known", "_waiting", "identity", "token")

    def __init__(self, token: str, identity: Hashable) -> None:
        self.token = token
        """Proves that a request means this widget."""
        self.identity = identity
        self._waiting: dict[str, FileRef] = {}
        """By id, the files that no value names yet."""
        self._known: WeakValueDictionary[str, FileRef] = WeakValueDictionary()
        """By id, all files that something refers to."""

    def put(self, file: FileRef) -> None:
        """Take a file that has arrived."""
        self._waiting[file.id] = self._known[file.id] = file

    def find(self, id: str) -> FileRef:
        """Return a file.

        Raises:
            ValueError: it is not there, or no longer.
        """
        file = self._known.get(id)
        if file is None:
            raise ValueError("A file is no longer on the server. Upload it again.")
        return file

    def named(self, files: Iterable[FileRef]) -> None:
        """Note that the widget's value names files, and so keeps them."""
        for file in files:
            self._waiting.pop(file.id, None)

    def drop(self, id: str) -> None:
        """Release a file that no value names. A person has removed it before it was sent."""
        self._waiting.pop(id, None)

    def __len__(self) -> int:
        return len(self._waiting)


class _Known:
    """The boxes that something refers to."""

    __slots__ = ("by_identity", "by_token")

    def __init__(self) -> None:
        self.by_identity: WeakValueDictionary[Hashable, UploadBox] = WeakValueDictionary()
        self.by_token: WeakValueDictionary[str, UploadBox] = WeakValueDictionary()


class Boxes:
    """The boxes of a session's widgets.

    A box lives while its widget's record, or code that shows the widget, exists.
    """

    def __init__(self) -> None:
        self._known: _Known | None = None
        """None before the first box. Most sessions have none, and even empty this takes 1,200 bytes."""

    def of(self, identity: Hashable) -> UploadBox:
        """Return the box of a widget, made if there is none."""
        if self._known is None:
            self._known = _Known()
        box = self._known.by_identity.get(identity)
        if box is None:
            box = UploadBox(secrets.token_urlsafe(24), identity)
            self._known.by_identity[identity] = self._known.by_token[box.token] = box
        return box

    def find(self, token: str) -> UploadBox | None:
        """Return the box with a token, None if there is no such widget any more."""
        return None if self._known is None else self._known.by_token.get(token)
