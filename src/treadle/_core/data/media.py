"""Sounds, films, subtitles and PDFs that an app gives a command: bytes, or files that stay on the disk."""

import hashlib
import io
import os
import re
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treadle._core.protocol.blob import Blob
from treadle.errors import APIError, InvalidParameterTypeError, ValueError_

from .content import BINARY, OpenFile, content_of

if TYPE_CHECKING:
    import numpy as np

_PLAYED = re.compile(r"(audio|video)/[\w.+-]+|application/(pdf|ogg)|text/vtt", re.ASCII | re.IGNORECASE)
"""Types that a browser plays or shows, and never executes."""

_URL = re.compile(r"(https?://|data:)\S+|/app/static/\S+", re.IGNORECASE)

_SRT_TIME = re.compile(r"(\d{1,2}:\d\d:\d\d),(\d{3})")
_SRT = re.compile(r"\s*\d+[ \t]*\r?\n[ \t]*\d{1,2}:\d\d:\d\d,\d{3}[ \t]+-->")


class FileBlob(Blob):
    """A large file that stays on the disk. It is named after its place and its last change.

    Args:
        file: the open file.
        type: its media type.
        secret: what makes the name one that nobody can guess.
    """

    __slots__ = ("_file",)

    def __init__(self, file: OpenFile, type: str, secret: bytes) -> None:
        super().__init__(b"", type)
        self._file = file
        self.id = hashlib.sha256(secret + f"{file.version}{type}".encode()).hexdigest()[:40]

    @property
    def inline(self) -> bool:
        """Whether the bytes are sent in the message itself."""
        return False

    @property
    def size(self) -> int:
        """The number of bytes."""
        return self._file.size

    @property
    def in_memory(self) -> int:
        """The number of bytes that it keeps in memory."""
        return 0

    @property
    def on_disk(self) -> bool:
        """Whether reading it may have to wait for a disk."""
        return True

    def read(self, start: int, end: int) -> bytes:
        """Return some bytes of the file.

        Raises:
            OSError: it has changed since the app has shown it.
        """
        return self._file.read(start, end)


def url_of(data: Any) -> str | None:
    """Return what an app gives as a URL; None if it is the path of a file, or no text."""
    if isinstance(data, str) and _URL.fullmatch(data) and not os.path.isfile(data):
        return data
    return None


def media_blob(data: Any, type: str, what: str, secret: bytes) -> Blob:
    """Return what an app gives as a blob.

    Args:
        data: bytes, a file that is open for reading, or the path of a file.
        type: the media type.
        what: what messages call it.
        secret: for the names of files.

    Raises:
        APIError: the file cannot be read.
        InvalidParameterTypeError: it is something else.
    """
    if isinstance(data, str):
        data = Path(data)
    elif not isinstance(data, bytes | bytearray | memoryview | io.IOBase | os.PathLike) and not hasattr(
        data, "file"
    ):
        known = ["str", "bytes", "Path", "BytesIO", "a file", "a numpy array"]
        raise InvalidParameterTypeError("data", data.__class__.__name__, known)
    try:
        source = content_of(data).source
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise APIError(
            f"The {what} `{data!s}` cannot be read: {why}. A relative path starts at the folder in which the "
            "server was started."
        ) from error
    # A browser would execute a page that somebody has uploaded, if it were sent as one.
    kind = type if _PLAYED.fullmatch(type) else BINARY
    return FileBlob(source, kind, secret) if isinstance(source, OpenFile) else Blob(source, kind)


def wav(samples: "np.ndarray[Any, Any]", sample_rate: int) -> bytes:
    """Return an array of samples as a WAV file. The loudest sample becomes as loud as can be.

    Args:
        samples: one channel, or several as rows.
        sample_rate: the number of samples in a second.

    Raises:
        APIError: it has another shape.
    """
    import numpy as np

    values = np.asarray(samples, dtype=float)
    if values.ndim not in (1, 2):
        raise APIError(
            f"An array of the shape {values.shape} is not a sound. It must have one dimension, or two: "
            "channels × samples."
        )
    channels = values.shape[0] if values.ndim == 2 else 1
    peak = float(np.max(np.abs(values), initial=0.0))
    scaled = (values.T.ravel() / peak if peak > 0 else values.T.ravel()) * 32767
    with io.BytesIO() as file:
        with wave.open(file, "wb") as sound:
            sound.setnchannels(channels)
            sound.setsampwidth(2)
            sound.setframerate(int(sample_rate))
            sound.writeframes(np.nan_to_num(scaled).astype("<i2").tobytes())
        return file.getvalue()


def subtitles_of(given: Any) -> bytes:
    """Return subtitles as WebVTT.

    Args:
        given: the path of a file (`.vtt` or `.srt`), or the content of one as a text, bytes or `BytesIO`.

    Raises:
        APIError: they cannot be read.
        ValueError_: a text is neither a file nor subtitles.
        InvalidParameterTypeError: it is something else.
    """
    if isinstance(given, Path) or (isinstance(given, str) and _is_file(given)):
        return _subtitles_in(Path(given))
    if isinstance(given, io.BytesIO):
        given = given.getvalue()
    if isinstance(given, bytes):
        try:
            text = given.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise APIError(f"Subtitles must be in UTF-8: {error}.") from error
        return _vtt(text).encode() if _SRT.match(text) else given
    if not isinstance(given, str):
        raise InvalidParameterTypeError(
            "subtitles", type(given).__name__, ["str", "bytes", "Path", "BytesIO"]
        )
    text = given.strip()
    if _SRT.match(text):
        return _vtt(text).encode()
    if text and not text.startswith("WEBVTT"):
        raise ValueError_("subtitles", ["the path of a .vtt or .srt file", "a text in one of these forms"])
    return text.encode("utf-8", "replace")


def _is_file(text: str) -> bool:
    try:
        return os.path.isfile(text)
    except ValueError:  # it contains a null
        return False


def _subtitles_in(path: Path) -> bytes:
    if path.suffix.lower() not in (".vtt", ".srt"):
        raise ValueError_("subtitles", [".vtt", ".srt"], detail=f"The file is `{path}`.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise APIError(f"The subtitles `{path}` cannot be read: {error.strerror}.") from error
    return _vtt(data.decode("utf-8-sig", "replace")).encode() if path.suffix.lower() == ".srt" else data


def _vtt(srt: str) -> str:
    return "WEBVTT\n\n" + _SRT_TIME.sub(r"\1.\2", srt).replace("\r\n", "\n").strip()
