"""The code of a worker process: one job at a time in the main thread, and a thread for the socket.

`current()` is the job as its own code sees it.

It imports little, because every worker loads this: see `boot`.
"""

import atexit
import contextvars
import faulthandler
import importlib
import math
import mmap
import os
import pickle
import queue
import select
import socket
import sys
import threading
import time
from typing import Any, NoReturn, Protocol

from treadle._core.this_process import note_worker

from .calls import Failure, JobFailed, execute, failure_of, in_any_way
from .frames import (
    CANCEL,
    DONE,
    END_HEAD,
    EXIT,
    FAILED,
    JOB,
    JOB_HEAD,
    MEMORY,
    NUMBER,
    PROGRESS,
    PROGRESS_HEAD,
    READY,
    SETUP,
    VALUES,
    WATCHES,
    Closed,
    Frame,
    Receiver,
    send,
)
from .parcels import Parcel, pack
from .reports import Reports, joined, told
from .unix import O_CLOEXEC, SIGKILL, killpg, pread, register_at_fork, set_blocking

REPORT_INTERVAL = 0.02
"""Seconds between two messages about a job's progress. In between, the latest report waits."""

TEXT_LIMIT = 10_000
"""The largest number of characters of a report's text."""


class Line(Protocol):
    """Takes the reports of a job to the server."""

    def send(self, kind: int, body: bytes = b"", fd: int | None = None) -> None:
        """Send a message."""

    def remind(self) -> None:
        """Call the job's `send_waiting` soon."""


class CurrentJob:
    """The job that this process executes, as its own code sees it. Any thread of the job can use it."""

    def __init__(self, link: Line, number: int, name: str, key: str | None) -> None:
        self.name = name
        self.key = key
        self._number = number
        self._link = link
        self._lock = threading.Lock()
        """Guards the following attributes. Held while a report is sent, so that no older one overtakes it."""
        self._progress: float | None = None
        self._text: str | None = None
        self._moved = False
        """Whether one of these two was reported since."""
        self._values = Reports()
        """The values that were not sent yet."""
        self._sent = -math.inf
        """The time of the last report."""
        self._waiting = False
        """Whether a report was not sent yet."""
        self._ended = False
        self._watched = False
        self._unwanted = False  # written only by the link's thread

    @property
    def watched(self) -> bool:
        """Whether its code has read its `cancelled`."""
        return self._watched

    @property
    def cancelled(self) -> bool:
        """Whether the job was cancelled. A job that reads this has a moment to end before it is killed."""
        if not self._watched:
            with self._lock:
                if not self._ended:
                    self._watched = True
                    self._link.send(WATCHES, NUMBER.pack(self._number))
        return self._unwanted

    def report(self, progress: Any = None, text: str | None = None, *, value: Any = ...) -> None:
        """Report progress.

        Cheap: the server gets a message at most every 20 ms, and always the latest report.

        Args:
            progress: from 0 to 1; other numbers are clipped. None: unchanged. Anything else is a value.
            text: a short line; None: unchanged.
            value: a small value of any kind.

        Raises:
            TypeError: the value cannot be pickled.
            ValueError: it is too large.
        """
        fraction, values = told(progress, value)
        line = None if text is None else str(text)[:TEXT_LIMIT]
        with self._lock:
            if self._ended:
                return
            if fraction is not None:
                self._progress = fraction
            if line is not None:
                self._text = line
            self._moved |= fraction is not None or line is not None
            self._values.add(values)
            if time.monotonic() - self._sent >= REPORT_INTERVAL:
                self._send()
            elif not self._waiting:
                self._waiting = True
                self._link.remind()

    def send_waiting(self) -> float | None:
        """Send the waiting report if it is due. Return the seconds until it is, None if none waits."""
        with self._lock:
            if not self._waiting:
                return None
            left = self._sent + REPORT_INTERVAL - time.monotonic()
            if left > 0:
                return left
            self._send()
            return None

    def not_wanted(self) -> None:
        """Mark the job as cancelled."""
        self._unwanted = True

    def end(self) -> None:
        """Send the waiting report. Later reports are ignored."""
        with self._lock:
            if self._waiting:
                self._send()
            self._ended = True

    def _send(self) -> None:
        self._waiting = False
        self._sent = time.monotonic()
        if self._values:
            self._link.send(VALUES, NUMBER.pack(self._number) + joined(self._values.take()))
        if self._moved:
            self._moved = False
            progress = math.nan if self._progress is None else self._progress
            head = PROGRESS_HEAD.pack(self._number, progress, self._text is not None)
            self._link.send(PROGRESS, head + (self._text or "").encode("utf-8", "replace"))


