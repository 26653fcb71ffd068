"""What is executing in an app's process now, for the list of threads on the page and for `treadle threads`.

*Why it is worth its lines.* Threads are officially supported, so "it hangs" must have an answer: where each
visitor's threads wait, for what, and who holds the lock. Python's own list of stacks (`faulthandler`) knows
no sessions, jobs, locks and coroutines.

Nothing here runs unless somebody looks. The caller must use a thread of its own, not the server's: sources
are read, and freeing the frames of threads may call destructors of the app.

The positions of threads belong to one moment. If Python offers no way to see them (`CAN_LOOK`), only the
sessions' own records are used.
"""

import asyncio
import dis
import functools
import itertools
import linecache
import os
import re
import sysconfig
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any, Literal

from treadle._core.calling import short_path
from treadle._core.carry.job import SpawnStack
from treadle._core.carry.scope import Executing
from treadle._core.package import PACKAGE
from treadle._core.protocol.message import StackFrame, ThreadInfo
from treadle._core.session.lanes import APP
from treadle._core.session.look import ListTimers, Timer
from treadle._core.session.navigation import ReadPageFile
from treadle._core.stopping.looking import CAN_LOOK, At, look, look_at_coroutine
from treadle._core.sync.lock_words import said

from .live import LiveSession
from .parts import AppParts

SHOWN = 200
"""The largest number of listed threads. The rest is counted."""

DEPTH = 100
"""The largest number of listed frames of a stack, counted from the innermost."""

MOST_FRAMES = 1000
"""The largest number of frames that are searched for the innermost frame of the app."""

OWN_NAMES = "treadle-"
"""The beginning of the names of Treadle's own threads."""

SERVER = "treadle-server"

TASKS = "treadle-task-"
"""The beginning of the names of threads that Treadle starts for app code."""


class Found:
    """The listed threads, and the number of the others."""

    def __init__(self, threads: list[ThreadInfo], hidden: int) -> None:
        self.threads = threads
        self.hidden = hidden


def short_name(token: str) -> str:
    """Return the public name of a session: the beginning of its secret, as in the names of its threads."""
    return token[:4]


def snapshot(
    app: AppParts,
    sessions: Iterable[LiveSession],
    *,
    first: Collection[str] = (),
    stacks: Collection[str] | None = (),
    most: int = SHOWN,
) -> Found:
    """Return what is executing now.

    Args:
        app: the app of the process.
        sessions: its sessions, including ended ones while they have blocked threads.
        first: tokens of the sessions whose threads come first, if there are too many.
        stacks: ids of the threads whose stacks are listed; None: all.
        most: the largest number of listed threads.
    """
    look = _Look(app, stacks)
    by_rank = sorted(dict.fromkeys(sessions), key=lambda session: session.token not in first)
    waiting: list[Callable[[], ThreadInfo]] = []
    for session in by_rank:
        waiting += look.session(session)
    everything = [*look.others(), *waiting]  # those of Treadle and of the app come first: they are few
    return Found([describe() for describe in everything[:most]], max(0, len(everything) - most))


