"""What all inputs for uploads share."""

from collections.abc import Callable, Sequence
from typing import Any

from treadle._core.carry.context import require
from treadle._core.data.uploads import UploadedFile, opened
from treadle._core.protocol.upload import MB, FileRef, Upload
from treadle.errors import InvalidParameterTypeError, ValueError_

MOST = 1_000_000
"""Megabytes of one file that an app may allow."""

_FAMILIES = frozenset({"image", "audio", "video", "text"})

_SAME = ((".jpg", ".jpeg"), (".mpg", ".mpeg"), (".mp4", ".mpeg4"), (".tif", ".tiff"), (".htm", ".html"))
"""Extensions that mean the same type."""


def file_types(given: Any, *, name: str) -> tuple[str, ...]:
    """Return the types of files that a widget takes, as they are sent to the browser.

    Args:
        given: an extension, a MIME type, `"image"`, `"audio"`, `"video"` or `"text"`, or a sequence of these;
            None: all.
        name: the parameter.

    Raises:
        InvalidParameterTypeError: it is something else.

    Examples:
        >>> file_types(["image", "csv", ".JPG"], name="type")
        ('image/*', '.csv', '.jpg', '.jpeg')
    """
    if given is None:
        return ()
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, Sequence | set | frozenset) or not all(isinstance(each, str) for each in texts):
        raise InvalidParameterTypeError(name, type(given).__name__, ["str", "a list of str", "None"])
    lower = [text.strip().lower() for text in texts if text.strip()]
    mime = [f"{text}/*" if text in _FAMILIES else text for text in lower if text in _FAMILIES or "/" in text]
    extensions = [f".{text.removeprefix('.')}" for text in lower if text not in _FAMILIES and "/" not in text]
    for pair in _SAME:
        if set(pair) & set(extensions):
            extensions += [each for each in pair if each not in extensions]
    return tuple(dict.fromkeys(mime + extensions))


def largest(max_upload_size: Any) -> int:
    """Return the limit for one file in bytes.

    Args:
        max_upload_size: megabytes; None: what the option `server.maxUploadSize` says.

    Raises:
        ValueError_: it is not a positive whole number.
    """
    if max_upload_size is None:
        return require().host.config.server.maxUploadSize * MB
    if (
        not isinstance(max_upload_size, int)
        or isinstance(max_upload_size, bool)
        or not 0 < max_upload_size <= MOST
    ):
        valid = f"a whole number of megabytes from 1 to {MOST:,}"
        raise ValueError_("max_upload_size", [valid, "None"], detail=f"It is `{max_upload_size!r}`.")
    return max_upload_size * MB


def fitting(files: Sequence[FileRef], upload: Upload) -> tuple[FileRef, ...]:
    """Return files if a widget could have taken them.

    They are from a time when the app declared it otherwise.

    Raises:
        ValueError: a person could not upload one of them now.
    """
    for file in files:
        if (problem := upload.refusal(file.name, file.type, file.size)) is not None:
            raise ValueError(problem)
    if len(files) > 1 and not upload.multiple:
        raise ValueError("takes one file.")
    return tuple(files)


def ref_of(value: Any) -> FileRef:
    """Return the reference of a file that a widget has returned.

    Raises:
        TypeError: it is something else.
    """
    if isinstance(value, FileRef):
        return value
    if isinstance(value, UploadedFile):
        return value.ref
    raise TypeError("takes files that were uploaded to it.")


def one_or_none(files: Sequence[FileRef]) -> UploadedFile | None:
    """Return the file of a widget that takes one."""
    return opened(files[0]) if files else None


def encode_one(value: Any) -> tuple[FileRef, ...]:
    """Return the value of a widget that takes one file in wire form."""
    return () if value is None else (ref_of(value),)


def decode_all(files: Sequence[FileRef]) -> list[UploadedFile]:
    """Return the files of a widget that takes several."""
    return [opened(file) for file in files]


def encode_all(value: Any) -> tuple[FileRef, ...]:
    """Return the value of a widget that takes several files in wire form."""
    return tuple(map(ref_of, value))


Find = Callable[[str], FileRef]