class Link:
    """The socket to the pool. One thread reads it, and any thread can write to it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._lock = threading.Lock()
        """Held while a message is written."""
        self._receiver = Receiver(sock)
        self._reminders, self._remind = os.pipe()
        set_blocking(self._remind, False)
        self.orders: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        """The orders for the main thread."""
        self.job: CurrentJob | None = None
        """The job of the main thread; written only by that thread."""
        self.pid = os.getpid()

    def send(self, kind: int, body: bytes = b"", fd: int | None = None) -> None:
        """Send a message.

        A process that the job has forked sends nothing: the pool would take it for the job.
        """
        if os.getpid() != self.pid:
            return
        try:
            with self._lock:
                send(self._sock, kind, body, fd)
        except (BrokenPipeError, ConnectionError):
            _end_with_the_server()

    def remind(self) -> None:
        """Wake the reading thread, so that it sends a waiting report."""
        try:
            os.write(self._remind, b"\0")
        except BlockingIOError:
            pass  # it was reminded often enough

    def read(self) -> NoReturn:
        """Read messages until the server has gone. The function of the thread."""
        try:
            self._read()
        except Closed:
            _end_with_the_server()
        except BaseException:  # noqa: BLE001 - without this thread the worker is deaf, so it must end
            import traceback

            traceback.print_exc()
            os._exit(1)

    def _read(self) -> NoReturn:
        sources: list[Any] = [self._sock, self._reminders]
        wait: float | None = None
        while True:
            ready, _, _ = select.select(sources, [], [], wait)
            if self._reminders in ready:
                os.read(self._reminders, 1024)
            if self._sock in ready:
                self._take(self._receiver.receive())
            job = self.job
            wait = None if job is None else job.send_waiting()

    def _take(self, frame: Frame) -> None:
        if frame.kind != CANCEL:
            self.orders.put(frame)
            return
        (number,) = NUMBER.unpack(frame.body)
        job = self.job
        if job is not None and job._number == number:
            job.not_wanted()

    def forked(self) -> None:
        """Leave the socket to the process that has forked this one."""
        self._sock.close()
        os.close(self._reminders)
        os.close(self._remind)


_link: Link | None = None
"""The worker's link to its pool; None in every other process."""


def current() -> CurrentJob | None:
    """Return the job that this process executes; None in a process that is not a worker."""
    return None if _link is None or os.getpid() != _link.pid else _link.job


def main(fd: int, server: int) -> None:
    """Run as a worker. Called by `boot`.

    Args:
        fd: the socket to the pool.
        server: the process id of the server.
    """
    global _link
    note_worker()
    _die_with(server)
    _die_before_the_server()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    faulthandler.enable()  # a crash in C prints its line of Python
    sock = socket.socket(fileno=fd)
    sock.set_inheritable(False)
    link = _link = Link(sock)
    register_at_fork(after_in_child=link.forked)
    threading.Thread(target=link.read, name="treadle-worker", daemon=True).start()
    memory = _Memory()
    link.send(READY, MEMORY.pack(memory()))
    surroundings = Surroundings()
    while True:
        frame = link.orders.get()
        if frame.kind == EXIT:
            break
        if frame.kind == SETUP:
            surroundings.set(pickle.loads(frame.body))
        elif frame.kind == JOB:
            surroundings.restore()
            _carry_out(link, frame, memory)
    atexit._run_exitfuncs()  # as multiprocessing does: jobs, and tools such as coverage, have registered some
    _flush()
    os._exit(0)  # without waiting for threads that a job has left


def _carry_out(link: Link, frame: Frame, memory: "_Memory") -> None:
    number, length = JOB_HEAD.unpack_from(frame.body)
    start = JOB_HEAD.size + length
    job = CurrentJob(link, number, *pickle.loads(frame.body[JOB_HEAD.size : start]))
    link.job = job
    parcel = Parcel(frame.body[start:], frame.fd)  # a copy, so that its content is aligned
    del frame
    result: Parcel | None = None
    failure: Failure | None = None
    out_of_memory = False
    try:
        result = contextvars.Context().run(_call, parcel)
    except JobFailed as failed:
        error = failed.error
        out_of_memory = isinstance(error, MemoryError)
        failure = failure_of(failed, error)
        error.__traceback__ = None  # this also frees the frames with the job's objects
        del error, failed
    if os.getpid() != link.pid:  # the job has forked, and this is the child, which is no worker
        _leave_fork(failure)
    job.end()
    _flush()
    link.job = None
    parcel.close()
    head = END_HEAD.pack(number, memory(), out_of_memory)
    if result is not None:
        link.send(DONE, head + bytes(result.body), result.fd)
        result.close()
    else:
        assert failure is not None
        link.send(FAILED, head + pickle.dumps(tuple(failure), protocol=5))


def _call(parcel: Parcel) -> Parcel:
    return execute(lambda: parcel.unpickler(private=True), lambda result: in_any_way(pack, result))


