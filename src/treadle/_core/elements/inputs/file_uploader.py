"""`st.file_uploader`."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal, Unpack, overload

from treadle._core.data.uploads import UploadedFile
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import Uploaded
from treadle._core.protocol.element import Input
from treadle._core.protocol.upload import FileRef, Upload, named_files
from treadle._core.session.widgets import Codec
from treadle.errors import ValueError_

from .common import look
from .files import decode_all, encode_all, encode_one, file_types, fitting, largest, one_or_none

AcceptMultipleFiles = bool | Literal["directory"]

ONE = Codec(one_or_none, encode_one)
SEVERAL = Codec(decode_all, encode_all)


class Uploading(Input, frozen=True, kw_only=True):
    """An input whose value is the files that a person has uploaded to it."""

    abstract: ClassVar[bool] = True
    settable: ClassVar[bool] = False
    value: tuple[FileRef, ...] = ()
    upload: Upload = Upload()

    @property
    def takes_files(self) -> Upload:
        """Which files a person may upload to it."""
        return self.upload

    def check(self, value: Any) -> tuple[Any, ...]:
        """Return the ids of the files, or the files themselves if they are known."""
        try:
            ids = named_files(value)
            if len(ids) > 1 and not self.upload.multiple:
                raise ValueError("takes one file.")
        except ValueError as error:
            raise ValueError(f"“{self.label}” {error}") from None
        return ids

    def recall(self, value: Any) -> tuple[FileRef, ...]:
        """Refuse files of an earlier session, as the server has removed them with it."""
        if self.check(value):
            raise ValueError("The server no longer has the files. Upload them again.")
        return ()

    def take(self, value: Any) -> tuple[FileRef, ...]:
        """Return files that the widget had before the app declared it again, if it can still have them."""
        return fitting(value, self.upload)

    def with_files(self, value: Any, find: Callable[[str], FileRef]) -> tuple[FileRef, ...]:
        """Return the files."""
        return tuple(map(find, value))


class FileUploader(Uploading, frozen=True, kw_only=True):
    """A place to drop files on, with a button to choose them."""


@overload
def file_uploader(
    self: Cursor,
    label: str,
    type: str | Sequence[str] | None = None,
    accept_multiple_files: Literal[False] = False,
    *,
    max_upload_size: int | None = None,
    **shared: Unpack[Uploaded],
) -> UploadedFile | None: ...


@overload
def file_uploader(
    self: Cursor,
    label: str,
    type: str | Sequence[str] | None = None,
    accept_multiple_files: Literal[True, "directory"] = ...,
    *,
    max_upload_size: int | None = None,
    **shared: Unpack[Uploaded],
) -> list[UploadedFile]: ...


@overload
def file_uploader(
    self: Cursor,
    label: str,
    type: str | Sequence[str] | None = None,
    accept_multiple_files: AcceptMultipleFiles = False,
    *,
    max_upload_size: int | None = None,
    **shared: Unpack[Uploaded],
) -> UploadedFile | list[UploadedFile] | None: ...


def file_uploader(
    self: Cursor,
    label: str,
    type: str | Sequence[str] | None = None,
    accept_multiple_files: AcceptMultipleFiles = False,
    *,
    max_upload_size: int | None = None,
    **shared: Unpack[Uploaded],
) -> UploadedFile | list[UploadedFile] | None:
    """Show a place to upload files to. Return the file, None if there is none, or a list of files.

    Files go straight to the server, small ones to its memory, others to its disk. They are removed when the
    value no longer has them and no object of the app refers to them.

    Args:
        label: what to upload, in Markdown.
        type: which files are taken: an extension (`"csv"`), a MIME type (`"image/png"`, `"image/*"`),
            "image", "audio", "video", "text", or a list of these. None: all. This helps users; it proves
            nothing about what is in a file.
        accept_multiple_files: whether several files are taken, and a list is returned. "directory": the user
            chooses a folder.
        max_upload_size: the largest size of a file in megabytes. None: the option `server.maxUploadSize`.

    Raises:
        ValueError_: `accept_multiple_files` is not True, False or "directory", or `max_upload_size` is not a
            positive whole number.
        InvalidParameterTypeError: `type` has a wrong type.
        ValueAssignmentNotAllowedError: the app sets the value by `st.session_state`.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     file = st.file_uploader("Pattern", type="csv")
        ...     if file is not None:
        ...         st.text(f"{file.name}: {file.readline()!r}")
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> at.file_uploader[0].upload("warp.csv", b"red,2").run().text[0].value
        "warp.csv: b'red,2'"
    """
    if accept_multiple_files not in (True, False, "directory"):
        raise ValueError_("accept_multiple_files", ["True", "False", "'directory'"])
    upload = Upload(
        types=file_types(type, name="type"),
        max_size=largest(max_upload_size),
        multiple=bool(accept_multiple_files),
        directory=accept_multiple_files == "directory",
    )
    field = FileUploader(**look(label, shared), upload=upload)
    value: UploadedFile | list[UploadedFile] | None = self.ask(
        field, shared, codec=SEVERAL if upload.multiple else ONE
    )
    return value
