"""The messages between the pool and a worker: a head, a body, and perhaps one open file.

The socket is the worker's only connection to the pool. stdout and stderr belong to the job, so nothing
printed can be taken for a message. Bodies are small, because large objects are passed in a file of memory
(see `parcels`).

It imports nothing of Treadle and little of Python: worker processes load this before anything else.
"""

import array
import os
import socket
import struct
from typing import NamedTuple

from .unix import CMSG_SPACE, SCM_RIGHTS, recvmsg_into, sendmsg

# From the pool to a worker.
SETUP = 1  # a pickled dict: the surroundings of the process from now on
JOB = 2  # JOB_HEAD, the job's pickled name and key, a parcel
CANCEL = 3  # NUMBER: stop the job
EXIT = 4  # nothing: end after the job

# From a worker to the pool.
READY = 10  # MEMORY: it can take a job
PROGRESS = 11  # PROGRESS_HEAD, the text
WATCHES = 12  # NUMBER: the job reads its `cancelled`, so it is asked before it is killed
DONE = 13  # END_HEAD, a parcel
FAILED = 14  # END_HEAD, a pickled Failure
VALUES = 15  # NUMBER, the reported values (see `reports`)

NUMBER = struct.Struct("<Q")
MEMORY = struct.Struct("<Q")
JOB_HEAD = struct.Struct("<QI")  # the job's number, length of its name and key
PROGRESS_HEAD = struct.Struct("<Qd?")  # the job's number, the fraction (or no number), whether a text follows
END_HEAD = struct.Struct(
    "<QQ?"
)  # the job's number, bytes of memory in use, whether it is the worker's last job

_HEAD = struct.Struct("<B?Q")  # kind, whether a file follows, size of the body
_FD = struct.Struct("i")


class Frame(NamedTuple):
    """One message."""

    kind: int
    body: bytearray
    fd: int | None
    """An open file. The receiver must close it."""


class Closed(Exception):
    """Raised when the other side has gone."""


def head(kind: int, size: int, fd: int | None) -> bytes:
    """Return the head of a message."""
    return _HEAD.pack(kind, fd is not None, size)


def send(sock: socket.socket, kind: int, body: bytes = b"", fd: int | None = None) -> None:
    """Send a message on a blocking socket."""
    data = memoryview(head(kind, len(body), fd) + body)
    sent = 0
    if fd is not None:  # a file is sent with the first bytes
        sent = sendmsg(sock, [data], [_passing(fd)])
    sock.sendall(data[sent:])


def send_some(sock: socket.socket, data: memoryview, fd: int | None) -> int:
    """Send as much as a non-blocking socket accepts, with the file if one is given.

    Return the number of bytes.
    """
    return sock.send(data) if fd is None else sendmsg(sock, [data], [_passing(fd)])


def _passing(fd: int) -> tuple[int, int, bytes]:
    return socket.SOL_SOCKET, SCM_RIGHTS, _FD.pack(fd)


class Receiver:
    """Assembles messages from a socket, blocking or not. One thread may use it at a time."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._head = bytearray(_HEAD.size)
        self._body: bytearray | None = None
        """None while the head is incomplete."""
        self._filled = 0
        self._kind = 0
        self._fd: int | None = None

    def receive(self) -> Frame:
        """Return the next message.

        Raises:
            BlockingIOError: the socket does not block, and has no complete message yet.
            Closed: the other side has gone.
        """
        if self._body is None:
            while self._filled < len(self._head):
                self._filled += self._receive_head(memoryview(self._head)[self._filled :])
            self._kind, _, size = _HEAD.unpack(self._head)
            self._body, self._filled = bytearray(size), 0
        while self._filled < len(self._body):
            try:
                count = self._sock.recv_into(memoryview(self._body)[self._filled :])
            except ConnectionError:
                count = 0
            if count == 0:
                raise Closed
            self._filled += count
        frame = Frame(self._kind, self._body, self._fd)
        self._body, self._filled, self._fd = None, 0, None
        return frame

    def _receive_head(self, rest: memoryview) -> int:
        try:
            count, passed, _, _ = recvmsg_into(self._sock, [rest], CMSG_SPACE(_FD.size))
        except ConnectionError:
            count, passed = 0, []
        for level, kind, data in passed:
            if level == socket.SOL_SOCKET and kind == SCM_RIGHTS:
                fds = array.array("i", data[: len(data) - len(data) % _FD.size])
                for fd in fds:
                    os.set_inheritable(fd, False)
                self._fd = fds[0]
        if count == 0:
            raise Closed
        return int(count)

    def close(self) -> None:
        """Close the file of a message that will never be complete."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