def _leave_fork(failure: Failure | None) -> NoReturn:
    if failure is not None:
        sys.stderr.write(failure.traceback)
    _flush()
    os._exit(0 if failure is None else 1)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass  # the job has closed or replaced it, so nobody reads it


# What the process looks like --------------------------------------------------------------------------------


class Surroundings:
    """The working folder, environment and import paths: the server's, at the start of every job."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._seen: set[str] = set()
        """The names of the modules that were examined."""
        self._stamps: dict[str, tuple[str, float]] = {}
        """The file and time of change of the app's modules, by name."""
        self._looked = time.time()
        """The time of the last look, on the clock of the file system."""

    def set(self, values: dict[str, Any]) -> None:
        """Store what the server has sent. Limits stay once they are set."""
        if "memory_limit" in values:
            _limit_memory(values["memory_limit"])
        self._values.update(values)

    def restore(self) -> None:
        """Undo the changes of the previous job, and forget modules that were saved since their import."""
        values = self._values
        if sys.path != values["path"]:
            sys.path[:] = values["path"]
        if sys.argv != values["argv"]:
            sys.argv[:] = values["argv"]
        if environment() != values["environ"]:
            set_environment(values["environ"])
        try:
            if os.getcwd() != values["cwd"]:
                os.chdir(values["cwd"])
        except OSError:
            pass  # the server's own folder has gone or is not accessible; the job sees the same
        self._forget_saved()

    def _forget_saved(self) -> None:
        """Forget the app's modules if one was saved. All of them, because others hold objects of it."""
        since, self._looked = self._looked, time.time()
        saved = any(_changed(file) != stamp for file, stamp in self._stamps.values())
        for name in sys.modules.keys() - self._seen:
            self._seen.add(name)
            file = getattr(sys.modules.get(name), "__file__", None) or ""
            # Compiled modules cannot be loaded twice, and are not edited.
            if file.endswith(".py") and not file.startswith(self._values["installed"]) and name != "__main__":
                stamp = _changed(file)
                self._stamps[name] = file, stamp
                saved = saved or stamp >= since  # perhaps after it was imported
        if saved:
            importlib.invalidate_caches()
            for name in self._stamps:
                sys.modules.pop(name, None)
            self._seen.difference_update(self._stamps)
            self._stamps.clear()


def environment() -> dict[Any, Any]:
    """Return the environment in the internal form of `os.environ`: forty times as fast as a copy."""
    return dict(os.environ._data)  # type: ignore[attr-defined]


def set_environment(values: dict[Any, Any]) -> None:
    """Set the environment to a result of `environment` from another process."""
    wanted = {os.fsdecode(name): os.fsdecode(value) for name, value in values.items()}
    for name in os.environ.keys() - wanted.keys():
        del os.environ[name]
    os.environ.update(wanted)


def _changed(file: str) -> float:
    try:
        return os.stat(file).st_mtime
    except OSError:
        return 0.0


def _limit_memory(limit: int | None) -> None:
    if limit is None:
        return
    if sys.platform != "win32":
        import resource

        # The data of a process is the memory that it has requested for writing. The address space would also
        # count what libraries only reserve: 32 MiB for each thread of OpenBLAS, more for CUDA.
        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


class _Memory:
    """Measures the memory of this process."""

    def __init__(self) -> None:
        try:
            self._file = os.open("/proc/self/statm", os.O_RDONLY | O_CLOEXEC)
        except OSError:
            self._file = -1
        self._page = mmap.PAGESIZE

    def __call__(self) -> int:
        """Return the memory that this process alone uses, in bytes; 0 if unknown."""
        try:
            _, resident, shared, *_ = pread(self._file, 200, 0).split()
            return (int(resident) - int(shared)) * self._page
        except (OSError, ValueError):  # another system, or the job has closed a foreign descriptor
            return 0


def _die_with(server: int) -> None:
    """Ask the kernel to kill this process when the server has ended.

    Linux does this when the *thread* ends that has started the process. So the pool starts workers in its own
    thread, which outlives them. On other systems, the thread that reads the socket does it, as soon as it
    gets the interpreter.
    """
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, SIGKILL, 0, 0, 0)
    if os.getppid() != server:  # it had already gone
        os._exit(1)


def _die_before_the_server() -> None:
    """Make the kernel kill this process before the server when memory is exhausted. Children inherit this."""
    try:
        with open("/proc/self/oom_score_adj", "r+") as file:
            own = int(file.read())
            file.seek(0)
            file.write(str(min(1000, own + 500)))
    except OSError:
        return  # another system, or it forbids this


def _end_with_the_server() -> NoReturn:
    """End, with the processes that the job has started in this process group."""
    try:
        killpg(0, SIGKILL)
    finally:
        os._exit(1)
