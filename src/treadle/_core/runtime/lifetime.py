"""The end of a session, and the functions that an app has registered for ends and errors."""

import gc
import itertools
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable, Hashable

from treadle._core.carry.context import within
from treadle._core.carry.scope import Executing, Host, Scope
from treadle._core.session.bodies import MakeFinalRun
from treadle._core.session.state import EmptyState
from treadle._core.session.structure import MAIN
from treadle._core.stopping.looking import look, summary

from .executions import Executions
from .hooks import Hooks, call_each
from .page import LivePage
from .parts import AppParts

log = logging.getLogger("treadle.session")


class LiveLifetime:
    """The functions to call at the end of one session and at its errors.

    Every method can be called from any thread.

    Args:
        host: the session.
        app: its app.
        page: its page.
        executions: its threads and coroutines.
        wound_up: set when the session has ended and its last functions were called.
    """

    def __init__(
        self, host: Host, app: AppParts, page: LivePage, executions: Executions, wound_up: threading.Event
    ) -> None:
        self._host = host
        self._app = app
        self._page = page
        self._executions = executions
        self._wound_up = wound_up
        self.at_end: Hooks[[]] = Hooks()
        self.error_hooks: Hooks[[BaseException]] = Hooks()
        self._ended = False
        """Whether the functions in `at_end` were already taken."""

    def on_end(self, function: Callable[[], object], key: Hashable = None) -> Callable[[], None]:
        """Call a function at the end of the session, or soon if the session has ended."""
        remove = self.at_end.add(function, key)
        if self._ended:  # checked after `add`: a function that is added in between is called by either
            self._app.apart.start(self._name, self._call)
        return remove

    def on_error(
        self,
        function: Callable[[BaseException], object],
        key: Hashable = None,
        *,
        everywhere: bool = False,
    ) -> Callable[[], None]:
        """Call a function with each uncaught exception of this session or of all."""
        hooks = self._app.error_hooks if everywhere else self.error_hooks
        return hooks.add(function, key)

    def failed(self, scope: Scope, error: BaseException) -> None:
        """Call the functions for errors, in the thread with the exception."""
        with within(scope):
            self._app.error_hooks.call(error)
            self.error_hooks.call(error)

    def takes_over(self, scope: Scope, error: BaseException) -> bool:
        """Return whether the app's own function shows an exception. It is called in the exception's thread.

        It is not called for a script that is no Python.
        """
        function = self._app.on_script_error
        if function is None or not isinstance(error, Exception) or self._is_no_python(error):
            return False
        answers: list[object] = []
        with within(scope):
            call_each([lambda: answers.append(function(error))])
        return bool(answers) and answers[0] is True

    def _is_no_python(self, error: Exception) -> bool:
        """Whether the app's own source cannot be compiled, and not what the app compiles itself."""
        return isinstance(error, SyntaxError) and not any(
            self._app.is_app_code(frame.f_code.co_filename)
            for frame, _ in traceback.walk_tb(error.__traceback__)
        )

    def end(self) -> None:
        """Wait for the session's threads, then call the functions for its end. Returns at once."""
        threads = self._executions.threads()
        self._ended = not threads
        if len(self.at_end) or threads:
            self._app.apart.start(self._name, self._wind_up)
        else:
            self._app.apart.call(self._name, self._let_go)

    @property
    def _name(self) -> str:
        return f"treadle-end-{self._host.token[:4]}"

    def _wind_up(self) -> None:
        try:
            self._app.board.drop(self._host.token)
            left = self._executions.wait_until_none(self._app.config.runner.stopGrace)
            if left:
                log.warning("%s", still_running(self._host.token, left))
            self._ended = True
            self._call()
        finally:
            self._let_go()

    def _call(self) -> None:
        run = self._page.apply(MakeFinalRun())
        with within(Scope(self._host, run, run.lane, run.writer(run.lane.id), MAIN, closing=True)):
            call_each(self.at_end.take()[::-1])

    def _let_go(self) -> None:
        """Forget the app's objects here, and not wherever garbage collection frees them."""
        try:
            self._app.board.drop(self._host.token)
            self.error_hooks.take()
            if self._app.served:
                # Emptied here: without a GIL, a dict that the server's thread has created is freed in that
                # thread.
                for container in self._page.apply(EmptyState()):
                    container.clear()
                if FREE_THREADED:
                    _collect()
        finally:
            self._wound_up.set()


FREE_THREADED = not getattr(sys, "_is_gil_enabled", lambda: True)()

_collecting = threading.Lock()
_asked = itertools.count(1)
_collected = 0
"""The last number of `_asked` at the beginning of the latest collection; guarded by `_collecting`."""


def _collect() -> None:
    """Collect garbage in this thread.

    Without a GIL, only a collection frees a module's functions and classes.

    Otherwise it would happen in the thread that creates the next object, perhaps the server's. If many
    sessions end together, one of them collects for all.
    """
    global _collected
    mine = next(_asked)
    with _collecting:
        if _collected < mine:
            _collected = next(_asked)
            gc.collect()


def still_running(token: str, left: list[Executing]) -> str:
    """Return which threads still run although they were told to stop, and where they are."""
    stacks = look({each.ident for each in left})
    said = [
        f"{len(left)} thread{'s' * (len(left) > 1)} of the session {token[:4]} went on "
        "although told to stop. A call that waits outside of Python cannot be interrupted:"
    ]
    for each in left:
        running = time.monotonic() - each.since
        said.append(f"{each.name!r}, running for {running:.1f} s:")
        stack = stacks.get(each.ident)
        if stack and not each.ended:
            said += [line.rstrip() for line in summary(stack).format()]
    return "\n".join(said)