@dataclass
class _Look:
    """One look at everything. Only the listed threads are described, because a description costs time."""

    app: AppParts
    stacks: Collection[str] | None
    threads: dict[int, list[At]] = field(default_factory=lambda: look(most=MOST_FRAMES))
    """The frames of each thread, innermost first."""
    seen: set[int] = field(default_factory=set)
    """The threads that belong to sessions."""

    def __post_init__(self) -> None:
        self.names = {
            thread.ident: thread.name for thread in threading.enumerate() if thread.ident is not None
        }
        self.held: dict[int, list[str]] = {}
        """The locks that each thread holds."""
        self.wanted: dict[int, str] = {}
        """The lock that each thread waits for, with its holder."""
        for lock in self.app.locks.snapshot():
            name = said((lock.session, lock.name))
            self.held.setdefault(lock.thread, []).append(name)
            file, line = lock.where
            by = f"{name}, which {lock.owner} took at `{shown_path(file, self.app.script.parent)}:{line}`"
            self.wanted.update((waiter.thread, by) for waiter in lock.waiters)
        self.fresh: set[str] = set()
        """Files whose cached source was compared with the disk."""

    # What there is ------------------------------------------------------------------------------------------

    def session(self, session: LiveSession) -> list[Callable[[], ThreadInfo]]:
        """Return functions that describe the threads of a session."""
        executing = session.executions.threads()
        self.seen.update(each.ident for each in executing)
        tasks = session.executions.coroutines()
        timers = session.apply(ListTimers())
        return [
            *(functools.partial(self._executing, session, each) for each in executing),
            *(functools.partial(self._coroutine, session, task) for task in tasks),
            *(functools.partial(self._timer, session, timer) for timer in timers),
        ]

    def others(self) -> list[Callable[[], ThreadInfo]]:
        """Return functions that describe the threads of no session. Call it last."""
        found: list[tuple[int, str, Callable[[], ThreadInfo]]] = []
        threads = self.threads if CAN_LOOK else {ident: [] for ident in self.names}
        for ident, frames in threads.items():
            if ident in self.seen:
                continue
            name = self.names.get(ident) or f"Thread {ident:#x}"
            kind = self._kind(name, frames)
            describe = functools.partial(self._other, kind, ident, name, frames)
            found.append((_ORDER[kind], name, describe))
        return [describe for _, _, describe in sorted(found, key=lambda item: item[:2])]

    def _kind(self, name: str, frames: list[At]) -> "_Other":
        if name == SERVER:
            return "server"
        if name.startswith(OWN_NAMES) and not name.startswith(TASKS):
            return "treadle"
        if self._innermost(frames) is not None:
            return "app"
        return "treadle" if name == "MainThread" and any(map(_is_own, frames)) else "library"

    # Describing ---------------------------------------------------------------------------------------------

    def _executing(self, session: LiveSession, each: Executing) -> ThreadInfo:
        scope, job, frames = each.scope, each.scope.job, self.threads.get(each.ident)
        over = session.over(scope)
        place = self._place(frames, f"x{each.number}")
        waits_for = self.wanted.get(each.ident) or each.waits_for
        waiting = waits_for is not None or place.waiting
        state: _State = "waiting" if waiting else "running"
        if over:  # a thread that stops in time is in code, or between two calls
            state = "blocked" if waiting or place.calling else "stopping"
        return ThreadInfo(
            id=f"x{each.number}",
            kind=each.kind,
            name=self._run_name(session, each) if each.kind == "script" else each.name,
            state=state,
            session=short_name(session.token),
            since=each.since,
            where=place.where,
            inside=place.inside,
            waits_for=waits_for,
            locks=self.held.get(each.ident, []),
            worker=self.names.get(each.ident) if each.kind == "job" else None,
            run=scope.run.number,
            background=job is not None and job.background,
            spawn=None if job is None else self._spawn(job.spawn),
            stack=place.stack,
            stop=None if over else each.number,
            why=None if not over else _BLOCKED if state == "blocked" else _STOPPING,
        )

    def _run_name(self, session: LiveSession, each: Executing) -> str:
        lane = each.scope.lane
        if lane.id == APP:
            return Path(session.page.apply(ReadPageFile()) or self.app.script).name
        return f"{_called(lane.body)} (fragment)"

    def _coroutine(self, session: LiveSession, task: "asyncio.Task[Any]") -> ThreadInfo:
        coroutine: Any = task.get_coro()
        frames = look_at_coroutine(coroutine, most=MOST_FRAMES)
        own = [each for each in frames if self.app.is_app_code(each.code.co_filename)]
        # A person does not know the coroutines that Treadle and libraries put around the app's.
        name = own[0].code.co_qualname if own else getattr(coroutine, "__qualname__", task.get_name())
        where = next(iter([*own[-1:], *frames]), None)
        return ThreadInfo(
            id=f"c{id(task):x}",
            kind="coroutine",
            name=_local_name(name),
            state="waiting" if getattr(coroutine, "cr_await", None) is not None else "running",
            session=short_name(session.token),
            where=None if where is None else self._line(where),
            why="A coroutine is cancelled when its run ends.",
        )

    def _timer(self, session: LiveSession, timer: Timer) -> ThreadInfo:
        name, waits_for = _said_of(timer)
        return ThreadInfo(
            id=f"m{session.token[:8]}:{timer.id}",
            kind="timer",
            name=name,
            state="waiting",
            session=short_name(session.token),
            waits_for=waits_for,
            why="A timer ends with the fragment or the session that has set it.",
        )

    def _other(self, kind: "_Other", ident: int, name: str, frames: list[At]) -> ThreadInfo:
        place = self._place(frames, f"t{ident}")
        return ThreadInfo(
            id=f"t{ident}",
            kind=kind,
            name=name,
            state="waiting" if place.waiting else "running",
            where=place.where,
            inside=place.inside,
            stack=place.stack,
            why=_WHY[kind],
        )

    # Frames -------------------------------------------------------------------------------------------------

    def _place(self, frames: list[At] | None, id: str) -> "_Place":
        if not frames:  # it has just ended
            return _Place()
        waiting = self._waits(frames[0])
        frames = list(itertools.dropwhile(_wakes, frames)) or frames
        frame, inner = frames[0], self._innermost(frames)
        stack = None
        if self.stacks is None or id in self.stacks:
            # The frames above the app's first frame only start a thread or a pool's job.
            shown = frames[:DEPTH][::-1]
            within = itertools.dropwhile(lambda each: each.code.co_filename.startswith(_STARTS_IN), shown)
            stack = [self._line(each) for each in (list(within) if inner is not None else shown)]
        return _Place(
            where=self._line(inner or frame),
            inside=None if inner is None or inner is frame else _said(frame),
            waiting=waiting,
            calling=_call(frame.code, frame.offset) is not None,
            stack=stack,
        )

    def _innermost(self, frames: list[At]) -> At | None:
        """Return the innermost frame of the app's own code."""
        return next((each for each in frames if self.app.is_app_code(each.code.co_filename)), None)

    def _line(self, frame: At) -> StackFrame:
        code = frame.code
        # None: added by a compiler
        return self._frame(code.co_filename, frame.line or code.co_firstlineno, code.co_name)

    def _frame(self, filename: str, line: int, function: str) -> StackFrame:
        app = self.app.is_app_code(filename)
        return StackFrame(
            shown_path(filename, self.app.script.parent if app else None),
            line,
            "" if function == "<module>" else function,
            self._source(filename, line)[:200].strip(),
            app,
        )

    def _source(self, filename: str, line: int) -> str:
        if filename not in self.fresh:
            self.fresh.add(filename)
            linecache.checkcache(filename)
        return linecache.getline(filename, line)

    def _spawn(self, spawn: SpawnStack) -> StackFrame | None:
        for filename, line, function in reversed(spawn):
            if self.app.is_app_code(filename):
                return self._frame(filename, line, function)
        return self._frame(*spawn[-1]) if spawn else None

    def _waits(self, frame: At) -> bool:
        """Whether the thread is only waiting, as far as this can be seen from outside."""
        code = frame.code
        if code.co_filename.startswith(_WAITS_IN):
            return True
        called = _call(code, frame.offset)
        if called is None:
            return False
        line, start, end = called
        # Columns are offsets in UTF-8.
        text = self._source(code.co_filename, line).encode()[start:end].decode("utf-8", "replace")
        return _WAITS.match(text) is not None


