"""The executor that is called "dask"."""

import asyncio
import contextvars
import functools
import importlib.util
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from treadle._core.processes.ends import Ends
from treadle._core.processes.pickling import ByValue
from treadle._core.sync.loops import BackgroundLoop
from treadle._core.tasks.kinds import ExecutorKind, Job
from treadle.errors import ClusterError, MissingDaskError

from .connection import LOOK_INTERVAL, Connection
from .job import ClusterJob
from .local import LocalCluster
from .packed import Packed, PackedCall, pack_call

log = logging.getLogger("treadle.cluster")

STOP_WITHIN = 1.0
"""Seconds that tasks have to stop when the server stops."""

AGAIN_AFTER = 5.0
"""Seconds after a failure until the next attempt to connect."""

CLOSE_WITHIN = 15.0
"""Seconds in which the connection is closed."""


class DaskKind(ExecutorKind):
    """Executes tasks on a Dask cluster. Connects at the first task.

    Args:
        address: the scheduler's address; None: a local cluster.
        limit: the largest number of tasks at once. None: one for each thread of the workers.
        workers: the number of processes of a local cluster.
        memory: the largest memory of each of them, in bytes.
        folder: the folder of the app's files.
        by_value: returns whether the definitions of a source file are the app's own.
        changed: called when `limit` has changed.
    """

    def __init__(
        self,
        *,
        address: str | None,
        limit: int | None,
        workers: int,
        memory: int | None,
        folder: str,
        by_value: ByValue,
        changed: Callable[[], None],
    ) -> None:
        self.folder = folder
        self._address = address
        self._limit = limit
        self._workers = workers
        self._memory = memory
        self._by_value = by_value
        self._changed = changed
        self._loop = BackgroundLoop("treadle-dask")
        self._ends = Ends("treadle-dask-ends")
        self._threads = 1
        """The number of threads of the cluster. Written only on the loop."""
        # Only for code on the loop:
        self._connecting: asyncio.Task[Connection] | None = None
        self._jobs: dict[int, ClusterJob] = {}
        self._looking: asyncio.Task[None] | None = None
        self._failed_at = 0.0
        """The time of the last failure to connect."""

    def limit(self) -> int:
        """Return the largest number of tasks at once, as far as it is known."""
        return self._threads if self._limit is None else self._limit

    def prepare(self, job: Job) -> PackedCall:
        """Pickle a task's call. Later changes do not affect it.

        Raises:
            MissingDaskError: the package `distributed` is not installed.
            PicklingError: the call cannot be pickled.
        """
        if not installed():
            raise MissingDaskError
        return pack_call(job.function, job.args, job.kwargs, job.name, self._by_value)

    def start(self, job: Job) -> None:
        """Hand a task over to the cluster. It begins when a worker has it."""
        here = ClusterJob(job, self)
        if job.hand_over(here.stop):
            self.soon(self._start, here)

    def _start(self, here: ClusterJob) -> None:
        loop = asyncio.get_running_loop()
        number = here.job.task.number
        self._jobs[number] = here
        here.work = loop.create_task(here.carry_out())
        here.work.add_done_callback(lambda _: self._jobs.pop(number, None))
        if self._looking is None or self._looking.done():
            self._looking = loop.create_task(self._look())

    def soon(self, function: Callable[..., object], *args: Any) -> None:
        """Call a function on the event loop. From any thread."""
        self._loop.loop().call_soon_threadsafe(function, *args, context=contextvars.Context())

    def tell(self, function: Callable[[], object]) -> None:
        """Call a function that executes app code, in a helper thread."""
        self._ends.tell(function)

    # The connection -----------------------------------------------------------------------------------------

    async def connected(self) -> Connection:
        """Return the connection. Make it if there is none, or if the scheduler has gone.

        Raises:
            ClusterError: no scheduler answers.
        """
        made = self._made()
        if made is not None and not made.alive:
            self._connecting = None
            await made.close()
        if self._connecting is not None and self._connecting.done() and made is None:
            # The tasks that wait fail at once, and not one after the other.
            failed = time.monotonic() - self._failed_at < AGAIN_AFTER
            self._connecting = self._connecting if failed else None
        if self._connecting is None:
            self._connecting = asyncio.get_running_loop().create_task(self._connect())
        # The task that comes first may be cancelled; the connection is for all.
        return await asyncio.shield(self._connecting)

    async def _connect(self) -> Connection:
        connection = Connection(self._address, LocalCluster(self._workers, self._memory), self._event)
        try:
            await connection.open()
        except BaseException:
            self._failed_at = time.monotonic()
            await connection.close()
            raise
        self._note_threads(connection)
        return connection

    def _event(self, number: int, kind: int, body: bytes) -> None:
        here = self._jobs.get(number)
        if here is not None:
            here.take(kind, body)

    async def _look(self) -> None:
        """Note when workers come and go, while there are tasks."""
        while self._jobs:
            await asyncio.sleep(LOOK_INTERVAL)
            connection = self._made()
            if connection is not None and connection.alive and await connection.look():
                self._note_threads(connection)

    def _made(self) -> Connection | None:
        made = self._connecting
        if made is None or not made.done() or made.cancelled() or made.exception() is not None:
            return None
        return made.result()

    def _note_threads(self, connection: Connection) -> None:
        self._threads = connection.threads
        self._ends.tell(self._changed)

    def fetch(self, future: Any, name: str) -> "Future[Any]":
        """Return a future of a value that stays on the cluster."""

        async def fetched() -> Packed:
            connection = await self.connected()
            try:
                return await connection.fetch(future)
            except Exception as error:
                raise ClusterError(f"The cluster has lost a result of `{name}`: {error}") from error

        return self._loop.run(fetched)

    # The end ------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Stop all tasks, and close the connection. A local cluster ends."""
        if self._loop.started:
            try:
                self._loop.run(self._close).result(CLOSE_WITHIN)
            except Exception:
                log.exception("the connection to the Dask cluster could not be closed")
        self._loop.close()
        self._ends.close()

    async def _close(self) -> None:
        works = [here.work for here in self._jobs.values() if here.work is not None]
        if works:
            await asyncio.wait(works, timeout=STOP_WITHIN)
        for work in works:
            work.cancel()
        if works:
            await asyncio.wait(works, timeout=STOP_WITHIN)
        if self._looking is not None:
            self._looking.cancel()
        if self._connecting is not None:
            self._connecting.cancel()
            made = (await asyncio.gather(self._connecting, return_exceptions=True))[0]
            if isinstance(made, Connection):
                await made.close()


@functools.cache
def installed() -> bool:
    """Return whether the package `distributed` is there, without importing it."""
    return importlib.util.find_spec("distributed") is not None
