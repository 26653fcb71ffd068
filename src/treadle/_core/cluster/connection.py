"""The app's client of a Dask cluster. It lives on one event loop, and only code on that loop uses it."""

import asyncio
import itertools
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from treadle.errors import ClusterError

from . import on_worker
from .local import LocalCluster
from .packed import Packed
from .value import ClusterValue

CONNECT_WITHIN = 15.0
"""Seconds that a scheduler has to answer."""

SCATTERED = 32
"""The number of large arguments that stay on the cluster for the next call: the last used."""

KEEP_EVENTS = 8 << 20
"""The largest size in bytes of the events that the scheduler keeps of an app. It would keep a thousand."""

LOOK_INTERVAL = 2.0
"""Seconds between two looks at the number of workers, while there are tasks."""

_numbers = itertools.count(1)


class Connection:
    """A client of a cluster, with its scattered arguments.

    Args:
        address: the scheduler's address. None: that of Dask's configuration; if it has none, a local cluster
            is started.
        local: the local cluster.
        take: receives the events of tasks: the task's number, the kind of event, its body.
    """

    def __init__(
        self, address: str | None, local: LocalCluster, take: Callable[[int, int, bytes], None]
    ) -> None:
        self._address = address
        self._local = local
        self._take = take
        self._client: Any = None
        self._scattered: OrderedDict[bytes, asyncio.Future[Any]] = OrderedDict()
        """The scattering of large arguments, with Dask's future as its result.

        By the hash of their content; the last used is the last.
        """
        self._received = 0
        """The size of the events since the scheduler forgot them."""
        self.topic = f"treadle-{os.getpid()}-{os.urandom(6).hex()}-{next(_numbers)}"
        self.threads = 1
        """The number of threads of all workers."""

    async def open(self) -> None:
        """Connect.

        Raises:
            ClusterError: no scheduler answers.
        """
        from dask import config
        from distributed import Client

        connect: Any = Client

        address = self._address or config.get("scheduler-address", None)
        try:
            if address is None:
                address = await self._local.start()
            self._client = await connect(
                address, asynchronous=True, set_as_default=False, timeout=CONNECT_WITHIN, name="treadle"
            )
            self._client.subscribe_topic(self.topic, self._event)
            await self.look()
        except (TimeoutError, OSError, ValueError) as error:
            await self.close()
            raise ClusterError(
                f"The Dask cluster at {address or 'this machine'} cannot be reached: {error}"
            ) from error

    @property
    def alive(self) -> bool:
        """Whether the scheduler is there."""
        return self._client is not None and self._client.status == "running"

    async def close(self) -> None:
        """Close it. The cluster forgets the app's tasks and values; a local cluster ends."""
        client, self._client = self._client, None
        self._scattered.clear()
        try:
            if client is not None:
                await client.close()
        finally:
            await self._local.close()

    async def look(self) -> bool:
        """Look how many threads the workers have. Return whether this has changed."""
        found = max(1, sum((await self._client.nthreads()).values()))
        changed, self.threads = found != self.threads, found
        return bool(changed)

    async def given(self, apart: Sequence["Packed | ClusterValue[Any]"]) -> list[Any]:
        """Return Dask's futures of what was packed apart. Large arguments are scattered once."""
        return [
            each.future if isinstance(each, ClusterValue) else await self._scatter(each) for each in apart
        ]

    async def _scatter(self, packed: Packed) -> Any:
        digest = packed.digest()
        scattered = self._scattered.pop(digest, None)
        if scattered is None or (scattered.done() and not _is_there(scattered)):
            # Not by the name of its content: if all copies have gone with their workers, the same name could
            # mean the lost one.
            scattered = asyncio.ensure_future(self._client.scatter(packed, hash=False))
        self._scattered[digest] = scattered
        if len(self._scattered) > SCATTERED:
            self._scattered.popitem(last=False)
        return await asyncio.shield(scattered)  # the task that comes first may be cancelled

    def submit(self, order: on_worker.Order, call: Any, given: Sequence[Any], attempt: int) -> Any:
        """Submit a task and return Dask's future."""
        key = f"{order.name}-{order.topic}-{order.number}-{attempt}"
        return self._client.submit(on_worker.run, tuple(order), call, *given, key=key, pure=False)

    async def ended(self, future: Any) -> None:
        """Wait until a task has ended, without fetching its result. Then the future's status says how."""
        import distributed

        wait: Any = distributed.wait
        try:
            with self._client.as_current():
                await wait([future])
        except distributed.CancelledError:
            return  # its status says so

    async def fetch(self, future: Any) -> Packed:
        """Return the content of a value that stays on the cluster."""
        packed: Packed = await self._client.submit(on_worker.fetch, future, pure=False)
        return packed

    async def stop(self, identity: tuple[str, int], address: str | None) -> set[str]:
        """Stop a task, if it runs. Return what the workers say; see `on_worker.stop`.

        Args:
            identity: identifies the task.
            address: the only worker to ask. None: all.
        """
        workers = None if address is None else [address]
        answers = await self._client.run(on_worker.stop, identity, workers=workers, on_error="ignore")
        return set(answers.values())

    def _event(self, event: tuple[float, Any]) -> None:
        _, message = event
        body = message["body"]
        self._take(message["number"], message["kind"], body)
        self._received += len(body)
        if self._received > KEEP_EVENTS:
            self._received = 0
            self._client.loop.add_callback(self._client.run_on_scheduler, _forget_events, self.topic)


def _is_there(scattered: "asyncio.Future[Any]") -> bool:
    """Whether a worker still has a large argument."""
    if scattered.cancelled() or scattered.exception() is not None:
        return False
    return bool(scattered.result().status == "finished")


def _forget_events(topic: str, dask_scheduler: Any) -> None:
    """Forget the events of an app. Called on the scheduler."""
    dask_scheduler._broker.truncate(topic)