_State = Literal["running", "waiting", "stopping", "blocked"]
_Other = Literal["server", "treadle", "app", "library"]
_STOPPING = "It was told to stop."
_BLOCKED = "It was told to stop, and is in a call that cannot be interrupted: it stops when that returns."
_ORDER: dict[_Other, int] = {"server": 0, "treadle": 1, "app": 2, "library": 3}
_WHY: dict[_Other, str] = {
    "server": "It serves this page.",
    "treadle": "It is one of Treadle's own threads.",
    "app": "It belongs to no session: it was started at import or by what all sessions share.",
    "library": "It belongs to no session.",
}


@dataclass
class _Place:
    where: StackFrame | None = None
    inside: str | None = None
    waiting: bool = False
    calling: bool = False
    """Whether it is in a C function."""
    stack: list[StackFrame] | None = None


def _said_of(timer: Timer) -> tuple[str, str]:
    """Return the name of a timer and what it waits for."""
    if timer.body is None:
        return "End of the session", f"a browser, for {timer.seconds:g} s"
    return f"{_called(timer.body)} (fragment)", f"its next run, every {timer.seconds:g} s"


def _called(function: Any) -> str:
    while isinstance(function, functools.partial):
        function = function.func
    return _local_name(str(getattr(function, "__qualname__", function)))


