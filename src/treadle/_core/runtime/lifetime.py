"""The end of a session, and what an app wants to hear of: its ends and its errors."""

import gc
import itertools
import logging
import sys
import threading
import time
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from treadle._core.carry.context import Scope, within
from treadle._core.carry.executing import Executing
from treadle._core.session.bodies import MakeFinalRun
from treadle._core.session.state import EmptyState
from treadle._core.session.structure import MAIN
from treadle._core.stopping.looking import look, summary

from .hooks import Hooks, call_each

if TYPE_CHECKING:
    from .live import LiveSession

log = logging.getLogger("treadle.session")


class Lifetime:
    """What is called at the end of one session and at its errors. Every method may be called from any thread."""

    def __init__(self, live: "LiveSession") -> None:
        self._live = live
        self.at_end: Hooks[[]] = Hooks()
        self.error_hooks: Hooks[[BaseException]] = Hooks()
        self._ended = False
        """Whether nobody looks at `at_end` any more."""

    def on_end(self, function: Callable[[], object], key: Hashable) -> Callable[[], None]:
        """Have a function called at the end; presently, if that is past, as a thread that was stuck may bring one."""
        remove = self.at_end.add(function, key)
        if self._ended:  # looked at behind `add`: what comes between is called by either
            self._live.app.apart.start(self._name, self._call)
        return remove

    def failed(self, scope: Scope, error: BaseException) -> None:
        """Tell who wants to hear of errors; in the thread where it happened."""
        with within(scope):
            self._live.app.error_hooks.call(error)
            self.error_hooks.call(error)

    def end(self) -> None:
        """Let the threads come to their end, then call what is to be called; returns at once."""
        threads = self._live.executions.threads()
        self._ended = not threads
        if len(self.at_end) or threads:
            self._live.app.apart.start(self._name, self._wind_up)
        else:
            self._live.app.apart.call(self._name, self._let_go)

    @property
    def _name(self) -> str:
        return f"treadle-end-{self._live.token[:4]}"

    def _wind_up(self) -> None:
        live = self._live
        try:
            live.board.drop(live.token)
            left = live.executions.wait_until_none(live.config.runner.stopGrace)
            if left:
                log.warning("%s", still_running(live.token, left))
            self._ended = True
            self._call()
        finally:
            self._let_go()

    def _call(self) -> None:
        run = self._live.apply(MakeFinalRun())
        with within(Scope(self._live, run, run.lane, run.writer(run.lane.id), MAIN, closing=True)):
            call_each(self.at_end.take()[::-1])

    def _let_go(self) -> None:
        """Forget what is the app's, here rather than wherever garbage collection finds it."""
        live = self._live
        try:
            live.board.drop(live.token)
            self.error_hooks.take()
            if live.app.served:
                # Emptied here: without a GIL, a dict that the server's thread has made is freed in that thread.
                for container in live.apply(EmptyState()):
                    container.clear()
                if FREE_THREADED:
                    _collect()
        finally:
            live.wound_up.set()


FREE_THREADED = not getattr(sys, "_is_gil_enabled", lambda: True)()

_collecting = threading.Lock()
_asked = itertools.count(1)
_collected = 0
"""The last number of `_asked` that was given when the latest collection began; guarded by `_collecting`."""


def _collect() -> None:
    """Collect garbage in this thread: without a GIL, a module's functions and classes are freed by that alone.

    Left to the interpreter, it would happen in the thread that makes the next object, and that may be the server's. Of many
    sessions that end together, one collects for all.
    """
    global _collected
    mine = next(_asked)
    with _collecting:
        if _collected < mine:
            _collected = next(_asked)
            gc.collect()


def still_running(token: str, left: list[Executing]) -> str:
    """Say which threads go on although they were told to stop, and where they are."""
    stacks = look({each.ident for each in left})
    said = [
        f"{len(left)} thread{'s' * (len(left) > 1)} of the session {token[:4]} went on "
        "although told to stop. What waits outside of Python cannot be interrupted:"
    ]
    for each in left:
        running = time.monotonic() - each.since
        said.append(f"{each.name!r}, running for {running:.1f} s:")
        stack = stacks.get(each.ident)
        if stack and not each.ended:
            said += [line.rstrip() for line in summary(stack).format()]
    return "\n".join(said)
