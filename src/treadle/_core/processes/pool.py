"""The warm pool of worker processes.

*Why workers are recycled.* Libraries in C keep memory that Python cannot release, and some leak it. Without
recycling, a worker would grow with each job until the system kills it during one. So a worker ends after a
number of jobs, after it has grown by a limit, or after a job ran out of memory. This costs a counter and two
comparisons (`_take_end`).

One thread, `treadle-processes`, starts the workers, reads their messages, assigns jobs and reaps them. It
lives while there are workers or jobs, and so does the warden (see `reap`). The outcome of a job is reported
in other threads, because loading a result executes code and may take long. None of these threads carries a
session.

`ProcessPool._lock` guards the queue, the state of each job, the requests to the thread, and whether the
thread exists. Workers and their data belong to the thread. Only `Worker.kill` is called from elsewhere; it
has its own lock. No lock is held while events are called.
"""

import itertools
import logging
import math
import os
import pickle
import secrets
import selectors
import site
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from treadle._core.package import PACKAGE
from treadle.errors import NotYetSupported, PoolClosedError, WorkerDiedError

from . import frames, reap
from .calls import Failure
from .cores import cores
from .ends import Ends
from .events import JobEvents
from .frames import Closed, Frame
from .job import ProcessJob, State
from .loop import Loop
from .outcome import Done, Failed
from .parcels import Parcel
from .pickling import ByValue, Call
from .process import OUTPUT_AT_ONCE, Worker
from .reports import separated
from .worker import environment

log = logging.getLogger("treadle.processes")

OUTPUT_INTERVAL = 0.01
"""Seconds between two reads of a worker's output.

A job that prints without end waits for its pipe, and delays nobody else.
"""

OUTPUT_AT_END = 1 << 20
"""Bytes of output that are still read after a job has ended."""

START_WITHIN = 60.0
"""Seconds in which a new worker must say that it is ready."""

CLOSE_WITHIN = 1.0
"""Seconds that a worker may live without its socket."""

EXIT_WITHIN = 5.0
"""Seconds that a worker has to end by itself when it is told to."""


