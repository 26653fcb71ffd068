"""Inputs for files, as a test uses them."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from treadle._core.elements.chat.value import Entry
from treadle._core.protocol.upload import UNKNOWN_TYPE, FileRef

from .element import UNSET, Widget
from .errors import AppTestError

Given = tuple[str, bytes, str]
"""A file as a test gives it: its name, its content, its MIME type."""


class Taking(Widget):
    """An input that takes files."""

    def _check(self, value: Any) -> None:
        try:
            self._props.check(value)
        except ValueError as error:
            raise AppTestError(str(error)) from error


class Uploading(Taking):
    """An input for files. The next `run` sends what a test uploads."""

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
                raise AppTestError("A file is given as `(name, content, MIME type)`, the content as bytes.")
        if self._props.disabled:
            raise AppTestError(f"“{self._props.label}” is disabled.")
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
        """The types of files that it takes. Empty: all types."""
        return list(self._props.upload.types)

    def set_value(self, v: Given | Sequence[Given] | None) -> Self:
        """Upload files in place of those that are there; None removes them.

        Args:
            v: a file as `(name, content, MIME type)`, or a list of such.

        Raises:
            AppTestError: a file was refused, or there are too many.
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
            AppTestError: it was refused.
        """
        before = self._sent() if self.accept_multiple_files else ()
        return self._name((*before, self._uploaded((filename, content, mime_type))))

    def _name(self, files: tuple[FileRef, ...]) -> Self:
        self._check(files)
        return self._enter(files, files)


class Capture(Uploading):
    """An input for a photo or a recording."""

    _made: ClassVar[tuple[str, str]]
    """The extension and the MIME type of such a file."""

    def set_value(self, v: Given | None) -> Self:
        """Give it a file, as `(name, content, MIME type)`; None removes it.

        Raises:
            AppTestError: a browser would not make such a file.
        """
        if v is None:
            return self.clear()
        extension, type = self._made
        file: Any = v
        if not (
            isinstance(file, tuple)
            and len(file) == 3
            and isinstance(file[2], str)
            and file[2].lower() == type
        ):
            raise AppTestError(f"“{self._props.label}” takes one file, as `(name, content, '{type}')`.")
        if not str(file[0]).lower().endswith(extension):
            raise AppTestError(f"“{self._props.label}” takes {extension} files only.")
        files = (self._uploaded((file[0], file[1], type)),)
        return self._enter(files, files)


class CameraInput(Capture, kind="camera_input"):
    """`st.camera_input`."""

    _made = (".jpg", "image/jpeg")

    def upload(self, filename: str, content: bytes, mime_type: str = "image/jpeg") -> Self:
        """Take a photo.

        Raises:
            AppTestError: it is no JPEG file.
        """
        return self.set_value((filename, content, mime_type))


class AudioInput(Capture, kind="audio_input"):
    """`st.audio_input`."""

    _made = (".wav", "audio/wav")

    def upload(self, filename: str, content: bytes, mime_type: str = "audio/wav") -> Self:
        """Record something.

        Raises:
            AppTestError: it is no WAV file.
        """
        return self.set_value((filename, content, mime_type))


class ChatInput(Taking, kind="chat_input"):
    """`st.chat_input`. The next `run` sends the message that a test has entered, once."""

    @property
    def value(self) -> Any:
        """The message that will be sent, or else the one that the last run has answered."""
        entered = self._entered()
        return self._known if entered is None else entered.text or None

    def set_value(self, v: str | None) -> Self:
        """Write a message; None: send none.

        Raises:
            AppTestError: it is too long.
        """
        entered = self._entered()
        files = () if entered is None else entered.files
        if v is None and not files:
            self._at._driver.pending.pop(self._found.id, None)
            return self
        return self._send(Entry("" if v is None else v, files))

    def upload(self, filename: str, content: bytes, mime_type: str = UNKNOWN_TYPE) -> Self:
        """Add a file to the message. Without text, the file alone is the message.

        Raises:
            AppTestError: the input takes no files, or not this one.
        """
        upload = self._props.upload
        if not self._props.files:
            raise AppTestError(
                f"“{self._props.placeholder}” takes no files. Pass `accept_file=True` to `st.chat_input`."
            )
        ref = self._at._driver.upload(upload.token, filename, mime_type, content)
        entered = self._entered() or Entry("")
        return self._send(Entry(entered.text, (*entered.files, ref) if upload.multiple else (ref,)))

    def clear(self) -> Self:
        """Remove the files from the message."""
        entered = self._entered()
        self._at._driver.pending.pop(self._found.id, None)
        return self if entered is None or not entered.text else self._send(Entry(entered.text))

    def _entered(self) -> Entry | None:
        pending = self._at._driver.pending.get(self._found.id)
        return None if pending is None else pending[1]

    def _send(self, entry: Entry) -> Self:
        self._check(entry)
        return self._enter(entry, entry)
