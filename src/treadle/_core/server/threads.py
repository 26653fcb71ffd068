"""Sends the list of threads to the app's developer: on the page, and to `treadle threads`."""

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
"""Seconds between two looks while a page shows the list."""

SOONEST = 0.1
"""The shortest time in seconds between two looks."""

IDLE_WITHIN = 0.5
"""Seconds after which a busy loop is looked at in any case: then a look is most useful."""

THREAD_NAME = "treadle-inspect"

SECRET_HEADER = "X-Treadle-Secret"
STACKS_HEADER = "X-Treadle-Stacks"


class Looker:
    """Looks at what is executing, in a new thread for each look: reading sources would delay the loop."""

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
        """Call `then` on the loop with the result; None if the look has failed."""

        def work() -> None:
            found: ThreadsFound | None = None
            # The look must not show the loop as it waits for this thread to start, or as it is woken.
            idle = threading.Event()
            if self.gate.post(lambda: self._soon(idle.set)):
                idle.wait(IDLE_WITHIN)
            try:
                found = self._app.threads(first=first, stacks=stacks)
            except Exception:
                logger.exception("The list of threads could not be made.")
            self.gate.post(lambda: then(found))

        # A thread that has passed on its result may still be ending.
        self._threads = {each for each in self._threads if each.is_alive()}
        thread = threading.Thread(target=work, name=THREAD_NAME, daemon=True)
        try:
            thread.start()
        except RuntimeError:
            logger.exception("No thread could be started to list the others.")
            self.gate.post(lambda: then(None))
        else:
            self._threads.add(thread)

    def _soon(self, fn: Callable[[], None]) -> None:
        self.gate.post(fn)

    def close(self) -> None:
        """Wait for the current looks, which are short."""
        for thread in self._threads:
            thread.join(EVERY)


class Watcher(Protocol):
    """A connection whose page shows the list of threads."""

    @property
    def session(self) -> SessionPort | None:
        """Its session; None after it has gone."""

    @property
    def idle(self) -> bool:
        """Whether everything was sent."""

    def send(self, message: ServerMessage) -> None:
        """Send a message."""


class _Watch:
    def __init__(self) -> None:
        self.stacks: frozenset[str] = frozenset()
        self.told: tuple[list[ThreadInfo], int] | None = None


class Watchers:
    """The connections that show the list. Without any, no look happens and no timer is set.

    Only the server thread uses it.
    """

    def __init__(self, looker: Looker) -> None:
        self._looker = looker
        self._loop = looker.gate.loop
        self._watches: dict[Watcher, _Watch] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._looking = False
        self._looked = -math.inf

    def watch(self, connection: Watcher, stacks: Collection[str]) -> None:
        """Send a connection the list from now on, with these stacks."""
        self._watches.setdefault(connection, _Watch()).stacks = frozenset(stacks)
        self.refresh()

    def unwatch(self, connection: Watcher) -> None:
        """Stop sending it."""
        if self._watches.pop(connection, None) is not None and not self._watches:
            self._cancel()

    def refresh(self) -> None:
        """Look as soon as possible, if a page shows the list."""
        self._look_at(self._looked + SOONEST)

    @property
    def active(self) -> bool:
        """Whether a look or a timer is active."""
        return self._timer is not None or self._looking

    def _look_at(self, due: float) -> None:
        if self._looking or not self._watches:
            return  # the next look is scheduled at the end of this one
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
    """The answer to `treadle threads`."""

    version: str
    now: float
    """The current time on the clock of the threads' start times, in seconds."""
    threads: list[ThreadInfo]
    hidden: int


class ThreadsHandler(Handler):
    """Answers `treadle threads`, which proves by a secret that it can read this user's files.

    Others get a 404.
    """

    looker: Looker
    secret: str | None

    async def get(self, *args: str) -> None:
        """Answer with what is executing."""
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
        """Answer with nothing."""
        raise HTTPError(404)

    def _from_here(self) -> bool:
        """Whether the other end is on this machine: on loopback, or at an address of this end."""
        connection: Any = self.request.connection
        if connection is None or connection.stream.socket is None:
            return False
        return same_machine(self.request.remote_ip, connection.stream.socket.getsockname()[0])
