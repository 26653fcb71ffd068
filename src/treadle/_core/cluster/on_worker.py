"""What runs on the workers of a cluster: a call, with a way to report and to be stopped.

Dask executes tasks in the threads of its workers, and cannot interrupt them. A stop works here as for a task
in a thread of the server: the code sees `cancelled`, its waits in Python's library end, and it is interrupted
at its next line of the app's code. A call of C ends by itself.
"""

import contextvars
import os
import sys
import threading
import time
from collections import deque
from typing import Any, NamedTuple

from treadle._core.carry import install as carry
from treadle._core.carry.beginnings import app_code_begins
from treadle._core.carry.interruptible import Interruptible, known_here
from treadle._core.package import PACKAGE
from treadle._core.processes.calls import Failure, JobFailed, execute, failure_of
from treadle._core.processes.worker import CurrentJob
from treadle._core.stopping.stopper import Stopper
from treadle._core.stopping.waking import PATCHES
from treadle._core.tasks.current import within_task
from treadle._core.tasks.output import Output, collected
from treadle.errors import StopException

from .packed import Packed, pack_result

STARTED = 20
"""The kind of event that says that a task begins: the address of its worker."""
OUTPUT = 21
"""The kind of event with printed output."""
# The other kinds, of reports, are those of a worker process (`processes.frames`).

OUTPUT_INTERVAL = 0.05
"""Seconds between two events with output."""

GRACE = 1.0
"""Seconds that a task has to clean up if it reads its `cancelled`."""

REMEMBERED = 10_000
"""The number of tasks that were stopped or have ended which a worker remembers."""


class Order(NamedTuple):
    """What a worker needs to know of a task besides its call."""

    number: int
    name: str
    key: str | None
    topic: str
    """The topic of its events, which is the app's."""
    folder: str
    """The folder of the app's files. Code of these files can be interrupted."""
    keep: bool
    """Whether the result stays here."""

    @property
    def identity(self) -> tuple[str, int]:
        """Identifies the task on the cluster."""
        return self.topic, self.number


class TaskFailed(Exception):
    """Raised on the worker when a task has failed, so that Dask knows."""

    def __init__(self, failure: tuple[Any, ...]) -> None:
        super().__init__(failure)
        self.failure = failure

    def __str__(self) -> str:
        failure = Failure(*self.failure)
        return f"{failure.type}: {failure.message}"


ALIAS = os.path.join(PACKAGE, "_core", "compat", "children")
"""The folder in which `import streamlit` finds Treadle, as in every process that an app starts."""

# What this process executes. It is a worker of one cluster, and runs tasks of many apps.
_lock = threading.Lock()
_doing: "dict[tuple[str, int], _Doing]" = {}  # guarded by _lock
_unwanted: "deque[tuple[str, int]]" = deque(maxlen=REMEMBERED)  # guarded by _lock
_ended: "deque[tuple[str, int]]" = deque(maxlen=REMEMBERED)  # guarded by _lock
_stopper = Stopper()


class Events:
    """Sends the events of one task, in order."""

    def __init__(self, worker: Any, order: Order) -> None:
        self._worker = worker
        self._order = order
        self._lock = threading.Lock()
        self._output = Output()  # guarded by _lock
        self._waiting = False  # guarded by _lock
        self.job = CurrentJob(self, order.number, order.name, order.key)

    def send(self, kind: int, body: bytes = b"", fd: int | None = None) -> None:
        """Send an event."""
        # Always through the loop's queue: a direct call in the loop's thread could overtake another.
        event = {"kind": kind, "number": self._order.number, "body": bytes(body)}
        self._worker.loop.add_callback(self._worker.log_event, self._order.topic, event)

    def remind(self) -> None:
        """Send the waiting report when it is due."""
        self._worker.loop.add_callback(self._report)

    def _report(self) -> None:
        left = self.job.send_waiting()
        if left is not None:
            self._worker.loop.call_later(left, self._report)

    def print(self, text: str) -> None:
        """Add output."""
        with self._lock:
            self._output.add(text)
            first, self._waiting = not self._waiting, True
        if first:
            self._worker.loop.add_callback(self._worker.loop.call_later, OUTPUT_INTERVAL, self.send_output)

    def send_output(self) -> None:
        """Send the waiting output."""
        with self._lock:
            text = self._output.text()
            self._output, self._waiting = Output(), False
            if text:
                self.send(OUTPUT, text.encode("utf-8", "replace"))

    def end(self) -> None:
        """Send what waits."""
        self.job.end()
        self.send_output()


