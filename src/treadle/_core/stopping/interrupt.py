"""How an exception gets into a thread that makes no commands: by the thread itself, at a place that it has come to.

`PyThreadState_SetAsyncExc` is the way everybody knows, and not taken. The exception it leaves comes up wherever the thread
looks next, which may be in a library, in a destructor, or in the next job of a pool's worker; and CPython 3.11 takes one
that comes up at the first jump back of a loop directly behind `try:` for one before the `try:`, and skips its handlers.

Here the interpreter calls us *in* the thread, before an instruction of app code. What is asked for there cannot change before
it is used: where the thread is, what lies on its stack, which locks it holds, what it executes and for whom. If all of
that permits (`places`), `StopException` is raised on the spot, and belongs to the loop that the instruction begins. It can
neither come late nor hit another job, as nothing is left anywhere to go off later.

- Python 3.12 and later: `sys.monitoring`, INSTRUCTION events of the app's code objects that are on the thread's stack. All
  instructions but points switch themselves off when they are first met. (An exception from a JUMP event skips handlers in
  3.12 and 3.13, and LINE events do not come for a loop on one line.) Which code objects these are, another thread reads from
  the stack. Without a GIL it must not: there, for a few milliseconds, the interpreter tells of every jump and every call of a
  Python function, and the thread itself reads its stack when it comes to one.
- Python 3.11: the thread's trace function, which CPython lets one thread set for another (`_PyEval_SetTrace`, exported
  and without a Python name). A C function must stand there: `PyObject_DelItem` calls `__delitem__` of ours and hands its
  exception on. It is told of every instruction of app code, as a loop on one line has no lines to tell of. As it slows down
  everything in the thread, it is set only while the thread is in app code, or has been seen to go from one library call to the
  next. A thread that is being debugged or measured by a trace function of its own is left to it.

While nothing is to be stopped, nothing of this is installed, and code runs as ever.
"""

import ctypes
import logging
import os
import platform
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterable
from types import CodeType, FrameType
from typing import Any, Protocol

from treadle._core.carry.executing import Interruptible, here, thread_state
from treadle.errors import StopException

from .frames import current_stacks, outward
from .stacks import Atlas, app_frames

log = logging.getLogger("treadle.stop")

PAUSE = 0.002
"""Seconds that a thread goes on unasked after it was in a place where it must not be stopped: asking costs microseconds."""

EVENTS = 1000
"""Instructions for which a thread stays traced that was interrupted, or is where it must not be: too few to notice."""

WINDOW = 0.005
"""Seconds for which the interpreter tells of every jump and call, where threads must read their own stacks."""


class Target:
    """A thread that is to stop, and what was seen of it. Written by the stopper's thread, but for what its own thread says."""

    def __init__(self, executing: Interruptible, atlas: Atlas, *, due: float, patience: float) -> None:
        self.executing = executing
        self.atlas = atlas
        self.due = due
        """When to look at it next, on the monotonic clock."""
        self.patience = patience
        """Seconds to wait from that look to the one after it."""
        self.landed = 0
        """How often it was interrupted; code that catches everything needs more than one. Written by its own thread."""
        self.not_before = 0.0
        """When to ask again, on the monotonic clock. Written by its own thread."""
        self.codes: dict[int, CodeType] = {}
        """By id, the code that is watched on its behalf."""
        self.in_library = False
        """Whether it was seen in a library's code before."""
        self.visitor: _Visitor | None = None
        """What traces it, or did: the one, as CPython holds no reference to what has taken itself away but is still called."""

    def is_app_code(self, filename: str) -> bool:
        """Whether a file belongs to the app whose code the thread executes."""
        return self.executing.is_app_code(filename)

    def refusal(self, stack: Iterable[FrameType]) -> str | None:
        """Say why its thread, whose frames these are, innermost first, must not be interrupted now; None if it may be."""
        executing = self.executing
        if executing.ended or not executing.over():
            return "nobody wants it to stop"
        if executing.locks:
            return "it holds a lock"
        if executing.shield is not None and executing.shield():
            return "others want what it computes"
        return self.atlas.refusal(stack, self.is_app_code)

    def arrive(self, frame: FrameType, offset: int) -> str | None:
        """Raise `StopException` if the thread, which calls this, may be interrupted before an instruction; else say why not.

        An empty reason means that it is no place for it, and the next may be one.
        """
        places = self.atlas.places(frame.f_code)
        if offset not in places.points:
            return "it is on a way out" if offset in places.guarded else ""
        refusal = self.refusal(outward(frame))
        if refusal is None:
            self.landed += 1
            raise StopException()
        self.not_before = time.monotonic() + PAUSE
        return refusal


