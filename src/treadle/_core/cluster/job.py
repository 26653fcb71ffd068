"""One task on a cluster, as the server sees it. Its methods run on the client's event loop, except `stop`."""

import asyncio
import math
from typing import Any, Protocol

from treadle._core.processes import frames
from treadle._core.processes.calls import Failure
from treadle._core.processes.outcome import Failed
from treadle._core.processes.reports import separated
from treadle._core.tasks.kinds import Job
from treadle._core.tasks.workers import Outcome
from treadle.errors import ClusterError, UnpicklingError, WorkerDiedError

from .connection import Connection
from .on_worker import OUTPUT, STARTED, Order, TaskFailed
from .packed import Packed, PackedCall
from .value import ClusterValue

ATTEMPTS = 4
"""How often a task is submitted whose scattered arguments have gone with their workers."""


class Kind(Protocol):
    """The executor, as a job sees it (`kind.DaskKind`)."""

    folder: str

    async def connected(self) -> Connection:
        """Return the connection. Make it if there is none."""

    def soon(self, function: Any, *args: Any) -> None:
        """Call a function on the event loop. From any thread."""

    def tell(self, function: Any) -> None:
        """Call a function that executes app code, in a helper thread."""

    def fetch(self, future: Any, name: str) -> Any:
        """Return a `concurrent.futures.Future` of a value that stays on the cluster."""


class ClusterJob:
    """A task on the cluster."""

    def __init__(self, job: Job, kind: Kind) -> None:
        self.job = job
        self.outcome = Outcome(job)
        self.work: asyncio.Task[None] | None = None
        """The coroutine `carry_out`."""
        self._kind = kind
        self._connection: Connection | None = None
        self._future: Any = None
        """Dask's future; None until the task was submitted."""
        self._address: str | None = None
        """The worker that executes it, if it has begun."""
        self._asked = False
        """Whether it was told to stop."""
        self._stopping: set[asyncio.Task[None]] = set()

    async def carry_out(self) -> None:
        """Execute the task, and pass on its outcome."""
        try:
            await self._carry_out()
        except asyncio.CancelledError:
            self._end(self.outcome.cancelled)
            raise
        except Exception as error:  # noqa: BLE001 - however it has failed is its result
            self._end(lambda error=error: self.outcome.failed(error))

    async def _carry_out(self) -> None:
        call: PackedCall = self.job.prepared
        self._connection = connection = await self._kind.connected()
        task = self.job.task
        order = Order(
            task.number, task.name, task.key, connection.topic, self._kind.folder, task.options.keep
        )
        for attempt in range(ATTEMPTS):
            given = await connection.given(call.apart)
            if self._asked:
                self._end(self.outcome.cancelled)
                return
            self._future = future = connection.submit(order, call.call, given, attempt)
            await connection.ended(future)
            if future.status != "cancelled" or not call.apart or not connection.alive or self.asked():
                break
        await self._pass_on(future, connection)

    async def _pass_on(self, future: Any, connection: Connection) -> None:
        name = self.job.name
        if future.status == "finished":
            if self.job.task.options.keep:
                value: ClusterValue[Any] = ClusterValue(name, future, self._kind.fetch)
                self._end(lambda: self.outcome.done(value))
            else:
                packed: Packed = await future
                self._end(lambda: load(packed, name, self.outcome))
        elif future.status == "error":
            error = await future.exception()
            if isinstance(error, TaskFailed):
                self._end(Failed(name, self.outcome, Failure(*error.failure), None))
            else:
                died = WorkerDiedError(name, f"has died on the cluster: {error}")
                died.__cause__ = error
                self._end(lambda: self.outcome.failed(died))
        elif self._asked:
            self._end(self.outcome.cancelled)
        else:
            why = "has dropped the task" if connection.alive else "has gone"
            self._end(
                lambda: self.outcome.failed(
                    ClusterError(f"`{name}` has no result: the Dask scheduler {why}.")
                )
            )

    def _end(self, tell: Any) -> None:
        self._kind.tell(tell)

    def asked(self) -> bool:
        """Whether it was told to stop."""
        return self._asked

    # Events -------------------------------------------------------------------------------------------------

    def take(self, kind: int, body: bytes) -> None:
        """Take an event from the worker."""
        if kind == STARTED:
            first, self._address = self._address is None, body.decode()
            if self._asked or (first and not self.job.begin(self.stop)):
                self._stop()  # it was told to stop while it waited, or began again on another worker
        elif kind == OUTPUT:
            self.outcome.output(body.decode("utf-8", "replace"))
        elif kind == frames.PROGRESS:
            _, fraction, with_text = frames.PROGRESS_HEAD.unpack_from(body)
            text = body[frames.PROGRESS_HEAD.size :].decode() if with_text else None
            self.outcome.progress(None if math.isnan(fraction) else fraction, text)
        elif kind == frames.VALUES:
            self.outcome.values(separated(body, frames.NUMBER.size))

    # Stopping -----------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Stop the task. Called on any thread."""
        self._kind.soon(self._stop)

    def _stop(self) -> None:
        self._asked = True
        if self._future is None:  # it waits for the connection or for its arguments
            if self.work is not None:
                self.work.cancel()
            return
        stopping = asyncio.get_running_loop().create_task(self._stop_there())
        self._stopping.add(stopping)
        stopping.add_done_callback(self._stopping.discard)

    async def _stop_there(self) -> None:
        """Stop the task where it runs. If it runs nowhere, take it back from the scheduler.

        Each worker that is asked remembers the task, and does not begin it later. If it has just ended, its
        outcome is on its way, and counts.
        """
        connection, future = self._connection, self._future
        assert connection is not None
        identity = (connection.topic, self.job.task.number)
        answers: set[str] = set()
        if self._address is not None:
            answers = await connection.stop(identity, self._address)
        if not answers & {"running", "ended"}:
            answers = await connection.stop(identity, None)
        if not answers & {"running", "ended"}:
            await future.cancel()


def load(packed: Packed, name: str, outcome: Outcome) -> None:
    """Load a result, which executes code of the app, and pass it on."""
    try:
        result = packed.unpickler().load()
    except BaseException as error:  # noqa: BLE001 - whatever loading does, somebody waits for an end
        failure = UnpicklingError(name, "The result", f"{type(error).__name__}: {error}")
        failure.__cause__ = error
        outcome.failed(failure)
    else:
        outcome.done(result)
