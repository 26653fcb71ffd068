"""One worker process, as the server sees it."""

import codecs
import os
import pickle
import socket
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import Any

from . import frames, reap
from .frames import Frame, Receiver
from .job import ProcessJob
from .unix import set_blocking

_BOOT = str(Path(__file__).with_name("boot.py"))

OUTPUT_AT_ONCE = 1 << 16
"""Bytes of output that are read at once: the size of a pipe."""

ALLOCATOR = {"MIMALLOC_ARENA_RESERVE": "0"}
"""For free-threaded Pythons: their allocator reserves 1 GiB at once, above many memory limits."""


class Worker:
    """A worker process. The pool's thread owns it. Only `kill` can be called from any thread.

    Args:
        mark: a value in its environment, which the processes that it starts inherit. They are found by it.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, mark: str) -> None:
        self.mark = mark
        added = {
            reap.MARK: mark,
            **{name: value for name, value in ALLOCATOR.items() if name not in os.environ},
        }
        encode = os.fsencode if os.name == "posix" else str
        self.added = {encode(name): encode(value) for name, value in added.items()}
        """Variables that only its environment has, and not the server's; as in `worker.environment`."""
        self.job: ProcessJob | None = None
        self.ready = False
        self.leaving = False
        """Whether it was told to end."""
        self.jobs = 0
        """The number of its completed jobs."""
        self.memory = 0
        """The bytes that it used when it was new."""
        self.idle_since = 0.0
        self.said = ""
        """The end of its output without a job."""
        self._pid_lock = threading.Lock()
        """Held while it is killed or reaped. Until it is reaped, its pid belongs to it."""
        self._reaped = False  # guarded by _pid_lock
        self.killed = False
        """Whether it was killed; written under _pid_lock."""
        self.family: list[reap.Process] = []
        """The processes that were killed with it; written under _pid_lock."""
        self._setup: dict[str, Any] = {}
        """The surroundings that it was told."""
        self._outgoing: deque[tuple[memoryview, int | None, Any]] = deque()
        """What the socket has not accepted yet: bytes, a file, and an object to keep until they are sent."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.sock, theirs = socket.socketpair()
        self.output, their_output = os.pipe()
        try:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    *subprocess._args_from_interpreter_flags(),  # type: ignore[attr-defined] # as multiprocessing does
                    _BOOT,
                    str(theirs.fileno()),
                    str(os.getpid()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=their_output,
                stderr=their_output,
                pass_fds=(theirs.fileno(),),
                env={**os.environ, **added},
                start_new_session=True,
            )
        except BaseException:
            self.sock.close()
            os.close(self.output)
            raise
        finally:
            theirs.close()
            os.close(their_output)
        self.sock.setblocking(False)
        set_blocking(self.output, False)
        self.receiver = Receiver(self.sock)
        self.exit_fd = reap.handle(self.process.pid)
        """Becomes readable when the process ends; None if the system has no such handle."""

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def send(self, kind: int, body: bytes = b"", fd: int | None = None, keep: Any = None) -> None:
        """Send a message, now or when the socket accepts it. `keep` lives until then."""
        self._outgoing.append((memoryview(frames.head(kind, len(body), fd) + body), fd, keep))
        self.send_on()

    def send_on(self) -> None:
        """Send as much as the socket accepts now."""
        try:
            while self._outgoing:
                data, fd, keep = self._outgoing.popleft()
                try:
                    sent = frames.send_some(self.sock, data, fd)
                except BlockingIOError:
                    self._outgoing.appendleft((data, fd, keep))
                    return
                if sent < len(data):
                    self._outgoing.appendleft((data[sent:], None, keep))
        except (BrokenPipeError, ConnectionError):
            self._outgoing.clear()  # it is dead, which is handled elsewhere

    @property
    def sending(self) -> bool:
        """Whether something waits for the socket."""
        return bool(self._outgoing)

    def set_up(self, setup: dict[str, Any]) -> None:
        """Send the changed surroundings (folder, environment, path) to the worker."""
        news = {name: value for name, value in setup.items() if self._setup.get(name, ...) != value}
        if news:
            self._setup.update(news)
            self.send(frames.SETUP, pickle.dumps(news, protocol=5))

    def receive(self) -> Frame | None:
        """Return the next message; None if there is none yet.

        Raises:
            Closed: there will be no more.
        """
        try:
            return self.receiver.receive()
        except BlockingIOError:
            return None

    def read_output(self) -> str | None:
        """Return new output; empty if there is none yet, None if there will be no more."""
        try:
            data = os.read(self.output, OUTPUT_AT_ONCE)
        except BlockingIOError:
            return ""
        return self._decoder.decode(data) if data else None

    def end_output(self) -> str:
        """Return the rest of an incomplete character."""
        rest = self._decoder.decode(b"", final=True)
        self._decoder.reset()
        return rest

    def kill(self) -> None:
        """Kill it and the processes that its jobs have started. From any thread."""
        with self._pid_lock:
            if not self._reaped:
                self.killed = True
                self.family += reap.kill_tree(self.pid, self.mark)

    def reap(self) -> int | None:
        """Return how it has ended, None if it has not. Called until it has, so that no zombie stays."""
        with self._pid_lock:
            status = self.process.poll()
            self._reaped = status is not None
        return status

    def close(self) -> None:
        """Close all open files of an ended process."""
        self._outgoing.clear()
        self.receiver.close()
        self.sock.close()
        os.close(self.output)
        if self.exit_fd is not None:
            os.close(self.exit_fd)