class Injector(Protocol):
    """One way to get into threads."""

    def look(self, targets: list[Target]) -> None:
        """Make threads stop at the next place where each may. Called again and again, until they have ended."""

    def leave(self, target: Target) -> None:
        """Let a thread be: it has ended, or is to be stopped no more."""


class Monitoring:
    """By `sys.monitoring`, from Python 3.12 on. One for the process, as tools are."""

    TOOLS = (4, 3)
    """Numbers of tools that stand for no kind of tool, in the order in which they are tried."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._targets: dict[int, Target] = {}
        """By number of what is executed. Written under `_lock`; read without, by every thread that meets watched code."""
        self._watched: dict[int, tuple[CodeType, set[Target]]] = {}
        """By id of the code, who is to stop in it; guarded by `_lock`."""
        self._tool: int | None = None  # guarded by _lock
        self._atlas = Atlas()

    def look(self, targets: list[Target]) -> None:
        """Watch the app's code that is on the threads' stacks."""
        # With a fresh share of the interpreter: what a thread leaves while its frames are held here, it leaves to this
        # thread to destroy. And once for all, as each share has to be waited for behind all threads that compute.
        time.sleep(0)
        stacks = current_stacks({target.executing.ident for target in targets})
        for target in targets:
            stack = stacks.get(target.executing.ident)
            if stack and not target.executing.ended:
                self._aim(target, stack)

    def _aim(self, target: Target, stack: list[FrameType]) -> None:
        with self._lock:
            if not self._take_tool():
                return
            target.atlas = self._atlas
            self._targets[target.executing.number] = target
            for frame, is_app in zip(stack, app_frames(stack, target.is_app_code), strict=True):
                code = frame.f_code
                if is_app and id(code) not in target.codes:
                    target.codes[id(code)] = code
                    self._watched.setdefault(id(code), (code, set()))[1].add(target)
                    _monitoring.set_local_events(self._tool, code, _monitoring.events.INSTRUCTION)

    def leave(self, target: Target) -> None:
        """Watch no longer what only this thread was watched for."""
        with self._lock:
            self._targets.pop(target.executing.number, None)
            for id_, code in target.codes.items():
                others = self._watched[id_][1]
                others.discard(target)
                if not others:
                    del self._watched[id_]
                    _monitoring.set_local_events(self._tool, code, 0)
            target.codes.clear()
            if not self._targets and self._tool is not None:
                _monitoring.register_callback(self._tool, _monitoring.events.INSTRUCTION, None)
                _monitoring.free_tool_id(self._tool)
                self._tool = None
                self._atlas = Atlas()

    def forget_all(self) -> None:
        """Watch nothing in a fork: nobody there could end it, and who held the lock may not be there either."""
        self._lock = threading.RLock()
        watched, self._watched, self._targets = self._watched, {}, {}
        if self._tool is not None:
            events = _monitoring.events
            _monitoring.set_events(self._tool, 0)
            for code, _ in watched.values():
                _monitoring.set_local_events(self._tool, code, 0)
            for event in (events.INSTRUCTION, events.JUMP, events.PY_START):
                _monitoring.register_callback(self._tool, event, None)
            _monitoring.free_tool_id(self._tool)
            self._tool = None

    def _take_tool(self) -> bool:
        if self._tool is not None:
            return True
        for tool in self.TOOLS:
            try:
                _monitoring.use_tool_id(tool, "treadle")
            except ValueError:  # in use by another tool
                continue
            _monitoring.register_callback(tool, _monitoring.events.INSTRUCTION, self._met)
            self._tool = tool
            return True
        return False

    def _met(self, code: CodeType, offset: int) -> Any:
        """Called by the interpreter in whatever thread is about to execute an instruction of watched code."""
        try:
            if offset not in self._atlas.places(code).points:
                return _monitoring.DISABLE
            executing = here()
            target = None if executing is None else self._targets.get(executing.number)
            if target is not None and time.monotonic() >= target.not_before:
                target.arrive(sys._getframe(1), offset)
        except Exception:
            log.exception("a thread could not be looked at")
        return None


class Asking(Monitoring):
    """By `sys.monitoring` where there is no GIL: each thread reads its own stack."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: dict[int, Target] = {}
        """Those of `_targets` that have not read their stacks in this window; guarded by `_lock`."""
        self._all_told = threading.Event()

    def look(self, targets: list[Target]) -> None:
        """Open a window in which every jump and call is told of."""
        events = _monitoring.events
        with self._lock:
            if not self._take_tool():
                return
            for target in targets:
                self._targets[target.executing.number] = target
            self._asked = {target.executing.number: target for target in targets}
            self._all_told.clear()
            for event in (events.JUMP, events.PY_START):
                _monitoring.register_callback(self._tool, event, self._asked_here)
            _monitoring.set_events(self._tool, events.JUMP | events.PY_START)
        # A thread that does not come to a jump in this time waits, or is in C.
        self._all_told.wait(WINDOW)
        with self._lock:
            if self._tool is not None:
                _monitoring.set_events(self._tool, 0)
                for event in (events.JUMP, events.PY_START):
                    _monitoring.register_callback(self._tool, event, None)

    def _asked_here(self, *event: object) -> None:
        """Called by the interpreter in every thread at every jump and call, while a window is open."""
        try:
            executing = here()
            if executing is None or executing.number not in self._asked:
                return
            with self._lock:
                target = self._asked.pop(executing.number, None)
                if target is not None and target.executing.number in self._targets:
                    self._aim(target, list(outward(sys._getframe(1))))
                if not self._asked:
                    self._all_told.set()
        except Exception:
            log.exception("a thread could not be looked at")


