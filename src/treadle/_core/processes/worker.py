"""What runs in a worker process: one job at a time in the main thread, a thread beside it for the socket.

`current()` is what a job's own code sees of it.

Imports little, as every worker loads this: see `boot`.
"""

import contextvars
import faulthandler
import importlib
import math
import mmap
import os
import pickle
import queue
import select
import signal
import socket
import sys
import threading
import time
import types
from typing import Any, NamedTuple, NoReturn

from treadle._core.this_process import note_worker

from .by_value import dumps as dumps_by_value
from .by_value import pickler as by_value_pickler
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

REPORT_INTERVAL = 0.02
"""Seconds between two messages about a job's progress; in between, the latest waits."""

TEXT_LIMIT = 10_000
"""Characters of a report's text."""


class Failure(NamedTuple):
    """How a job failed, in words that any process can read, and as the exception itself if that can travel."""

    stage: str
    """What failed: "function" (unpickling it), "arguments", "call" or "result" (pickling it)."""
    kind: str
    """The type of what was returned; or the class or function at which loading failed."""
    module: str
    type: str
    message: str
    traceback: str
    pickled: bytes | None


class CurrentJob:
    """The job that this process carries out, as its own code sees it. May be used from any thread of the job."""

    def __init__(self, link: "Link", number: int, name: str, key: str | None) -> None:
        self.name = name
        self.key = key
        self._number = number
        self._link = link
        self._lock = threading.Lock()
        """Guards what follows; held while a report is sent, so that no older one overtakes."""
        self._progress: float | None = None
        self._text: str | None = None
        self._moved = False
        """Whether one of these two was reported since."""
        self._values = Reports()
        """The values that were not sent yet."""
        self._sent = -math.inf
        """When the last report was sent."""
        self._waiting = False
        """Whether there is one that was not sent yet."""
        self._ended = False
        self._watched = False
        self._unwanted = False  # written by the link's thread alone

    @property
    def cancelled(self) -> bool:
        """Whether the job is not wanted any more. A job that looks at this has a moment to end before it is killed."""
        if not self._watched:
            with self._lock:
                if not self._ended:
                    self._watched = True
                    self._link.send(WATCHES, NUMBER.pack(self._number))
        return self._unwanted

    def report(self, progress: Any = None, text: str | None = None, *, value: Any = ...) -> None:
        """Say how the job is getting on; cheap, as the server hears at most every 20 ms, and the latest in the end.

        Args:
            progress: from 0 to 1; numbers beyond count as the nearest. None: as before. Anything else is a value.
            text: a short line; None: as before.
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
        """Send the report that waits if it is due; return in how many seconds it is, None if none waits."""
        with self._lock:
            if not self._waiting:
                return None
            left = self._sent + REPORT_INTERVAL - time.monotonic()
            if left > 0:
                return left
            self._send()
            return None

    def not_wanted(self) -> None:
        """Note that it was cancelled."""
        self._unwanted = True

    def end(self) -> None:
        """Send what waits; nothing more is reported after that."""
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
    """The socket to the pool. A thread reads it, whoever has something to say writes to it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._lock = threading.Lock()
        """Held while a message is written."""
        self._receiver = Receiver(sock)
        self._reminders, self._remind = os.pipe()
        os.set_blocking(self._remind, False)
        self.orders: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        """What the main thread is to do, in order."""
        self.job: CurrentJob | None = None
        """What the main thread does; written by that alone."""
        self.pid = os.getpid()

    def send(self, kind: int, body: bytes = b"", fd: int | None = None) -> None:
        """Send a message. A process that the job has forked off says nothing: the pool would take it for the job."""
        if os.getpid() != self.pid:
            return
        try:
            with self._lock:
                send(self._sock, kind, body, fd)
        except (BrokenPipeError, ConnectionError):
            _end_with_the_server()

    def remind(self) -> None:
        """Let the reading thread look after a report that waits."""
        try:
            os.write(self._remind, b"\0")
        except BlockingIOError:
            pass  # it has been reminded often enough

    def read(self) -> NoReturn:
        """Read messages until the server is gone; what the thread does."""
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
        """Leave the socket to the process that this one was forked off from."""
        self._sock.close()
        os.close(self._reminders)
        os.close(self._remind)


