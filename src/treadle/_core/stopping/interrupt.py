"""The interrupt: raises an exception in a thread without commands.

The thread itself raises it, in a safe place.

`PyThreadState_SetAsyncExc` is the usual way, and is not used. Its exception appears wherever the thread looks
next: in a library, in a destructor, or in the next job of a pool's worker. CPython 3.11 also raises it at the
first jump back of a loop directly after `try:` as if it came before the `try:`, so the handlers are skipped.

Here the interpreter calls us *in* the thread, before an instruction of app code. What we examine cannot
change before we use it: the thread's stack, its locks, its code and its run. If all of these allow it
(`places`), `StopException` is raised on the spot, and belongs to the loop that the instruction begins. It
cannot come late or hit another job, because no pending exception is left behind.

- Python 3.12 and later use `sys.monitoring` with INSTRUCTION events of the app's code objects on the thread's
  stack. All instructions except safe points switch themselves off when they are first met. (An exception from
  a JUMP event skips handlers in 3.12 and 3.13, and a loop on one line has no LINE events.) Another thread
  reads from the stack which code objects these are. Without a GIL that is forbidden. There, for a few
  milliseconds, the interpreter reports every jump and every call of a Python function, and the thread reads
  its own stack at one of them.
- Python 3.11 uses the thread's trace function, which CPython lets one thread set for another
  (`_PyEval_SetTrace`, exported without a Python name). It must be a C function: `PyObject_DelItem` calls our
  `__delitem__` and passes its exception on. It is called for every instruction of app code, because a loop on
  one line has no line events. It slows down the whole thread, so it is set only while the thread is in app
  code, or goes from one library call to the next. A thread with a trace function of its own, of a debugger or
  a coverage tool, is left alone.

While nothing must be stopped, none of this is installed, and code runs at full speed.
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

from treadle._core.carry.interruptible import Interruptible, here, thread_state
from treadle.errors import StopException

from .frames import current_stacks, outward
from .stacks import Atlas, app_frames

log = logging.getLogger("treadle.stop")

PAUSE = 0.002
"""Seconds until the next question after a thread was in a forbidden place.

One question costs microseconds.
"""

EVENTS = 1000
"""The number of instructions for which an interrupted or uninterruptible thread stays traced."""

WINDOW = 0.005
"""Seconds for which the interpreter reports every jump and call, if threads must read their own stacks."""


NAME = "treadle"
"""The name of our tool for `sys.monitoring`."""


class Target:
    """A thread that must stop, and what is known about it.

    The stopper's thread writes it, except where noted.
    """

    def __init__(self, executing: Interruptible, atlas: Atlas, *, due: float, patience: float) -> None:
        self.executing = executing
        self.atlas = atlas
        self.due = due
        """The time of the next look, on the monotonic clock."""
        self.patience = patience
        """Seconds between the next two looks."""
        self.landed = 0
        """The number of its interrupts. Code that catches everything needs several.

        Written by its own thread.
        """
        self.not_before = 0.0
        """The earliest time of the next question, on the monotonic clock. Written by its own thread."""
        self.codes: dict[int, CodeType] = {}
        """The watched code objects of this thread, by id."""
        self.in_library = False
        """Whether it was in a library's code at the last look."""
        self.visitor: _Visitor | None = None
        """The visitor that traces or traced it.

        Kept here because CPython has no reference to a removed one that it still calls.
        """

    def is_app_code(self, filename: str) -> bool:
        """Whether a file belongs to the app whose code the thread executes."""
        return self.executing.is_app_code(filename)

    def refusal(self, stack: Iterable[FrameType]) -> str | None:
        """Return why its thread must not be interrupted now, None if it can be.

        The frames are innermost first.
        """
        executing = self.executing
        if executing.ended or not executing.over():
            return "nobody wants it to stop"
        if executing.locks:
            return "it holds a lock"
        if executing.shield is not None and executing.shield():
            return "others want what it computes"
        return self.atlas.refusal(stack, self.is_app_code)

    def arrive(self, frame: FrameType, offset: int) -> str | None:
        """Raise `StopException` if the calling thread can be interrupted now, or return why not.

        An empty reason means that the instruction is not a safe point, but a later one may be.
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
    """One way to interrupt threads."""

    def look(self, targets: list[Target]) -> None:
        """Make threads stop at their next safe points. Called repeatedly until they have ended."""

    def leave(self, target: Target) -> None:
        """Stop watching a thread that has ended or need not stop any more."""


class Monitoring:
    """Interrupts by `sys.monitoring`, from Python 3.12 on. There is one for the process."""

    TOOLS = (4, 3)
    """Tool numbers without a fixed meaning, in the order in which they are tried."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._targets: dict[int, Target] = {}
        """The targets by execution number.

        Written under `_lock`, read without it by every thread that meets watched code.
        """
        self._watched: dict[int, tuple[CodeType, set[Target]]] = {}
        """The targets of each watched code object, by its id; guarded by `_lock`."""
        self._tool: int | None = None  # guarded by _lock
        self._atlas = Atlas()

    def look(self, targets: list[Target]) -> None:
        """Watch the app's code objects on the threads' stacks."""
        # This starts a fresh time slice of the interpreter. Frames that a thread leaves while they are held
        # here are destroyed by this thread. One slice serves all threads, because each slice waits behind all
        # threads that compute.
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
        """Stop watching the code that was watched only for this thread."""
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
        """Watch nothing in a fork: no thread there could end it, and the lock's holder may be missing."""
        self._lock = threading.RLock()
        watched, self._watched, self._targets = self._watched, {}, {}
        self._tool = None
        events = _monitoring.events
        # The fork may have come between the tool's use and the note of it.
        for tool in (tool for tool in self.TOOLS if _monitoring.get_tool(tool) == NAME):
            _monitoring.set_events(tool, 0)
            for code, _ in watched.values():
                _monitoring.set_local_events(tool, code, 0)
            for event in (events.INSTRUCTION, events.JUMP, events.PY_START):
                _monitoring.register_callback(tool, event, None)
            _monitoring.free_tool_id(tool)

    def _take_tool(self) -> bool:
        if self._tool is not None:
            return True
        for tool in self.TOOLS:
            try:
                _monitoring.use_tool_id(tool, NAME)
            except ValueError:  # another tool uses this number
                continue
            _monitoring.register_callback(tool, _monitoring.events.INSTRUCTION, self._met)
            self._tool = tool
            return True
        return False

    def _met(self, code: CodeType, offset: int) -> Any:
        """Called by the interpreter in the thread that is about to execute an instruction of watched code."""
        try:
            if offset not in self._atlas.places(code).points:
                return _monitoring.DISABLE
            executing = here()
            target = None if executing is None else self._targets.get(executing.number)
            if target is not None and time.monotonic() >= target.not_before:
                target.arrive(sys._getframe(1), offset)
        except Exception:
            log.exception("a thread could not be examined")
        return None


