"""Arriving uploads and their space: small files stay in memory, large ones go to a folder of the app."""

import contextlib
import errno
import logging
import os
import queue
import secrets
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Self

from treadle._core.carry.context import within
from treadle._core.config import Server
from treadle._core.data.uploads import Stored
from treadle._core.protocol.upload import MB, FileRef, clean_type, megabytes, shown
from treadle._core.session.uploads import DropFile, FindUpload, PutFile

from .live import LiveSession
from .ports import UploadRefused

log = logging.getLogger("treadle.uploads")

IN_MEMORY = MB
"""The largest file that stays in memory, in bytes."""

IN_MEMORY_OF_ALL = 64 * MB
"""The largest total of files in memory, in bytes. Above it, small files go to disk, too."""

SPARE = 64 * MB
"""Bytes that uploads leave free on the disk."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

PREFIX = "treadle-uploads-"


class UploadStore:
    """The uploads of one app. Every method can be called from any thread.

    Args:
        limits: the limits of space for uploads.
        find: returns the live session with a token, None if there is none.
    """

    def __init__(self, limits: Server, find: Callable[[str], LiveSession | None]) -> None:
        self._find = find
        self._per_session = limits.maxUploadSizePerSession * MB
        self._total = limits.maxUploadSizeTotal * MB
        self._lock = threading.Lock()
        self._used: dict[str, int] = {}
        """Bytes by session, including those that are still to come; guarded by `_lock`."""
        self._memory = 0
        """Bytes of files in memory; guarded by `_lock`."""
        self._folder: Path | None = None  # guarded by `_lock`
        self._closed = False  # guarded by `_lock`
        self._gone: queue.SimpleQueue[tuple[str, int, Path | None] | None] = queue.SimpleQueue()
        """Freed uploads. Garbage collection adds them, perhaps while the lock is held."""
        self._freeing: threading.Thread | None = None  # guarded by `_lock`

    # Receiving ----------------------------------------------------------------------------------------------

    def begin(self, session: str, token: str, name: str, type: str, size: int) -> "Arriving":
        """Reserve space for a file that a browser is about to send.

        Args:
            session: the session's token.
            token: the widget's token.
            name: the file's name, as the browser says.
            type: its MIME type, as the browser says.
            size: the number of bytes.

        Raises:
            UploadRefused: the file is not accepted.
        """
        live = self._find(session)
        widget = None if live is None else live.apply(FindUpload(token))
        takes = None if widget is None else widget.takes_files
        if live is None or widget is None or takes is None:
            raise UploadRefused(403, "This upload is not for an input on this page. Reload the page.")
        if not widget.usable:
            raise UploadRefused(403, f"“{widget.called}” is disabled.")
        type = clean_type(type)
        problem = takes.refusal(name, type, size)
        if problem is not None:
            status = 413 if size > takes.max_size else 415
            raise UploadRefused(status, problem)
        try:
            in_memory = self._reserve(session, name, size)
        except OSError as error:
            raise self.refused(name, error) from error
        arriving = Arriving(
            self, live, token, FileRef(id=secrets.token_hex(16), name=name, size=size, type=type)
        )
        try:
            arriving.open(None if in_memory else self._new_path())
        except OSError as error:
            arriving.abort()
            raise self.refused(name, error) from error
        return arriving

    def drop(self, session: str, token: str, id: str) -> None:
        """Remove an uploaded file that is in no value: a person has removed it."""
        live = self._find(session)
        if live is not None:
            live.apply(DropFile(token, id))

    def refused(self, name: str, error: OSError) -> UploadRefused:
        """Return the refusal for a file that could not be written."""
        log.error("The upload %s could not be written: %s", shown(name), error)
        if error.errno in _FULL:
            return UploadRefused(507, f"{shown(name)} was not uploaded: the disk of the server is full.")
        return UploadRefused(500, f"{shown(name)} was not uploaded: the server could not write it.")

    def _reserve(self, session: str, name: str, size: int) -> bool:
        """Count the bytes of a file. Return whether it is stored in memory."""
        with self._lock:
            if self._closed:
                raise UploadRefused(503, "The app has stopped.")
            mine, all_ = self._used.get(session, 0), sum(self._used.values())
            if mine + size > self._per_session:
                raise UploadRefused(
                    413,
                    f"{shown(name)} was not uploaded: together, your uploads would be larger than "
                    f"{megabytes(self._per_session)}. Remove other files first.",
                )
            if all_ + size > self._total:
                log.warning(
                    "An upload was refused: server.maxUploadSizeTotal allows %s.", megabytes(self._total)
                )
                raise UploadRefused(
                    507,
                    f"{shown(name)} was not uploaded: the server has no more space for uploads. Try again "
                    "later.",
                )
            in_memory = size <= IN_MEMORY and self._memory + size <= IN_MEMORY_OF_ALL
            if not in_memory and shutil.disk_usage(self._open_folder()).free < size + SPARE:
                raise UploadRefused(507, f"{shown(name)} was not uploaded: the disk of the server is full.")
            self._used[session] = mine + size
            if in_memory:
                self._memory += size
            if self._freeing is None:
                self._freeing = threading.Thread(target=self._free, name="treadle-uploads", daemon=True)
                with within(None):
                    self._freeing.start()
        return in_memory

    def release(self, session: str, size: int, path: Path | None) -> None:
        """Free the space of a file. Returns at once and takes no lock: garbage collection calls it."""
        self._gone.put((session, size, path))

    def _free(self) -> None:
        while (gone := self._gone.get()) is not None:
            session, size, path = gone
            if path is not None:
                try:
                    path.unlink(missing_ok=True)
                except OSError:
                    log.exception("An upload could not be removed: %s", path)
            with self._lock:
                if path is None:
                    self._memory -= size
                left = self._used.pop(session, 0) - size
                if left:
                    self._used[session] = left

    # The folder ---------------------------------------------------------------------------------------------

    def _open_folder(self) -> Path:
        """Return the folder of this app's files. It is created at its first use.

        The caller holds the lock.
        """
        if self._folder is None:
            remove_leftovers(Path(tempfile.gettempdir()))
            self._folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        return self._folder

    def _new_path(self) -> Path:
        with self._lock:
            return self._open_folder() / secrets.token_hex(16)

    def usage(self) -> tuple[int, int, list[Path]]:
        """Return the bytes of all uploads, the bytes in memory, and the files on disk."""
        with self._lock:
            files = sorted(self._folder.iterdir()) if self._folder is not None else []
            return sum(self._used.values()), self._memory, files

    def close(self) -> None:
        """Remove everything at the end of the app."""
        with self._lock:
            self._closed = True
            folder, self._folder, freeing = self._folder, None, self._freeing
        self._gone.put(None)
        if freeing is not None:
            freeing.join()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


class Arriving:
    """A file that a browser is sending. It is finished or aborted at the end."""

    def __init__(self, store: UploadStore, live: LiveSession, token: str, ref: FileRef) -> None:
        self._store, self._live, self._token = store, live, token
        self.ref = ref
        self._lock = threading.Lock()
        """Guards the following attributes. A connection may be closed while bytes of it are being written."""
        self._path: Path | None = None
        self._file = -1
        """The descriptor of the file; -1 if there is none."""
        self._parts: list[bytes] = []
        self._got = 0
        self._over = False

    def open(self, path: Path | None) -> Self:
        """Create a new file, or use memory."""
        self._path = path
        if path is not None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            self._file = os.open(path, flags, 0o600)
        return self

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Store bytes. May wait for the disk.

        Raises:
            UploadRefused: there are more than announced, or the disk is full.
        """
        with self._lock:
            if self._over:
                return
            self._got += len(data)
            if self._got > self.ref.size:
                raise UploadRefused(400, f"{shown(self.ref.name)} is larger than the browser has said.")
            if self._path is None:
                self._parts.append(bytes(data))
                return
            left = memoryview(data)
            try:
                while left:
                    left = left[os.write(self._file, left) :]
            except OSError as error:
                raise self._store.refused(self.ref.name, error) from error

    def finish(self) -> FileRef:
        """Pass the file to its widget.

        Raises:
            UploadRefused: bytes are missing, or the widget has gone meanwhile.
        """
        with self._lock:
            if self._over or self._got != self.ref.size:
                raise UploadRefused(
                    400, f"{shown(self.ref.name)} did not arrive as a whole. Upload it again."
                )
            try:
                self._close()
            except OSError as error:  # a network disk may report only now that it is full
                raise self._store.refused(self.ref.name, error) from error
            self._over = True
            content = Stored(b"".join(self._parts) if self._path is None else self._path, self.ref.size)
            free = weakref.finalize(content, self._store.release, self._live.token, self.ref.size, self._path)
            free.atexit = False
            self._parts = []
        if not self._live.apply(PutFile(self._token, self.ref.holding(content))):
            free()  # at once, even if objects still refer to the content
            raise UploadRefused(
                410, f"{shown(self.ref.name)} was not uploaded: its input is no longer on the page."
            )
        return self.ref

    def abort(self) -> None:
        """Remove the file. No effect after `finish`."""
        with self._lock:
            if self._over:
                return
            self._over = True
            self._parts = []
            with contextlib.suppress(OSError):  # the file is removed in any case
                self._close()
        self._store.release(self._live.token, self.ref.size, self._path)

    def _close(self) -> None:
        if self._file >= 0:
            file, self._file = self._file, -1
            os.close(file)


def remove_leftovers(folder: Path) -> None:
    """Remove leftovers of this user's crashed processes from the folder for temporary files."""
    for path in folder.glob(f"{PREFIX}*-*"):
        pid = path.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and int(pid) != os.getpid() and not _alive(int(pid)):
            shutil.rmtree(path, ignore_errors=True)  # another user's stays: the system refuses


def _alive(pid: int) -> bool:
    if os.name == "nt" or pid <= 0:  # `os.kill` would end the process there
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