_link: Link | None = None
"""The worker's link with its pool; None in every other process."""


def current() -> CurrentJob | None:
    """Return the job that this process carries out; None in a process that is no worker."""
    return None if _link is None or os.getpid() != _link.pid else _link.job


def main(fd: int, server: int) -> None:
    """Be a worker: what `boot` calls.

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
    faulthandler.enable()  # a crash in C says which line of Python it was in
    sock = socket.socket(fileno=fd)
    sock.set_inheritable(False)
    link = _link = Link(sock)
    os.register_at_fork(after_in_child=link.forked)
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
    _flush()
    os._exit(0)  # threads that a job has left behind are no reason to stay


def _carry_out(link: Link, frame: Frame, memory: "_Memory") -> None:
    number, length = JOB_HEAD.unpack_from(frame.body)
    start = JOB_HEAD.size + length
    job = CurrentJob(link, number, *pickle.loads(frame.body[JOB_HEAD.size : start]))
    link.job = job
    parcel = Parcel(frame.body[start:], frame.fd)  # a copy, so that what is in it is aligned
    del frame
    result: Parcel | None = None
    failure: Failure | None = None
    out_of_memory = False
    try:
        result = contextvars.Context().run(_call, parcel)
    except _Failed as failed:
        error = failed.error
        out_of_memory = isinstance(error, MemoryError)
        failure = _failure(failed, error)
        error.__traceback__ = None  # and with it the frames that hold what the job used
        del error, failed
    if os.getpid() != link.pid:  # the job has forked, and this is the child: it is no worker
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


class _Failed(BaseException):
    def __init__(self, stage: str, kind: str, error: BaseException) -> None:
        self.stage = stage
        self.kind = kind
        self.error = error


def _call(parcel: Parcel) -> Parcel:
    """Load a call, carry it out and pack its result; in a function of its own so that it leaves nothing behind.

    Raises:
        _Failed: with what it failed with.
    """
    stage, kind, unpickler = "function", "", None
    try:
        unpickler = parcel.unpickler(private=True)
        function = unpickler.load()
        stage = "arguments"
        args, kwargs = unpickler.load()
        unpickler = None
        stage = "call"
        result = function(*args, **kwargs)
        if type(result) is types.CoroutineType:
            import asyncio

            result = asyncio.run(result)
        del function, args, kwargs
        stage = "result"
        kind = f"{type(result).__module__}.{type(result).__qualname__}"
        return _pack(result)
    except BaseException as error:  # noqa: BLE001 - SystemExit included: it is the job that ends, not the worker
        raise _Failed(stage, kind if unpickler is None else unpickler.at(error), error) from None


def _pack(value: object) -> Parcel:
    try:
        return pack(value)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - what plain pickle cannot do, cloudpickle does or has the better message
        return pack(value, pickler=by_value_pickler())


def _failure(failed: _Failed, error: BaseException) -> Failure:
    import traceback  # which not every worker needs

    stage = failed.stage
    own = error.__traceback__
    while own is not None and own.tb_frame.f_globals.get("__name__") == __name__:
        own = own.tb_next  # the job's own frames are what matters
    text = "".join(traceback.format_exception(type(error), error, own if stage == "call" else None))
    pickled: bytes | None = None
    try:
        pickled = _portable(error)
    except Exception:  # noqa: BLE001 - an exception may do anything when pickled; it is told in words then
        pickled = None
    kind = type(error)
    try:
        message = str(error)
    except Exception as broken:  # noqa: BLE001 - and anything when asked for its text
        message = f"<its text cannot be had: {type(broken).__name__}>"
    return Failure(stage, failed.kind, kind.__module__, kind.__qualname__, message, text, pickled)


def _portable(error: BaseException) -> bytes:
    """Return an exception as bytes that can be loaded, which not all are that can be pickled."""
    try:
        data = pickle.dumps(error, protocol=5)
    except Exception:  # noqa: BLE001 - see `_pack`
        data = dumps_by_value(error)
    if not isinstance(pickle.loads(data), BaseException):
        raise TypeError("an exception that is pickled as something else")
    return data


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
            pass  # the job has closed or replaced it: there is nobody to tell


# What the process looks like --------------------------------------------------------------------------------


class Surroundings:
    """Folder, environment and import paths: the server's, at the start of every job."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._seen: set[str] = set()
        """Names of the modules that were looked at."""
        self._stamps: dict[str, tuple[str, float]] = {}
        """File and time of change of those that are the app's, by name."""
        self._looked = time.time()
        """When that was, on the clock of the file system."""

    def set(self, values: dict[str, Any]) -> None:
        """Take up what the server has sent; once it has sent the limits, they stay."""
        if "memory_limit" in values:
            _limit_memory(values["memory_limit"])
        self._values.update(values)

    def restore(self) -> None:
        """Undo what the job before has changed, and forget modules that were saved since they were imported."""
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
            pass  # the server's own folder is gone, or closed to it by now: so it is for the job
        self._forget_saved()

    def _forget_saved(self) -> None:
        """Have the app's modules imported anew if one was saved. All of them: others hold what they took from them."""
        since, self._looked = self._looked, time.time()
        saved = any(_changed(file) != stamp for file, stamp in self._stamps.values())
        for name in sys.modules.keys() - self._seen:
            self._seen.add(name)
            file = getattr(sys.modules.get(name), "__file__", None) or ""
            # What is compiled cannot be loaded twice, and is not edited.
            if file.endswith(".py") and not file.startswith(self._values["installed"]) and name != "__main__":
                stamp = _changed(file)
                self._stamps[name] = file, stamp
                saved = saved or stamp >= since  # maybe after it was imported
        if saved:
            importlib.invalidate_caches()
            for name in self._stamps:
                sys.modules.pop(name, None)
            self._seen.difference_update(self._stamps)
            self._stamps.clear()