class Asking(Monitoring):
    """Interrupts by `sys.monitoring` without a GIL: each thread reads its own stack."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: dict[int, Target] = {}
        """The targets that have not read their stacks in this window; guarded by `_lock`."""
        self._all_told = threading.Event()

    def look(self, targets: list[Target]) -> None:
        """Open a window in which every jump and call is reported."""
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
        # A thread without a jump in this time is waiting, or is in C.
        self._all_told.wait(WINDOW)
        with self._lock:
            if self._tool is not None:
                _monitoring.set_events(self._tool, 0)
                for event in (events.JUMP, events.PY_START):
                    _monitoring.register_callback(self._tool, event, None)

    def _asked_here(self, *event: object) -> None:
        """Called by the interpreter in every thread at every jump and call while a window is open."""
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
            log.exception("a thread could not be examined")


class Tracing:
    """Interrupts by a thread's trace function, on Python 3.11."""

    def look(self, targets: list[Target]) -> None:
        """Set the trace function of the threads that may soon be at a safe point."""
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
            pass  # it was marked at the last look, in the same call
        elif not target.in_library:
            target.in_library = True
            stack[depth - 1].f_trace_lines = False
        elif target.refusal(stack[depth:]) is None:
            self._trace(target, stay=True)

    def leave(self, target: Target) -> None:
        """Forget the trace function.

        It removes itself at its next call: the thread is no longer in app code.
        """
        target.visitor = None

    def _trace(self, target: Target, *, stay: bool) -> None:
        executing = target.executing
        if not executing.state:
            return
        state = _ThreadState.from_address(executing.state)
        if state.c_tracefunc:
            return  # the thread's own function, or one that was set before
        if target.visitor is None:
            target.visitor = _Visitor(target)
        target.visitor.begin(stay=stay)
        arguments = ctypes.c_void_p(executing.state), _DEL_ITEM, target.visitor
        # The thread's state exists until the thread has ended. From the check of `ended` to the call, the
        # interpreter switches to no other thread, because there is no call or jump back in between. Nothing
        # here allocates an object that could start a garbage collection.
        if not executing.ended and not state.c_tracefunc:
            _set_trace(*arguments)


class _Visitor:
    """A trace function: CPython calls `PyObject_DelItem(self, frame)` for each trace event of a thread.

    The kind of event is not passed. It does not matter, because an exception has the same handlers in all of
    them.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._stay = False
        self._events_left: int | None = None
        """The number of events to continue after an interrupt, which a loop may catch, or after a refusal."""
        self._raised = False

    def begin(self, *, stay: bool) -> None:
        """Reset the state. The function must not be set now.

        `stay`: follow the thread through libraries, too.
        """
        self._stay, self._events_left, self._raised = stay, None, False

    def __delitem__(self, frame: FrameType) -> None:
        if self._raised:  # our own exception is leaving the frame
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
            log.exception("a thread could not be examined")

    def _goes_on(self, frame: FrameType) -> bool:
        """Interrupt the thread if this is a safe point.

        Return whether to continue with its next instructions.
        """
        target = self._target
        if here() is not target.executing or target.executing.ended:
            return False  # the thread has left the frame
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
    """Stop tracing the calling thread. Called by its trace function."""
    # After a line event, CPython reports the instruction, and calls the old function even if it was removed.
    frame.f_trace_opcodes = False
    sys.settrace(None)


class _ThreadState(ctypes.Structure):
    """The first fields of CPython 3.11's `PyThreadState`, from `Include/cpython/pystate.h`."""

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
    """Find the functions that trace other threads, and check that they work as expected."""
    global _DEL_ITEM, _set_trace
    try:
        _set_trace = ctypes.pythonapi._PyEval_SetTrace
        _DEL_ITEM = ctypes.cast(ctypes.pythonapi.PyObject_DelItem, ctypes.c_void_p)
    except AttributeError:
        return False
    if _ThreadState.from_address(thread_state()).recursion_limit != sys.getrecursionlimit():
        return False  # a build with other thread states
    _set_trace.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.py_object]
    _set_trace.restype = ctypes.c_int
    return True


def injector() -> Injector | None:
    """Return the way that this Python offers. None: it offers none, and threads stop only at commands."""
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