class Tracing:
    """By a thread's trace function, on Python 3.11."""

    def look(self, targets: list[Target]) -> None:
        """Set the trace function of those threads that are where they may stop soon."""
        time.sleep(0)  # for the same reasons as in `Monitoring.look`
        stacks = current_stacks({target.executing.ident for target in targets})
        for target in targets:
            stack = stacks.get(target.executing.ident)
            if stack and not target.executing.ended:
                self._aim(target, stack)

    def _aim(self, target: Target, stack: list[FrameType]) -> None:
        depth = next((n for n, is_app in enumerate(app_frames(stack, target.is_app_code)) if is_app), None)
        if depth is None:
            return
        if depth == 0:
            stack[0].f_trace_opcodes = True
            self._trace(target, stay=False)
        elif not stack[depth - 1].f_trace_lines:
            pass  # marked when it was last looked at: this is the same call
        elif not target.in_library:
            target.in_library = True
            stack[depth - 1].f_trace_lines = False
        elif target.refusal(stack[depth:]) is None:
            self._trace(target, stay=True)

    def leave(self, target: Target) -> None:
        """Forget the trace function, which takes itself away when it is next called: the thread is in app code no more."""
        target.visitor = None

    def _trace(self, target: Target, *, stay: bool) -> None:
        executing = target.executing
        if not executing.state:
            return
        state = _ThreadState.from_address(executing.state)
        if state.c_tracefunc:
            return  # its own, or what was set before
        if target.visitor is None:
            target.visitor = _Visitor(target)
        target.visitor.begin(stay=stay)
        arguments = ctypes.c_void_p(executing.state), _DEL_ITEM, target.visitor
        # The thread's state is there as long as it has not ended, and the interpreter is not given to other threads
        # from the look at `ended` to the call: neither a call nor a jump back lies between. Nothing here allocates what
        # the garbage collector counts, either.
        if not executing.ended and not state.c_tracefunc:
            _set_trace(*arguments)


