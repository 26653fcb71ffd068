"""Telling the app's developer what executes: on the page while its list is open, and to `treadle threads`."""

import asyncio
import hmac
import logging
import math
import threading
import time
from collections.abc import Callable, Collection
from typing import Any, Protocol

import msgspec
from tornado.web import HTTPError

from treadle import _version
from treadle._core.protocol.message import ServerMessage, ThreadInfo, Threads
from treadle._core.runtime.inspect import short_name
from treadle._core.runtime.ports import AppPort, SessionPort, ThreadsFound

from .access import same_machine
from .handlers import Handler
from .loop import LoopGate

logger = logging.getLogger("treadle.server")

EVERY = 1.0
"""Seconds between two looks while somebody watches."""

SOONEST = 0.1
"""Seconds that pass between two looks at least, however often somebody asks."""

IDLE_WITHIN = 0.5
"""Seconds after which a loop that has no time is looked at all the same: it is the more worth it."""

THREAD_NAME = "treadle-inspect"

SECRET_HEADER = "X-Treadle-Secret"
STACKS_HEADER = "X-Treadle-Stacks"


class Looker:
    """Looks at what executes, in a thread of its own for each look: to read sources would hold the loop up."""

    def __init__(self, app: AppPort, gate: LoopGate) -> None:
        self.gate = gate
        self._app = app
        self._threads: set[threading.Thread] = set()

    def look(
        self,
        then: Callable[[ThreadsFound | None], None],
        *,
        first: Collection[str] = (),
        stacks: Collection[str] | None = (),
    ) -> None:
        """Call `then` on the loop with what was found; None if that failed."""

        def work() -> None:
            found: ThreadsFound | None = None
            # Not while the loop waits for this thread to start, or reads that it was woken: it would be seen at that.
            idle = threading.Event()
            if self.gate.post(lambda: self._soon(idle.set)):
                idle.wait(IDLE_WITHIN)
            try:
                found = self._app.threads(first=first, stacks=stacks)
            except Exception:
                logger.exception("What executes could not be found out.")
            self.gate.post(lambda: then(found))

        # One that has told what it found may still be about to end.
        self._threads = {each for each in self._threads if each.is_alive()}
        thread = threading.Thread(target=work, name=THREAD_NAME, daemon=True)
        try:
            thread.start()
        except RuntimeError:
            logger.exception("The system gives no thread to look at the others.")
            self.gate.post(lambda: then(None))
        else:
            self._threads.add(thread)

    def _soon(self, fn: Callable[[], None]) -> None:
        self.gate.post(fn)

    def close(self) -> None:
        """Wait for looks that are under way; they are short."""
        for thread in self._threads:
            thread.join(EVERY)


class Watcher(Protocol):
    """A connection whose page shows what executes."""

    @property
    def session(self) -> SessionPort | None:
        """Its session; None when it has gone."""

    @property
    def idle(self) -> bool:
        """Whether all that was sent has left."""

    def send(self, message: ServerMessage) -> None:
        """Send a message."""


class _Watch:
    def __init__(self) -> None:
        self.stacks: frozenset[str] = frozenset()
        self.told: tuple[list[ThreadInfo], int] | None = None


class Watchers:
    """The connections that watch. While there are none, nothing is looked at and no timer is set.

    All of it is the server thread's.
    """

    def __init__(self, looker: Looker) -> None:
        self._looker = looker
        self._loop = looker.gate.loop
        self._watches: dict[Watcher, _Watch] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._looking = False
        self._looked = -math.inf

    def watch(self, connection: Watcher, stacks: Collection[str]) -> None:
        """Tell a connection what executes, from now on; with these stacks."""
        self._watches.setdefault(connection, _Watch()).stacks = frozenset(stacks)
        self.refresh()

    def unwatch(self, connection: Watcher) -> None:
        """Tell it no longer."""
        if self._watches.pop(connection, None) is not None and not self._watches:
            self._cancel()

    def refresh(self) -> None:
        """Look as soon as may be, if anybody watches."""
        self._look_at(self._looked + SOONEST)

    @property
    def active(self) -> bool:
        """Whether anything is going on here."""
        return self._timer is not None or self._looking

    def _look_at(self, due: float) -> None:
        if self._looking or not self._watches:
            return  # at the end of a look, the next is set
        self._cancel()
        self._timer = self._loop.call_at(due, self._look)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = None
        self._looking = True
        self._looked = self._loop.time()
        stacks: set[str] = set()
        for watch in self._watches.values():
            stacks |= watch.stacks
        tokens = {connection.session.token for connection in self._watches if connection.session}
        self._looker.look(self._found, first=tokens, stacks=stacks)

    def _found(self, found: ThreadsFound | None) -> None:
        self._looking = False
        now = time.monotonic()
        for connection, watch in list(self._watches.items()):
            session = connection.session
            if session is None:
                del self._watches[connection]
            elif found is not None and connection.idle and watch.told != (found.threads, found.hidden):
                watch.told = found.threads, found.hidden
                connection.send(Threads(short_name(session.token), now, found.threads, found.hidden))
        self._look_at(self._looked + EVERY)


class Report(msgspec.Struct, frozen=True):
    """What `treadle threads` is answered."""

    version: str
    now: float
    """What the clock shows by which threads say since when they are there, in seconds."""
    threads: list[ThreadInfo]
    hidden: int


class ThreadsHandler(Handler):
    """Answers `treadle threads`, which proves by a secret that it may read this user's files. To all others it is not here."""

    looker: Looker
    secret: str | None

    async def get(self, *args: str) -> None:
        """Answer what executes."""
        given = self.request.headers.get(SECRET_HEADER, "")
        right = self.secret is not None and hmac.compare_digest(given.encode(), self.secret.encode())
        if not right or not self._from_here():
            raise HTTPError(404)
        stacks = None if STACKS_HEADER in self.request.headers else ()
        answer: asyncio.Future[ThreadsFound | None] = self.looker.gate.loop.create_future()

        def answered(found: ThreadsFound | None) -> None:
            if not answer.done():  # cancelled, if the server has stopped
                answer.set_result(found)

        self.looker.look(answered, stacks=stacks)
        found = await answer
        if found is None:
            raise HTTPError(500)
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        report = Report(_version.__version__, time.monotonic(), found.threads, found.hidden)
        await self.finish(msgspec.json.encode(report))

    def head(self, *args: str) -> None:
        """Answer nothing."""
        raise HTTPError(404)

    def _from_here(self) -> bool:
        """Whether the other end is on this machine: on loopback, or at an address of this end."""
        connection: Any = self.request.connection
        if connection is None or connection.stream.socket is None:
            return False
        return same_machine(self.request.remote_ip, connection.stream.socket.getsockname()[0])
