"""Script threads: they execute the runs."""

import asyncio
import dataclasses
import inspect
import logging
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from treadle._core.carry.beginnings import app_code_begins
from treadle._core.carry.context import within
from treadle._core.carry.current_loop import current_loop
from treadle._core.carry.executing import executing
from treadle._core.carry.grouped import ungrouped
from treadle._core.carry.scope import Scope
from treadle._core.session.bodies import BeginRun, NextCallback
from treadle._core.session.events import BodyEnded, PageEntered, Visit
from treadle._core.session.lanes import APP, Outcome, Run
from treadle._core.session.navigation import Navigate
from treadle._core.session.structure import MAIN
from treadle._core.session.widgets import Callback
from treadle._core.sync import switching
from treadle.errors import APIError, FragmentHandledException, RerunException, StopException

from .hooks import call_each
from .live import LiveSession

log = logging.getLogger("treadle.script")


class ScriptThread(threading.Thread):
    """The thread that executes a run.

    The interpreter ends without waiting for it, because code that cannot be stopped would keep it for ever.
    App code sees it as a non-daemon thread, like the main thread of a program, because new threads inherit
    this property.
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
        """Whether the interpreter can end before it. App code sees False."""
        return super().daemon and not self._executes

    @daemon.setter
    def daemon(self, daemon: bool) -> None:
        threading.Thread.daemon.__set__(self, daemon)  # type: ignore[attr-defined]


def start_thread(live: LiveSession, run: Run) -> bool:
    """Start the script thread of a run, whose turn has come. Return whether the system had a thread."""
    thread = ScriptThread(live, run)
    live.thread_made(run, thread)
    try:
        thread.start()
    except RuntimeError:
        log.exception("no thread could be started for a run")
        live.no_thread(run)
        return False
    return True


def execute(live: LiveSession, run: Run) -> None:
    """Execute a run to the end of its body. The function of a script thread."""
    outcome: Outcome = "failed"
    lanes: tuple[str, ...] = (APP,)
    visit: Visit | None = None
    switching.begin()
    try:
        outcome, lanes, visit = _body(live, run)
    except BaseException:
        # App code cannot cause this. The session must not wait for this run in any case.
        log.exception("a script thread failed outside of app code")
    finally:
        # Each is called even if others fail: a run that never ends would keep its session and its place for
        # ever.
        call_each(
            [
                switching.end,
                lambda: live.forget_thread(run),
                lambda: live.ends.body_ends(run),
                lambda: live.handle(BodyEnded(run, outcome, lanes, visit)),
                lambda: live.gate.leave(run),
                live.app.watch_imports,
            ]
        )


Ended = tuple[Outcome, tuple[str, ...], Visit | None]
"""The outcome of a body. With "rerun": the lanes to rerun, and the page to show if it is another one."""


@app_code_begins
def _body(live: LiveSession, run: Run) -> Ended:
    if not live.apply(BeginRun(run, time.monotonic())):
        return "stopped", (), None
    is_app = run.lane.id == APP
    if is_app:
        live.take_up_source()
    scope = Scope(
        host=live,
        run=run,
        lane=run.lane,
        writer=run.writer(run.lane.id),
        container=MAIN if is_app else run.lane.node_id,
        page=run.lane.page,
    )
    try:
        with within(scope), executing(scope, "script"), ungrouped(), current_loop():
            _call_back(scope, iter(lambda: live.apply(NextCallback(run)), None))
            if is_app:
                _run_app(live, scope)
            else:
                _finish(run.lane.body())
    except StopException:
        return ("stopped" if run.fenced else "done"), (), None
    except RerunException as rerun:
        return "rerun", rerun.lanes or (run.lane.id,), rerun.visit
    except FragmentHandledException:
        return "failed", (), None
    except asyncio.CancelledError as error:
        if run.fenced:  # that is how its coroutines were stopped
            return "stopped", (), None
        _show(live, scope, error)
        return "failed", (), None
    except BaseException as error:  # noqa: BLE001 - whatever app code raises is shown, SystemExit included
        _show(live, scope, error)
        return "failed", (), None
    return "done", (), None


def _call_back(scope: Scope, callbacks: Iterable[Callback]) -> None:
    """Call the callbacks of the changed widgets.

    A callback that ends itself by `st.rerun` requests what runs next anyway, unless it names other lanes. In
    that case the lanes that the callbacks have named run instead of this run.

    Raises:
        RerunException: other lanes run instead of this run.
    """
    own = scope.lane.id
    asked: set[str] = set()
    visit: Visit | None = None
    for callback in callbacks:
        try:
            with within(scope.for_callback()), ungrouped():
                _finish(callback())
        except RerunException as rerun:
            asked.update(rerun.lanes or (own,))
            visit = rerun.visit or visit
        else:
            asked.add(own)
    if visit is not None:
        raise RerunException((APP,), visit)
    if asked <= {own} or (own == APP and APP in asked):
        return
    raise RerunException((APP,) if APP in asked else tuple(sorted(asked)))


def _finish(result: object) -> None:
    """Execute the coroutine of an async function, on a loop of this thread."""
    if inspect.iscoroutine(result):
        asyncio.run(result)


def _run_app(live: LiveSession, scope: Scope) -> None:
    """Execute the app's script; or, if there is a folder with pages, the page that the address names."""
    files = live.app.page_files
    table = files.table()
    if table is None:
        _finish(files.execute(files.script))
        return
    found = live.page.do(scope, Navigate(scope, table))
    live.handle(PageEntered(scope.run, found.entry.path))
    assert found.file is not None
    with within(dataclasses.replace(scope, page=found.entry.path)):
        _finish(files.execute(Path(found.file)))


def _show(live: LiveSession, scope: Scope, error: BaseException) -> None:
    if isinstance(error, SystemExit):
        message = f"The script called `sys.exit({error.code!r})`. To end a run early, call `st.stop()`."
        error = APIError(message).with_traceback(error.__traceback__)
    live.report(scope, error)