def _local_name(qualified: str) -> str:
    return qualified.rpartition("<locals>.")[2]


def _said(frame: At) -> str:
    code = frame.code
    return f"{code.co_qualname} ({shown_path(code.co_filename)}:{frame.line or code.co_firstlineno})"


# Waiting ----------------------------------------------------------------------------------------------------

_STDLIB = os.path.join(sysconfig.get_path("stdlib"), "")
_OWN = PACKAGE

_WAKES = (
    _OWN + os.path.join("_core", "sync", "latch.py"),
    _OWN + os.path.join("_core", "stopping", "waking.py"),
)

_WAITS_IN = (
    *(
        _STDLIB + name
        for name in (
            "threading.py",
            "queue.py",
            "selectors.py",
            "socket.py",
            "ssl.py",
            "subprocess.py",
            os.path.join("concurrent", "futures", "thread.py"),
            os.path.join("concurrent", "futures", "_base.py"),
            os.path.join("multiprocessing", "connection.py"),
            os.path.join("multiprocessing", "popen_fork.py"),
        )
    ),
    *_WAKES,
)
"""Files whose code hardly does anything but wait."""

_STARTS_IN = (
    *(
        _STDLIB + name
        for name in (
            "threading.py",
            os.path.join("concurrent", "futures", "thread.py"),
            os.path.join("multiprocessing", "pool.py"),
        )
    ),
    _OWN,
)

_WAITS = re.compile(
    r"[\w.\[\]()\"']*\b(sleep|acquire|wait|select|poll|recv|recv_into|accept|input|waitpid|watch)\("
)
"""A call of a waiting C function in the source: such a function has no frame."""

_CALLS = frozenset(code for name, code in dis.opmap.items() if name.startswith(("CALL", "PRECALL")))


def _call(code: CodeType, lasti: int) -> tuple[int, int, int] | None:
    """Return the line and columns of a frame's current call, None if it is at no call."""
    if lasti < 0 or code.co_code[lasti] not in _CALLS:
        return None
    line, end_line, start, end = next(
        itertools.islice(code.co_positions(), lasti // 2, None), (None, None, None, None)
    )
    if line is None or start is None:
        return None
    return line, start, end if end is not None and end_line == line else 1 << 20


def _wakes(at: At) -> bool:
    """Whether a function is Treadle's replacement of a library's wait. People know the library's function."""
    return at.code.co_filename.startswith(_WAKES)


def _is_own(at: At) -> bool:
    return at.code.co_filename.startswith(_OWN)


# Paths ------------------------------------------------------------------------------------------------------


def shown_path(filename: str, folder: "os.PathLike[str] | None" = None) -> str:
    """Return a source path for people: relative to the app's folder or to that of installed packages."""
    if folder is not None:
        below = os.path.join(folder, "")
        if filename.startswith(below):
            return filename[len(below) :]
    for part in (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}"):
        if part in filename:
            return filename.rpartition(part)[2]
    if filename.startswith(_STDLIB):
        return filename[len(_STDLIB) :]
    if filename.startswith(_OWN):
        return os.path.join("treadle", filename[len(_OWN) :])
    return short_path(filename)