class ProcessPool:
    """Worker processes that stay warm from job to job.

    Args:
        size: the largest number of processes; None: the number of usable processors.
        memory_limit: the memory of each process in bytes; None: no limit. (Each child of a job has the same
            limit.)
        by_value: returns whether a source file is the app's own, so that its functions are pickled by value.
        recycle_after: the number of jobs after which a process is replaced.
        recycle_growth: the growth in bytes after which a process is replaced.
        idle_after: the seconds after which a process without a job ends.
        grace: the seconds that a cancelled job has to clean up if it reads its `cancelled`.
    """

    def __init__(
        self,
        *,
        size: int | None = None,
        memory_limit: int | None = None,
        by_value: ByValue = lambda filename: False,
        recycle_after: int = 1000,
        recycle_growth: int = 1 << 30,
        idle_after: float = 60.0,
        grace: float = 1.0,
    ) -> None:
        self.size = cores() if size is None else size
        self._memory_limit = memory_limit
        self._by_value = by_value
        self._recycle_after = recycle_after
        self._recycle_growth = recycle_growth
        self._idle_after = idle_after
        self._grace = grace
        self._mark = f"{os.getpid()}-{secrets.token_hex(8)}."
        self._numbers = itertools.count(1)
        self._ends = Ends()
        self._lock = threading.Lock()
        # Guarded by _lock:
        self._queue: dict[int, ProcessJob] = {}
        """The waiting jobs by number, oldest first. Any job can be removed at once."""
        self._closed = False
        self._loop: Loop | None = None
        """The loop, or the last one: its thread lives while it is open, and a moment longer."""
        # Used by the thread alone:
        self._workers: set[Worker] = set()
        self._warden: reap.Warden | None = None

    # What callers use ---------------------------------------------------------------------------------------

    def call(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        name: str = "",
        key: str | None = None,
    ) -> Call:
        """Return a pickled call; see `Call`. It can be submitted later, also in another thread."""
        return Call(function, args, kwargs, name=name, key=key, by_value=self._by_value)

    def submit(self, call: Call, events: JobEvents) -> ProcessJob:
        """Submit a call. It is executed when its turn comes. Returns at once.

        Raises:
            PoolClosedError: the pool accepts no more calls.
            NotYetSupported: this is Windows, whose sockets carry no files.
        """
        if sys.platform == "win32":
            raise NotYetSupported('executor="process"', "st.task", instead="On Windows, use threads.")
        else:
            return self._submit(call, events)

    def _submit(self, call: Call, events: JobEvents) -> ProcessJob:
        with self._lock:
            if self._closed:
                raise PoolClosedError(call.name)
            job = ProcessJob(self, next(self._numbers), call, events)
            self._queue[job._number] = job
            try:
                self._wake()
            except BaseException:
                del self._queue[job._number]
                raise
        return job

    def pids(self) -> list[int]:
        """Return the process ids of all workers. For display only: they may have ended."""
        return [worker.pid for worker in tuple(self._workers)]

    def close(self, grace: float) -> None:
        """Accept no more calls, cancel waiting ones, and end all processes.

        Returns after all outcomes were reported.

        Args:
            grace: the seconds that running jobs have to end by themselves.
        """
        with self._lock:
            already, self._closed = self._closed, True
            if not already and self._loop is not None and self._loop.open:
                self._loop.ask(lambda: self._begin_close(grace))
            thread = None if self._loop is None else self._loop.thread
        if thread is threading.current_thread() or self._ends.here():
            return  # called by an event, which would wait for itself
        if thread is not None:
            thread.join()
        self._ends.close()

    # From other threads -------------------------------------------------------------------------------------

    def _wake(self) -> Loop:
        """Return the loop, woken so that it looks what there is to do. Under the lock."""
        loop = self._loop
        if loop is None or not loop.open:
            loop = Loop(
                self._lock,
                wanted=lambda: bool(self._workers or self._queue),
                step=self._assign,
                failed=self._fail_everything,
                ended=self._dismiss_warden,
                before=loop,
            )
            loop.start()
            self._loop = loop
        else:
            loop.wake()
        return loop

    @property
    def _here(self) -> Loop:
        """The loop, for its own thread."""
        assert self._loop is not None
        return self._loop

    def position(self, job: ProcessJob) -> int | None:
        """Return a job's place in the queue, from 1; None if it does not wait."""
        with self._lock:
            return next((place for place, each in enumerate(self._queue.values(), 1) if each is job), None)

    def cancel(self, job: ProcessJob, wait: float) -> bool:
        """Cancel a job; see `ProcessJob.cancel`."""
        with self._lock:
            if job._state == "queued":
                del self._queue[job._number]
                job._state = "stopping"
                self._wake().ask(lambda: self._end(job, "cancelled", job._events.cancelled))
            elif job._state == "running":
                job._state = "stopping"
                self._wake().ask(lambda: self._stop(job))
            ended = job._state in ("done", "failed")
            here = self._loop is not None and threading.current_thread() is self._loop.thread
        if ended:
            return False
        # in a thread that reports outcomes, the wait would be for itself
        if not here and not self._ends.here():
            job._over.wait(wait)
        return job._over.is_set() and job._state == "cancelled"

    # Jobs ---------------------------------------------------------------------------------------------------

    def _assign(self) -> None:
        """Assign jobs to idle workers, and start workers if there are more jobs."""
        idle = [
            worker for worker in self._workers if worker.ready and worker.job is None and not worker.leaving
        ]
        # the most recently used worker has the warmest caches
        idle.sort(key=lambda worker: worker.idle_since)
        while idle:
            with self._lock:
                number = next(iter(self._queue), None)
                if number is None:
                    return
                job = self._queue.pop(number)
                worker = idle.pop()
                job._state = "running"
                job._pid = worker.pid
            self._send(worker, job)
        coming = sum(not worker.ready for worker in self._workers)
        with self._lock:
            wanted = len(self._queue) - coming
        for _ in range(min(wanted, self.size - len(self._workers))):
            self._start()

    def _send(self, worker: Worker, job: ProcessJob) -> None:
        worker.job = job
        call, job._call = job._call, None
        assert call is not None
        worker.set_up(self._surroundings(worker))
        name = pickle.dumps((call.name, call.key), protocol=5)
        head = frames.JOB_HEAD.pack(job._number, len(name)) + name
        worker.send(frames.JOB, head + bytes(call.parcel.body), call.parcel.fd, keep=call)
        self._listen(worker)
        _call(job._events.started, worker.pid)

    def _surroundings(self, worker: Worker) -> dict[str, Any]:
        try:
            folder = os.getcwd()
        except FileNotFoundError:  # it was removed; workers stay where they are
            folder = ""
        return {
            "path": [str(path) for path in sys.path],
            "argv": [str(each) for each in sys.argv],
            "environ": {**environment(), **worker.added},
            "cwd": folder,
            "memory_limit": self._memory_limit,
            "installed": _INSTALLED,
        }

    def _stop(self, job: ProcessJob) -> None:
        """Stop a running job that was cancelled."""
        worker = next((each for each in self._workers if each.job is job), None)
        if worker is None:
            return  # it has ended meanwhile
        worker.send(frames.CANCEL, frames.NUMBER.pack(job._number))
        self._listen(worker)
        if job._watches:
            self._here.later(self._grace, lambda: self._kill_if(worker, worker.job is job))
        else:
            worker.kill()

    def _take_end(self, worker: Worker, frame: Frame) -> None:
        """Handle a worker's message that its job has ended."""
        job = worker.job
        number, memory, last = frames.END_HEAD.unpack_from(frame.body)
        parcel = frame.body[frames.END_HEAD.size :]
        if job is None or job._number != number:
            raise ValueError("a worker has ended a job that it does not have")
        self._take_output(worker, OUTPUT_AT_END)
        worker.job = None
        worker.jobs += 1
        worker.idle_since = time.monotonic()
        with self._lock:
            cancelled = job._state == "stopping"
        if worker.killed:  # too late: its outcome is reported when all of its processes are dead
            Parcel(parcel, frame.fd).close()
            worker.job = job
            return
        if cancelled:
            Parcel(parcel, frame.fd).close()
            self._end(job, "cancelled", job._events.cancelled)
        elif frame.kind == frames.DONE:
            self._end(job, "done", Done(job.name, job._events, Parcel(parcel, frame.fd)))
        else:
            self._end(
                job,
                "failed",
                Failed(job.name, job._events, Failure(*pickle.loads(parcel)), self._memory_limit),
            )
        grown = memory - worker.memory
        if last or worker.jobs >= self._recycle_after or grown > self._recycle_growth:
            self._let_go(worker)

    def _end(self, job: ProcessJob, state: State, tell: Callable[[], object]) -> None:
        """Store the outcome of a job, and report it."""
        with self._lock:
            job._state = state
            job._pid = None
            job._call = None

        def told() -> None:
            _call(tell)
            job._over.set()

        self._ends.tell(told)

    # Workers ------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        try:
            worker = Worker(f"{self._mark}{next(self._numbers)}.")
        except OSError as error:
            self._not_started(f"could not be started: {error}")
            return
        self._workers.add(worker)
        if self._warden is None:
            try:
                self._warden = reap.Warden(self._mark)
            except OSError:
                log.warning("if the server is killed, processes of its jobs will continue", exc_info=True)
        worker.idle_since = time.monotonic()
        self._listen(worker)
        self._here.listen(worker.output, selectors.EVENT_READ, lambda mask: self._hear(worker))
        if worker.exit_fd is None:
            self._here.later(0.1, lambda: self._look_after(worker))
        else:
            self._here.listen(worker.exit_fd, selectors.EVENT_READ, lambda mask: self._gone(worker))
        self._here.later(START_WITHIN, lambda: self._kill_if(worker, not worker.ready))

    def _listen(self, worker: Worker) -> None:
        """Wait for messages of the worker, and for its socket to accept more if something must be sent."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if worker.sending else 0)
        self._here.listen(worker.sock, events, lambda mask: self._exchange(worker, mask))

    def _exchange(self, worker: Worker, mask: int) -> None:
        if worker not in self._workers:
            return
        if mask & selectors.EVENT_WRITE:
            worker.send_on()
            self._listen(worker)
        if mask & selectors.EVENT_READ:
            self._take_messages(worker)

    def _take_messages(self, worker: Worker) -> None:
        try:
            while (frame := worker.receive()) is not None:
                self._take(worker, frame)
        except Closed:
            self._here.ignore(worker.sock)  # it has ended, or is no longer listened to
            self._here.later(CLOSE_WITHIN, worker.kill)
        except Exception:
            log.exception("worker process %d sent an invalid message, and is killed", worker.pid)
            worker.kill()

    def _take(self, worker: Worker, frame: Frame) -> None:
        job = worker.job
        if frame.kind == frames.PROGRESS and job is not None:
            number, fraction, with_text = frames.PROGRESS_HEAD.unpack_from(frame.body)
            text = frame.body[frames.PROGRESS_HEAD.size :].decode() if with_text else None
            if number == job._number:
                _call(job._events.progress, None if math.isnan(fraction) else fraction, text)
        elif frame.kind == frames.VALUES and job is not None:
            (number,) = frames.NUMBER.unpack_from(frame.body)
            if number == job._number:
                _call(job._events.values, separated(frame.body, frames.NUMBER.size))
        elif frame.kind == frames.WATCHES and job is not None:
            job._watches = True
        elif frame.kind in (frames.DONE, frames.FAILED):
            self._take_end(worker, frame)
        elif frame.kind == frames.READY:
            worker.ready = True
            worker.idle_since = time.monotonic()
            (worker.memory,) = frames.MEMORY.unpack(frame.body)
            self._look_if_idle(worker, self._idle_after)
        else:
            raise ValueError(f"an unknown kind of message: {frame.kind}")

    def _hear(self, worker: Worker) -> None:
        """Pass on what a worker has printed. The next output waits a moment."""
        if worker not in self._workers:  # it has gone since the selector returned
            return
        self._here.ignore(worker.output)
        if self._take_output(worker, OUTPUT_AT_ONCE):
            self._here.later(OUTPUT_INTERVAL, lambda: self._listen_to_output(worker))

    def _take_output(self, worker: Worker, most: int) -> bool:
        """Pass on a worker's output up to a number of bytes. Return whether there may be more."""
        taken, texts = 0, []
        text: str | None = ""
        # A worker may write as fast as it is read, line by line. One large piece is one call for all
        # listeners.
        while taken < most and (text := worker.read_output()):
            taken += len(text)
            texts.append(text)
        if texts:
            self._printed(worker, "".join(texts))
        return text is not None

    def _listen_to_output(self, worker: Worker) -> None:
        if worker in self._workers:
            self._here.listen(worker.output, selectors.EVENT_READ, lambda mask: self._hear(worker))

    def _printed(self, worker: Worker, text: str) -> None:
        if worker.job is not None:
            _call(worker.job._events.output, text)
        else:
            worker.said = (worker.said + text)[-2000:]
            log.info("worker process %d, which has no job, says: %s", worker.pid, text.rstrip())

    def _let_go(self, worker: Worker) -> None:
        """Stop one idle worker."""
        if worker in self._workers and not worker.leaving:
            worker.leaving = True
            worker.send(frames.EXIT)
            self._listen(worker)
            self._here.later(EXIT_WITHIN, worker.kill)

    def _kill_if(self, worker: Worker, still: bool) -> None:
        if still and worker in self._workers:
            worker.kill()

    def _look_if_idle(self, worker: Worker, seconds: float) -> None:
        """Stop a worker after some seconds if it has been idle long enough."""

        def look() -> None:
            left = self._idle_after - (time.monotonic() - worker.idle_since)
            if worker not in self._workers:
                return
            if worker.job is not None:
                self._look_if_idle(worker, self._idle_after)
            elif left > 0:
                self._look_if_idle(worker, left)
            else:
                self._let_go(worker)

        self._here.later(seconds, look)

    def _look_after(self, worker: Worker) -> None:
        """Check periodically whether a worker has ended, on systems without a signal for it."""
        if worker in self._workers:
            self._gone(worker)
            self._here.later(0.1, lambda: self._look_after(worker))

    def _gone(self, worker: Worker) -> None:
        """Remove a worker that has ended. Its job fails with it."""
        if worker not in self._workers or (status := worker.reap()) is None:
            return
        if self._here.hears(worker.sock):
            self._take_messages(worker)  # its last messages
        self._take_output(worker, OUTPUT_AT_END)
        for file in (worker.sock, worker.output, worker.exit_fd):
            if file is not None:
                self._here.ignore(file)
        self._workers.discard(worker)
        worker.close()
        how = reap.describe(status, self._memory_limit)
        job = worker.job
        if job is None:
            if not worker.ready:
                said = worker.said.strip()
                self._not_started(f"{how} before it was ready" + (f", saying:\n{said}\n" if said else ""))
            self._ends.tell(lambda: self._sweep(worker))
            return
        with self._lock:
            cancelled = job._state == "stopping"
        error = WorkerDiedError(job.name, how)

        def tell() -> None:
            self._sweep(worker)  # first, because it makes sure that no process is left
            if cancelled:
                job._events.cancelled()
            else:
                job._events.failed(error)

        self._end(job, "cancelled" if cancelled else "failed", tell)

    def _sweep(self, worker: Worker) -> None:
        left = reap.sweep(worker.mark, worker.family)
        if left:
            log.warning("processes that jobs have started do not die: %s", ", ".join(map(str, left)))

    def _not_started(self, how: str) -> None:
        """End the oldest job with an error, because a worker could not be started.

        Repeated attempts would never end.
        """
        with self._lock:
            number = next(iter(self._queue), None)
            if number is None:
                return
            job = self._queue.pop(number)
        error = WorkerDiedError(job.name, how)
        self._end(job, "failed", lambda: job._events.failed(error))

    # The end ------------------------------------------------------------------------------------------------

    def _begin_close(self, grace: float) -> None:
        with self._lock:
            waiting = list(self._queue.values())
            self._queue.clear()
        for job in waiting:
            self._end(job, "cancelled", job._events.cancelled)
        for worker in tuple(self._workers):
            if worker.job is not None:
                worker.send(frames.CANCEL, frames.NUMBER.pack(worker.job._number))
            worker.leaving = True
            worker.send(frames.EXIT)
            self._listen(worker)
            self._here.later(grace, partial(self._cut_short, worker))

    def _cut_short(self, worker: Worker) -> None:
        job = worker.job
        if job is not None:
            with self._lock:
                job._state = "stopping"
        worker.kill()

    def _fail_everything(self) -> None:
        """Report a failure of Treadle to all waiting jobs."""
        with self._lock:
            self._closed = True
            jobs = list(self._queue.values())
            self._queue.clear()
        for worker in tuple(self._workers):
            worker.kill()
            worker.process.wait()
            if worker.job is not None:
                jobs.append(worker.job)
            worker.close()
        self._workers.clear()
        for job in jobs:
            error = WorkerDiedError(job.name, "was lost, because the pool of processes has failed")
            self._end(job, "failed", partial(job._events.failed, error))

    def _dismiss_warden(self) -> None:
        if self._warden is not None:
            self._warden.close()
            self._warden = None


def _call(function: Callable[..., object], *args: Any) -> None:
    try:
        function(*args)
    except Exception:
        log.exception("what listens to a process job failed")


def _installed() -> tuple[str, ...]:
    """Return the folders of Python, of installed packages, and of Treadle, which contain no app code."""
    roots = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    roots.update(site.getsitepackages())
    roots.add(site.getusersitepackages())
    roots.add(os.path.dirname(PACKAGE))
    return tuple(os.path.join(root, "") for root in roots if root)


_INSTALLED = _installed()
