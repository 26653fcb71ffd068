"""Script threads: they execute the runs."""

import asyncio
import inspect
import logging
import threading
import time
import types
from collections.abc import Iterable

from treadle._core.carry.context import within
from treadle._core.carry.current_loop import current_loop
from treadle._core.carry.executing import executing
from treadle._core.carry.grouped import ungrouped
from treadle._core.carry.scope import Scope
from treadle._core.session.bodies import BeginRun, NextCallback
from treadle._core.session.events import BodyEnded
from treadle._core.session.lanes import APP, Outcome, Run
from treadle._core.session.structure import MAIN
from treadle._core.session.widgets import Callback
from treadle._core.sync import switching
from treadle.errors import APIError, FragmentHandledException, RerunException, StopException

from . import process
from .hooks import call_each
from .live import LiveSession

log = logging.getLogger("treadle.script")


class ScriptThread(threading.Thread):
    """The thread that executes a run.

    The interpreter ends without waiting for it, as code that is stuck where nothing can stop it would keep it for ever. To app
    code it is no daemon, as the main thread of a program is none, for threads are daemons if those that make them are.
    """

    def __init__(self, live: LiveSession, run: Run) -> None:
        self._executes = False
        super().__init__(
            target=self._execute,
            args=(live, run),
            name=f"treadle-script-{live.token[:4]}-{run.number}",
            daemon=True,
        )

    def _execute(self, live: LiveSession, run: Run) -> None:
        self._executes = True
        execute(live, run)

    @property
    def daemon(self) -> bool:
        """Whether the interpreter may end before it; what app code sees is False."""
        return super().daemon and not self._executes

    @daemon.setter
    def daemon(self, daemon: bool) -> None:
        threading.Thread.daemon.__set__(self, daemon)  # type: ignore[attr-defined]


def start_thread(live: LiveSession, run: Run) -> bool:
    """Give a run its script thread: its turn has come. Return whether the system had one."""
    thread = ScriptThread(live, run)
    live.thread_made(run, thread)
    try:
        thread.start()
    except RuntimeError:
        log.exception("the system gives no thread to a run")
        live.no_thread(run)
        return False
    return True


def execute(live: LiveSession, run: Run) -> None:
    """Execute a run to the end of its body; what a script thread does."""
    outcome: Outcome = "failed"
    lanes: tuple[str, ...] = (APP,)
    switching.begin()
    try:
        outcome, lanes = _body(live, run)
    except BaseException:
        # Nothing that app code does ends up here. The session must not wait for this run all the same.
        log.exception("a script thread failed outside of app code")
    finally:
        # Each whatever becomes of the others: a run that never ends would keep its session and its place for ever.
        call_each(
            [
                switching.end,
                lambda: live.forget_thread(run),
                lambda: live.ends.body_ends(run),
                lambda: live.handle(BodyEnded(run, outcome, lanes)),
                lambda: live.gate.leave(run),
                live.app.watch_imports,
            ]
        )


def _body(live: LiveSession, run: Run) -> tuple[Outcome, tuple[str, ...]]:
    if not live.apply(BeginRun(run, time.monotonic())):
        return "stopped", ()
    is_app = run.lane.id == APP
    if is_app:
        live.take_up_source()
    scope = Scope(
        host=live,
        run=run,
        lane=run.lane,
        writer=run.writer(run.lane.id),
        container=MAIN if is_app else run.lane.node_id,
    )
    try:
        with within(scope), executing(scope, "script"), ungrouped(), current_loop():
            _call_back(scope, iter(lambda: live.apply(NextCallback(run)), None))
            if is_app:
                _run_page(live)
            else:
                _finish(run.lane.body())
    except StopException:
        return ("stopped" if run.fenced else "done"), ()
    except RerunException as rerun:
        return "rerun", rerun.lanes or (run.lane.id,)
    except FragmentHandledException:
        return "failed", ()
    except asyncio.CancelledError as error:
        if run.fenced:  # that is how its coroutines were stopped
            return "stopped", ()
        _show(live, scope, error)
        return "failed", ()
    except BaseException as error:  # noqa: BLE001 - whatever app code raises is shown, SystemExit included
        _show(live, scope, error)
        return "failed", ()
    return "done", ()


def _call_back(scope: Scope, callbacks: Iterable[Callback]) -> None:
    """Call the callbacks of the widgets that have changed.

    A callback that ends itself by `st.rerun` asks for what would run next anyway, unless it names other lanes. Then all that
    any of the callbacks wants runs instead of this run.

    Raises:
        RerunException: other lanes are to run, instead of this run's.
    """
    own = scope.lane.id
    asked: set[str] = set()
    for callback in callbacks:
        try:
            with within(scope.for_callback()), ungrouped():
                _finish(callback())
        except RerunException as rerun:
            asked.update(rerun.lanes or (own,))
        else:
            asked.add(own)
    if asked <= {own} or (own == APP and APP in asked):
        return
    raise RerunException((APP,) if APP in asked else tuple(sorted(asked)))


def _finish(result: object) -> None:
    """Run what an async function returned to its end, on a loop of this thread's own."""
    if inspect.iscoroutine(result):
        asyncio.run(result)


def _run_page(live: LiveSession) -> None:
    path = live.app.page(live)
    code = live.app.loader.load(path)
    module = types.ModuleType("__main__")
    module.__file__ = str(path)
    vars(module).update(live.app.namespace)
    # Classes and functions that a page defines are looked up here: by pickle, dataclasses and type hints. As in a
    # program, `__main__` is what runs; of several runs, the newest.
    process.become_main(module)
    if code.co_flags & inspect.CO_COROUTINE:
        asyncio.run(types.FunctionType(code, vars(module))())
    else:
        exec(code, vars(module))


def _show(live: LiveSession, scope: Scope, error: BaseException) -> None:
    if isinstance(error, SystemExit):
        message = f"The script called `sys.exit({error.code!r})`. To end a run early, call `st.stop()`."
        error = APIError(message).with_traceback(error.__traceback__)
    live.report(scope, error)