class _Doing(Interruptible):
    """A thread of this worker while it executes a task."""

    __slots__ = ("_folder", "_stopped_at", "events")

    def __init__(self, order: Order, events: Events) -> None:
        super().__init__(order.name)
        self.events = events
        self._folder = os.path.join(order.folder, "")
        self._stopped_at: float | None = None
        self.shield = self._cleans_up

    def over(self) -> bool:
        return self._stopped_at is not None

    def is_app_code(self, filename: str) -> bool:
        inside = filename.startswith(self._folder) and "site-packages" not in filename
        return inside and not filename.startswith((PACKAGE, os.path.join(sys.base_prefix, "lib")))

    def _cleans_up(self) -> bool:
        since = self._stopped_at
        return self.events.job.watched and (since is None or time.monotonic() - since < GRACE)

    def stop(self) -> None:
        if self._stopped_at is None:
            self._stopped_at = time.monotonic()
            self.events.job.not_wanted()
            wake = self.wake
            if wake is not None:
                wake()
            _stopper.stop(self)


def stop(identity: tuple[str, int]) -> str:
    """Stop a task. Called in the worker's event loop.

    Returns:
        "running" if it runs here and was told to stop, "ended" if it has run here, "" if this worker does not
        know it. Then it will not run here either.
    """
    identity = (identity[0], identity[1])
    with _lock:
        _unwanted.append(identity)
        doing = _doing.get(identity)
        if doing is None:
            return "ended" if identity in _ended else ""
    doing.stop()
    return "running"


def run(order: Order, call: Packed, *given: Any) -> Any:
    """Execute a task. Dask calls this in a thread of the worker.

    Return its result packed, or as it is if it is to stay here.

    Raises:
        TaskFailed: it has failed or was stopped.
    """
    from distributed import get_worker

    worker = get_worker()
    order = Order(*order)
    events = Events(worker, order)
    doing = _Doing(order, events)
    with _lock:
        if ALIAS not in sys.path:
            sys.path.insert(0, ALIAS)
        wanted = order.identity not in _unwanted
        if wanted:
            _doing[order.identity] = doing
    if not wanted:
        error = StopException()
        raise TaskFailed(tuple(failure_of(JobFailed("call", "", error), error)))
    events.send(STARTED, worker.address.encode())
    carry.install(*PATCHES)  # wakes the waits of what is stopped
    try:
        return contextvars.Context().run(_execute, doing, order, call, given)
    except JobFailed as failed:
        failure = failure_of(failed, failed.error)
        failed.error.__traceback__ = None  # frees the frames with the task's objects
        raise TaskFailed(tuple(failure)) from None
    finally:
        carry.uninstall()
        with _lock:
            _doing.pop(order.identity, None)
            _ended.append(order.identity)
        events.end()


@app_code_begins
def _execute(doing: _Doing, order: Order, call: Packed, given: tuple[Any, ...]) -> Any:
    with within_task(doing.events.job), collected(doing.events.print), known_here(doing):
        return execute(lambda: call.unpickler(given), _as_it_is if order.keep else pack_result)


def _as_it_is(value: object) -> object:
    return value


def fetch(value: Any) -> Packed:
    """Return a value that has stayed here as bytes."""
    return pack_result(value)
