"""How `treadle threads` finds the servers of this user on this machine, and proves that it may ask them.

A server that `treadle run` starts leaves a file in a folder that only this user can read. The file has the
server's address and a secret. A program that can read the file belongs to the same user, and could also read
the process's memory. The file is removed when the server stops; the files of killed processes are removed at
the next search.
"""

import contextlib
import os
import secrets
import ssl
import stat
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path

import msgspec

from .threads import SECRET_HEADER, STACKS_HEADER, Report
from .tls import fingerprint

LARGEST = 64 * 1024
"""The largest registration in bytes. Real ones are much smaller."""

ANSWER_WITHIN = 5.0
"""Seconds that a server has to answer."""


class NotPrivate(OSError):
    """Raised when other users could write to the folder for registrations."""


class Registration(msgspec.Struct, frozen=True):
    """The registration of a server of this user."""

    pid: int
    port: int
    address: str
    """The address for connections from this machine."""
    base: str
    script: str
    secret: str
    fingerprint: str = ""
    """What identifies the server's certificate; "" if it speaks HTTP."""

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        return f"{'https' if self.fingerprint else 'http'}://localhost:{self.port}{self.base}"


class NoAnswer(Exception):
    """Raised when a server does not answer as one of ours."""


def new_secret() -> str:
    """Return a random secret."""
    return secrets.token_urlsafe(32)


def folder() -> Path:
    """Return the folder that only this user can read. It is created if there is none.

    Raises:
        NotPrivate: the existing folder does not belong to this user alone.
        OSError: it cannot be created.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and _is_own(Path(runtime)):
        return _private(Path(runtime, "treadle"))
    if sys.platform == "win32":  # on Windows, temporary files are in the user's own profile
        return _private(Path(tempfile.gettempdir(), "treadle"))
    else:
        return _private(Path(tempfile.gettempdir(), f"treadle-{os.geteuid()}"))


def _is_own(path: Path) -> bool:
    """Whether only this user can replace what is in a folder."""
    try:
        found = path.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    return sys.platform == "win32" or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)


def _keeps(path: Path) -> bool:
    """Whether others cannot replace this user's files in a folder, as in a temporary directory."""
    if sys.platform == "win32":
        return True
    else:
        found = path.stat()
        return found.st_uid in (0, os.geteuid()) and (
            not found.st_mode & 0o022 or bool(found.st_mode & stat.S_ISVTX)
        )


def _private(path: Path) -> Path:
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    if not _keeps(path.parent):
        raise NotPrivate(f"Other users can replace {path}.")
    # Another user may have created a link or a folder there first.
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise NotPrivate(f"{path} is not a folder.")
    if sys.platform != "win32" and (found.st_uid != os.geteuid() or found.st_mode & 0o077):
        raise NotPrivate(f"Other users can access {path}.")
    return path


@contextlib.contextmanager
def registered(what: Registration) -> Iterator[Path]:
    """Register a server for this user's programs during a block. Yields the file.

    Raises:
        OSError: it cannot be written.
    """
    place = folder()
    path = place / f"{what.pid}-{what.port}.json"
    unfinished = place / f"{what.pid}-{what.port}.{secrets.token_hex(4)}.tmp"
    # Written completely or not at all, because others may look at any time.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(unfinished, flags, 0o600), "wb") as file:
        file.write(msgspec.json.encode(what))
    os.replace(unfinished, path)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def find() -> list[Registration]:
    """Return this user's servers, by port. Files of dead processes are removed.

    Raises:
        OSError: there is no folder that only this user can read.
    """
    found = []
    for path in folder().iterdir():
        if path.suffix not in (".json", ".tmp"):
            continue
        pid = path.name.partition("-")[0]
        if pid.isdecimal() and not _alive(int(pid)):
            path.unlink(missing_ok=True)
            continue
        if path.suffix == ".json" and (registration := _read(path)) is not None:
            found.append(registration)
    return sorted(found, key=lambda each: each.port)


def _read(path: Path) -> Registration | None:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            return msgspec.json.decode(file.read(LARGEST), type=Registration)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):  # removed meanwhile, or not one of ours
        return None


def _alive(pid: int) -> bool:
    if pid <= 0:
        return False
    if sys.platform == "win32":  # `os.kill` would end the process
        return True
    else:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except (PermissionError, OverflowError):
            return False  # another user's process has this id now, or none has
        return True


def ask(server: Registration, *, stacks: bool) -> Report:
    """Return what is executing in a server.

    Raises:
        NoAnswer: it does not answer. The message says why.
    """
    host = f"[{server.address}]" if ":" in server.address else server.address
    headers = {"Host": f"localhost:{server.port}", SECRET_HEADER: server.secret}
    if stacks:
        headers[STACKS_HEADER] = "1"
    # Never through a proxy, whatever the environment says.
    connection = (
        HTTPSConnection(host, server.port, timeout=ANSWER_WITHIN, context=_any_signer())
        if server.fingerprint
        else HTTPConnection(host, server.port, timeout=ANSWER_WITHIN)
    )
    try:
        connection.connect()
        if isinstance(connection.sock, ssl.SSLSocket):
            shown = connection.sock.getpeercert(binary_form=True) or b""
            # The secret is for the server that left the registration, and for nobody else.
            if fingerprint(shown) != server.fingerprint:
                raise NoAnswer("it shows another certificate")
        connection.request("GET", f"{server.base}/_treadle/threads", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise NoAnswer(f"it answers {answer.status}")
        return msgspec.json.decode(body, type=Report)
    except (OSError, HTTPException) as error:
        raise NoAnswer(str(error) or type(error).__name__) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NoAnswer("it is another version of Treadle, or another program") from error
    finally:
        connection.close()


def _any_signer() -> ssl.SSLContext:
    """Return a context that asks for no signature: the fingerprint says whose certificate it is."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
