"""Uploaded files in messages: the files that a widget accepts, and the files in its value."""

import mimetypes
import re
from typing import Any, Self

import msgspec

MB = 1024 * 1024

LONGEST_NAME = 1024
"""Characters of a file's name, the folders in it included."""

LONGEST_PART = 255
"""Characters of a file's own name, or of a folder's: more than most file systems take."""

MOST_FILES = 10_000
"""Files that a value may name."""

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
UNKNOWN_TYPE = "application/octet-stream"


class FileRef(msgspec.Struct, frozen=True, kw_only=True, dict=True, weakref=True):
    """An uploaded file in a widget's value.

    In the session it also has the content, which is not sent. So a file lives exactly while a value contains
    it, or the app has an object of it.
    """

    id: str
    name: str
    size: int
    type: str

    def holding(self, content: object) -> Self:
        """Attach the content and return the same object."""
        self.__dict__["content"] = content
        return self

    @property
    def content(self) -> Any:
        """The content. Only references that the session itself has made have one."""
        return self.__dict__["content"]


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """The files that a widget accepts.

    The browser checks them before it sends a file, the server while the bytes arrive.
    """

    token: str = ""
    """Proves that a request means this widget. The session makes it."""
    types: tuple[str, ...] = ()
    """Extensions with a dot, and MIME types, which may end in `/*`; in lower case. Empty: all."""
    max_size: int = 200 * MB
    """Bytes of one file."""
    multiple: bool = False
    recordings: bool = False
    """Whether it also takes recordings, independent of the types: sound in a WAV file."""
    directory: bool = False
    """Whether a person chooses a folder, and the names have the folders in them."""

    def refusal(self, name: str, type: str, size: int) -> str | None:
        """Return why a file cannot be taken, for the person who has chosen it; None if it can."""
        if (problem := wrong_name(name, folders=self.directory)) is not None:
            return problem
        if not self.takes(name, type):
            return f"{shown(name)} has a wrong type. Allowed: {', '.join(self.types)}."
        if size > self.max_size:
            return f"{shown(name)} is too large: {megabytes(size)}. The limit is {megabytes(self.max_size)}."
        return None

    def takes(self, name: str, type: str) -> bool:
        """Return whether a file has one of the types."""
        if not self.types or (self.recordings and is_recording(name, type)):
            return True
        lower = name.lower()
        known = {type.lower(), (mimetypes.guess_type(lower)[0] or "").lower()}
        for wanted in self.types:
            if wanted.startswith("."):
                if lower.endswith(wanted):
                    return True
            elif wanted.endswith("/*"):
                if any(each.startswith(wanted[:-1]) for each in known):
                    return True
            elif wanted in known:
                return True
        return False


def is_recording(name: str, type: str) -> bool:
    """Return whether a file is what a browser makes of a recording."""
    return name.lower().endswith(".wav") and type.lower() in ("audio/wav", "audio/wave", "audio/x-wav")


def wrong_name(name: str, *, folders: bool) -> str | None:
    """Return what is wrong with a file's name; None if nothing is.

    The server only shows a name to the app and never uses it as a path. But apps may join names to their
    folders.

    Args:
        name: the name, with its folders.
        folders: whether folders are allowed.
    """
    parts = name.split("/")
    odd = (
        not name
        or len(name) > LONGEST_NAME
        or any(len(part) > LONGEST_PART or part in ("", ".", "..") for part in parts)
        or "\\" in name
        or any(ord(each) < 32 or ord(each) == 127 for each in name)
        or re.match(r"[A-Za-z]:", name) is not None
    )
    if odd or (len(parts) > 1 and not folders):
        return f"{shown(name)} is not a valid name of a file. Rename the file and upload it again."
    return None


def shown(name: str) -> str:
    """Return a file's name as messages show it."""
    text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in name)
    return f"“{text if len(text) <= 80 else f'{text[:77]}…'}”"


def megabytes(size: int) -> str:
    """Return a number of bytes as a person reads it.

    Examples:
        >>> megabytes(200 * MB), megabytes(1_500_000), megabytes(20)
        ('200 MB', '1.43 MB', '20 B')
    """
    if size >= MB:
        return f"{round(size / MB, 2):,g} MB"
    return f"{round(size / 1024, 1):,g} KB" if size >= 1024 else f"{size} B"


def clean_type(type: str) -> str:
    """Return a MIME type as a browser has sent it, without parameters; the general one for what is none."""
    found = type.partition(";")[0].strip().lower()
    return found if _TYPE.fullmatch(found) else UNKNOWN_TYPE


def named_files(value: Any) -> tuple[str, ...]:
    """Return the ids of the files that a value from a browser names: a list of files, or of their ids.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, list | tuple) or len(value) > MOST_FILES:
        raise ValueError("takes files that were uploaded to it.")
    ids = tuple(_id_of(each) for each in value)
    if len(set(ids)) != len(ids):
        raise ValueError("takes each file once.")
    return ids


def _id_of(value: Any) -> str:
    found = value.id if isinstance(value, FileRef) else value.get("id") if isinstance(value, dict) else value
    if not isinstance(found, str) or not 0 < len(found) <= 64:
        raise ValueError("takes files that were uploaded to it.")
    return found
