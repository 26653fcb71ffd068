"""Results on disk, for the next start of the app.

Each entry is one file: a header with the length and the digest of the rest, then the value and what was
shown. A file is written under another name, forced to the disk and then renamed. So a reader finds a complete
entry or none, even after a crash and beside other writers. An incomplete file, or one of another version, is
removed.

Values are pickles, and reading a pickle executes its writer's code. So entries are private to their user, and
nothing is read from folders that others could have written to.
"""

import contextlib
import functools
import hashlib
import io
import logging
import math
import os
import pickle
import secrets
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .replay import Recording
from .values import Frozen

log = logging.getLogger("treadle.cache")

MAGIC = b"treadle\x02"
_HEADER = struct.Struct("<8s32sQd")
"""Magic, digest of the rest, length of the body, and expiry in seconds since 1970 (infinity: never)."""

SWEEP_EVERY = 3600.0
"""Seconds between two searches of a writing process for files to remove."""

LEFT_BEHIND = 3600.0
"""Seconds after which an unfinished file counts as left by a crashed process."""


class Folder:
    """The entries of one function. Safe for several threads and processes.

    The owner's lock excludes `commit` and `clear` from each other.

    Args:
        path: the folder. It is created at the first write.
        wall: the time, in seconds since 1970.
        apart: the number of bytes at the beginning of each key that distinguish functions with the same code.
    """

    def __init__(self, path: Path, wall: Any = time.time, apart: int = 0) -> None:
        self._path = path
        self._apart = apart
        self._wall = wall
        self._sweep_at = -math.inf  # on the wall's clock; two searches at once do no harm
        self._barred: set[str] = set()
        """Names of entries that could not be removed. This process does not read them."""

    def read(self, key: bytes) -> "tuple[Frozen, Recording | None, float | None] | None":
        """Return an entry: its value, what it showed, and the seconds until it expires.

        None if there is none.
        """
        path = self._file(key)
        if path.name in self._barred or not os.path.exists(path) or not is_private(self._path):
            return None
        try:
            data = path.read_bytes()
        except OSError:
            return None  # it cannot be read, or was removed meanwhile
        try:
            body, expires = _checked(data)
            left = expires - self._wall()
            if left <= 0:
                raise ValueError("it is too old")
            value, recording = _unpacked(body)
        except Exception as error:  # noqa: BLE001 - whatever a pickle of another version raises
            log.info("%s is dropped from the cache: %s", path, error)
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return value, recording, None if left == float("inf") else left

    def write(
        self, key: bytes, value: Frozen, recording: Recording | None, seconds: float | None
    ) -> "Draft | None":
        """Write an entry that is invisible until it is committed. None if that fails; the log says why."""
        try:
            body = _packed(value, recording)
        except Exception as error:  # noqa: BLE001 - whatever an object's own pickling raises
            log.warning("what a cached function has shown cannot be kept on disk: %s", error)
            return None
        expires = float("inf") if seconds is None else self._wall() + seconds
        try:
            _make_private(self._path)
            if not is_private(self._path):
                return None
            self._sweep()
            draft = self._path / f"{secrets.token_hex(8)}.draft"
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(_HEADER.pack(MAGIC, _digest(body, expires), len(body), expires))
                    file.write(body)
                    file.flush()
                    os.fsync(file.fileno())
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
        except OSError as error:
            log.warning("the result of a cached function cannot be kept in %s: %s", self._path, error)
            return None
        return Draft(draft, self._file(key), self._barred)

    def remove(self, key: bytes) -> None:
        """Remove an entry, if there is one."""
        self._remove(self._file(key))

    def clear(self, begin: bytes = b"") -> None:
        """Remove all entries, or those whose keys begin with these bytes."""
        for path in _files(self._path, ".entry"):
            if path.name.startswith(begin.hex()):
                self._remove(path)

    def _remove(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            self._barred.add(path.name)
            log.warning(
                "%s cannot be removed from the cache, so other processes go on reading it: %s", path, error
            )

    def _file(self, key: bytes) -> Path:
        return self._path / f"{key[: self._apart].hex()}{hashlib.sha256(key).hexdigest()[:32]}.entry"

    def _sweep(self) -> None:
        """Remove leftovers of crashed processes and expired entries. Called periodically."""
        now = self._wall()
        if now < self._sweep_at:
            return
        self._sweep_at = now + SWEEP_EVERY
        for path in _files(self._path, ".draft"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < now - LEFT_BEHIND:
                    path.unlink()
        for path in _files(self._path, ".entry"):
            with contextlib.suppress(OSError):
                if not _lasts(path, now):
                    path.unlink()


class Draft:
    """An entry that is written but still invisible."""

    __slots__ = ("_barred", "_draft", "_path")

    def __init__(self, draft: Path, path: Path, barred: set[str]) -> None:
        self._draft = draft
        self._path = path
        self._barred = barred

    def commit(self) -> None:
        """Make the entry visible. Quick: it is already on the disk."""
        try:
            os.replace(self._draft, self._path)
        except OSError as error:
            log.warning("the result of a cached function cannot be kept in %s: %s", self._path, error)
            self.discard()
        else:
            self._barred.discard(self._path.name)

    def discard(self) -> None:
        """Remove the draft."""
        with contextlib.suppress(OSError):  # then a later search removes it
            self._draft.unlink()


def clear_all(root: Path) -> None:
    """Remove all entries of all functions."""
    with contextlib.suppress(OSError):
        for folder in [path for path in root.iterdir() if path.is_dir()]:
            Folder(folder).clear()


def is_private(folder: Path) -> bool:
    """Whether only this user can have written into a folder.

    On Windows, the system protects a user's folders.
    """
    if sys.platform == "win32":
        return True
    else:
        try:
            status = os.stat(folder)
        except OSError:
            return False
        if status.st_uid == os.geteuid() and not status.st_mode & 0o022:
            return True
        _warn(folder)
        return False


@functools.cache
def _warn(folder: Path) -> None:
    """Log once that a folder is not used."""
    log.warning(
        "%s is not used as a cache, because other users can write to it, and loading their files could "
        "execute their code. Remove it, or `chmod go-w` it.",
        folder,
    )


def _make_private(folder: Path) -> None:
    folder.parent.parent.mkdir(parents=True, exist_ok=True)
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    ignored = folder.parent / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n")  # results do not belong into a repository
    folder.mkdir(mode=0o700, exist_ok=True)


def _files(folder: Path, suffix: str) -> Iterator[Path]:
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        if name.endswith(suffix):
            yield folder / name


def _packed(value: Frozen, recording: Recording | None) -> bytes:
    """Return the body of an entry: its parts with their lengths."""
    parts = [
        pickle.dumps((value.data is None, [read_only for _, read_only in value.buffers]), protocol=5),
        pickle.dumps(value.value, protocol=5) if value.data is None else value.data,
        pickle.dumps(recording, protocol=5),
        *(data for data, _ in value.buffers),
    ]
    file = io.BytesIO()
    file.write(struct.pack(f"<{len(parts) + 1}Q", len(parts), *map(len, parts)))
    for part in parts:
        file.write(part)
    return file.getvalue()


def _unpacked(body: bytes) -> tuple[Frozen, Recording | None]:
    (count,) = struct.unpack_from("<Q", body)
    lengths = struct.unpack_from(f"<{count}Q", body, 8)
    at, parts = 8 + 8 * count, []
    for length in lengths:
        parts.append(body[at : at + length])
        at += length
    plain, read_only = pickle.loads(parts[0])
    recording = pickle.loads(parts[2])
    if plain:
        return Frozen(None, value=pickle.loads(parts[1])), recording
    return Frozen(parts[1], tuple(zip(parts[3:], read_only, strict=True))), recording


def _checked(data: bytes) -> tuple[bytes, float]:
    """Return the body and the expiry.

    Raises:
        ValueError: the file is incomplete.
    """
    if len(data) < _HEADER.size:
        raise ValueError("it is incomplete")
    magic, digest, length, expires = _HEADER.unpack_from(data)
    if magic != MAGIC:
        raise ValueError("it was written by another version")
    body = data[_HEADER.size :]
    if len(body) != length or _digest(body, expires) != digest:
        raise ValueError("it is incomplete")
    return body, expires


def _lasts(path: Path, now: float) -> bool:
    """Whether an entry is of this version and not expired, by its header."""
    with open(path, "rb") as file:
        header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return False
    magic, _, _, expires = _HEADER.unpack(header)
    return bool(magic == MAGIC and expires > now)


def _digest(body: bytes, expires: float) -> bytes:
    hasher = hashlib.sha256(struct.pack("<Qd", len(body), expires))
    hasher.update(body)
    return hasher.digest()