def environment() -> dict[Any, Any]:
    """Return the environment as it is inside of `os.environ`: to copy that through its face takes forty times as long."""
    return dict(os.environ._data)  # type: ignore[attr-defined]


def set_environment(values: dict[Any, Any]) -> None:
    """Make the environment what `environment` has returned elsewhere."""
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
    try:
        import resource
    except ImportError:  # there is none on Windows
        return
    # The data of a process is what it has asked for to write to. Its whole address space would count what libraries only
    # reserve: 32 MiB a thread for OpenBLAS, more for CUDA.
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


class _Memory:
    """Measures this process."""

    def __init__(self) -> None:
        try:
            self._file = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._file = -1
        self._page = mmap.PAGESIZE

    def __call__(self) -> int:
        """Return the memory in use that is this process's own, in bytes; 0 where that is not known."""
        try:
            _, resident, shared, *_ = os.pread(self._file, 200, 0).split()
            return (int(resident) - int(shared)) * self._page
        except (OSError, ValueError):  # no such system, or the job has closed what is not its own
            return 0


def _die_with(server: int) -> None:
    """Have the kernel kill this process when the server is gone, whatever it does then.

    Linux does that when the *thread* ends that has started this process, so the pool starts workers in its own thread,
    which outlives them. Elsewhere the thread that reads the socket does it, once it gets the interpreter.
    """
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != server:  # it was gone before
        os._exit(1)


def _die_before_the_server() -> None:
    """Have the kernel choose this process rather than the server when the machine is out of memory. Children inherit it."""
    try:
        with open("/proc/self/oom_score_adj", "r+") as file:
            own = int(file.read())
            file.seek(0)
            file.write(str(min(1000, own + 500)))
    except OSError:
        return  # no such system, or it does not allow it


def _end_with_the_server() -> NoReturn:
    """End, with the processes that the job has started in this one's group."""
    try:
        os.killpg(0, signal.SIGKILL)
    finally:
        os._exit(1)