class _Visitor:
    """A trace function: CPython calls `PyObject_DelItem(self, frame)` for each line, call, return and exception of a thread.

    Which of them it is does not arrive. It need not: an exception has the same handlers in all of them.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._stay = False
        self._events_left: int | None = None
        """How long to go on, once the thread was interrupted (it may catch everything, in a loop) or could not be."""
        self._raised = False

    def begin(self, *, stay: bool) -> None:
        """Begin anew; it is not set at this moment. `stay` says whether to follow the thread through libraries, too."""
        self._stay, self._events_left, self._raised = stay, None, False

    def __delitem__(self, frame: FrameType) -> None:
        if self._raised:  # this is what we have raised, on its way
            self._raised = False
            return
        try:
            if not self._goes_on(frame):
                _leave(frame)
        except StopException:
            self._raised, self._events_left = True, EVENTS
            raise
        except Exception:
            _leave(frame)
            log.exception("a thread could not be looked at")

    def _goes_on(self, frame: FrameType) -> bool:
        """Interrupt the thread if this is the place; say whether to look at what it executes next, too."""
        target = self._target
        if here() is not target.executing or target.executing.ended:
            return False  # the thread has moved on
        if self._events_left is not None:
            self._events_left -= 1
            if self._events_left < 0:
                return False
        if next(app_frames(outward(frame), target.is_app_code)):
            frame.f_trace_opcodes = True
            if target.arrive(frame, frame.f_lasti) and self._events_left is None:
                self._events_left = EVENTS
            return True
        if self._stay:
            frame.f_trace_lines = False
        return self._stay


def _leave(frame: FrameType) -> None:
    """Trace the calling thread no more; called by its trace function."""
    # Behind a line's event CPython tells of the instruction, and calls what it has called before though that has gone.
    frame.f_trace_opcodes = False
    sys.settrace(None)


class _ThreadState(ctypes.Structure):
    """The beginning of CPython 3.11's `PyThreadState`: `Include/cpython/pystate.h`."""

    _fields_ = (
        ("prev", ctypes.c_void_p),
        ("next", ctypes.c_void_p),
        ("interp", ctypes.c_void_p),
        ("_initialized", ctypes.c_int),
        ("_static", ctypes.c_int),
        ("recursion_remaining", ctypes.c_int),
        ("recursion_limit", ctypes.c_int),
        ("recursion_headroom", ctypes.c_int),
        ("tracing", ctypes.c_int),
        ("tracing_what", ctypes.c_int),
        ("cframe", ctypes.c_void_p),
        ("c_profilefunc", ctypes.c_void_p),
        ("c_tracefunc", ctypes.c_void_p),
    )


_DEL_ITEM = ctypes.c_void_p()
_set_trace: Callable[..., Any]
_monitoring: Any = getattr(sys, "monitoring", None)


def _prepare_tracing() -> bool:
    """Find what tracing other threads takes, and whether it is what it is taken for."""
    global _DEL_ITEM, _set_trace
    try:
        _set_trace = ctypes.pythonapi._PyEval_SetTrace
        _DEL_ITEM = ctypes.cast(ctypes.pythonapi.PyObject_DelItem, ctypes.c_void_p)
    except AttributeError:
        return False
    if _ThreadState.from_address(thread_state()).recursion_limit != sys.getrecursionlimit():
        return False  # a build whose thread states look different
    _set_trace.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.py_object]
    _set_trace.restype = ctypes.c_int
    return True


def injector() -> Injector | None:
    """Return the way that this Python offers; None if it offers none, and threads stop at commands alone."""
    return _injector


def _choose() -> Injector | None:
    if platform.python_implementation() != "CPython":
        return None
    if _monitoring is not None:
        return Asking() if sysconfig.get_config_var("Py_GIL_DISABLED") else Monitoring()
    return Tracing() if sys.version_info[:2] == (3, 11) and _prepare_tracing() else None


_injector = _choose()

if isinstance(_injector, Monitoring) and hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_injector.forget_all)
