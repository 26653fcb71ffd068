"""Inputs for files, as a test uses them."""

from collections.abc import Sequence
from typing import Any, Self

from treadle._core.protocol.upload import UNKNOWN_TYPE, FileRef

from .element import UNSET, Widget

Given = tuple[str, bytes, str]
"""A file as a test gives it: its name, its content, its MIME type."""


class Uploading(Widget):
    """An input to which the user uploads files. What a test uploads is the input's value from the next `run` on."""

    @property
    def value(self) -> Any:
        """The files as the app sees them since the last run."""
        return self._known

    def clear(self) -> Self:
        """Remove all files."""
        return self._enter((), ())

    def _sent(self) -> tuple[FileRef, ...]:
        """Return the files that the input will have."""
        entered = self._at._driver.pending.get(self._found.id)
        return tuple(self._found.wire or () if self._value is UNSET or entered is None else entered[1])

    def _uploaded(self, file: Any) -> FileRef:
        match file:
            case (str() as name, bytes() | bytearray() as data, str() as type):
                pass
            case _:
                raise ValueError("A file is given as `(name, content, MIME type)`, the content as bytes.")
        if self._props.disabled:
            raise ValueError(f"“{self._props.label}” is disabled.")
        return self._at._driver.upload(self._props.upload.token, name, type, bytes(data))

    def _told(self) -> list[str]:
        return [each for each in super()._told() if not each.startswith("upload=")]


class FileUploader(Uploading, kind="file_uploader"):
    """`st.file_uploader`."""

    @property
    def accept_multiple_files(self) -> bool:
        """Whether it takes several files."""
        return bool(self._props.upload.multiple)

    @property
    def accept_directory(self) -> bool:
        """Whether the user chooses a folder."""
        return bool(self._props.upload.directory)

    @property
    def allowed_type(self) -> list[str]:
        """The types of files that it takes; none: all."""
        return list(self._props.upload.types)

    def set_value(self, v: Given | Sequence[Given] | None) -> Self:
        """Upload files in place of those that are there; None removes them.

        Args:
            v: a file as `(name, content, MIME type)`, or a list of such.

        Raises:
            ValueError: a file was refused, or there are too many.
        """
        single = isinstance(v, tuple) and len(v) == 3 and isinstance(v[0], str)
        given: Sequence[Any] = () if v is None else (v,) if single else v
        return self._name(tuple(map(self._uploaded, given)))

    def upload(self, filename: str, content: bytes, mime_type: str = UNKNOWN_TYPE) -> Self:
        """Upload a file; an input that takes several keeps the others.

        Args:
            filename: the name of the file.
            content: what is in it.
            mime_type: its MIME type.

        Raises:
            ValueError: it was refused.
        """
        before = self._sent() if self.accept_multiple_files else ()
        return self._name((*before, self._uploaded((filename, content, mime_type))))

    def _name(self, files: tuple[FileRef, ...]) -> Self:
        self._props.check(files)
        return self._enter(files, files)
