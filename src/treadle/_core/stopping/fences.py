"""The places where a stop point stops a fenced run, and the places where it must not.

A stop point raises `StopException`, which leaves every frame between the command and the beginning of the
thread. The calling thread looks at its own stack for three exceptions:

- App code that cleans up. `finally: st.session_state.busy = False` must be executed, even if the run was
  superseded before. So the session's state is not a stop point in `finally`, `except` and `__exit__` of app
  code, nor in code that these call.
- A destructor, or a generator that is dropped and closed. Python prints and ignores their exceptions. So no
  stop point raises there.
- A library's lock. A library that calls `lock.acquire()`, then an app's function, and then `lock.release()`,
  keeps the lock for ever if the app's function raises. So no stop point raises there. The next stop point
  outside does.

While no run is stopped, nothing here is called and costs anything.
"""

import asyncio
import dis
import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

from treadle._core.carry.interruptible import here

from .flow import Handlers, jumps_of, leaves
from .stacks import TREADLE, Atlas

CLEANUP_METHODS = frozenset(["__aexit__", "__del__", "__exit__"])
"""Methods that clean up."""


def cleans_up(is_app_code: Callable[[str], bool]) -> bool:
    """Return whether the caller is in, or was called from, clean-up code of the app.

    Clean-up code is a `finally` or `except` block or an `__exit__`.
    """
    mine = here()
    atlas = None if mine is None else mine.atlas
    if not isinstance(atlas, Atlas):
        atlas = Atlas()
        if mine is not None:
            mine.atlas = atlas
    for frame in _outward():
        code = frame.f_code
        if is_app_code(code.co_filename) and (
            code.co_name in CLEANUP_METHODS or frame.f_lasti in atlas.places(code).cleanup
        ):
            return True
    return False


def may_raise(is_app_code: Callable[[str], bool]) -> bool:
    """Return whether a stop point in the caller can raise. If not, it must do nothing."""
    error = sys.exception()
    while error is not None:
        if isinstance(error, GeneratorExit):
            return False
        error = error.__context__
    return not _harms(is_app_code)


def in_destructor() -> bool:
    """Return whether the caller is a destructor, or was called by one."""
    return any(frame.f_code.co_name == "__del__" for frame in _outward())


def _harms(is_app_code: Callable[[str], bool]) -> bool:
    """Return whether an exception in the caller would be ignored, or would keep a library's lock held."""
    for frame in _outward():
        code = frame.f_code
        if code.co_name == "__del__":
            return True
        if _keeps_lock(frame, is_app_code):
            return True
    return False


def _keeps_lock(frame: FrameType, is_app_code: Callable[[str], bool]) -> bool:
    """Return whether a frame belongs to a library and keeps a lock held if an exception leaves it."""
    code = frame.f_code
    return (
        _may_acquire(code)
        and not code.co_filename.startswith(TREADLE)
        and not is_app_code(code.co_filename)
        and frame.f_lasti in keeps_lock(code)
    )


def waits_under_lock(task: "asyncio.Task[Any]", is_app_code: Callable[[str], bool]) -> bool:
    """Return whether a task waits in app code that is awaited by a library's coroutine with a lock held.

    Only that coroutine would release the lock. Call this on the task's loop. A wait of the library itself
    does not count: its authors know that coroutines can be cancelled.
    """
    frames = list(_awaited(task))
    for index, frame in enumerate(frames):
        if _keeps_lock(frame, is_app_code):
            return any(is_app_code(inner.f_code.co_filename) for inner in frames[index + 1 :])
    return False


def _awaited(task: "asyncio.Task[Any]") -> Iterator[FrameType]:
    """Yield the frames of a suspended task, outermost first."""
    waiting: Any = task.get_coro()
    while waiting is not None:
        for frame_of, inner_of in _SUSPENDED:
            frame = getattr(waiting, frame_of, None)
            if frame is not None:
                yield frame
                waiting = getattr(waiting, inner_of)
                break
        else:
            return


_SUSPENDED = (("cr_frame", "cr_await"), ("gi_frame", "gi_yieldfrom"), ("ag_frame", "ag_await"))
"""The attributes of coroutines and generators that have their frame and the awaited object."""


def _outward() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


# Locks of libraries -----------------------------------------------------------------------------------------
#
# Python does not tell who holds a lock. But code that takes one without `with` calls a function with such a
# name: `acquire`, `_acquireLock`, `acquire_read`. The compiled code then says where the lock may be held, and
# whether the handlers around such a place release it. Code that takes a lock in one function and releases it
# in another cannot be recognised.

_ACQUIRE = re.compile("((?<![a-z])acquire|Acquire)(?![a-z])")
_RELEASE = re.compile("((?<![a-z])release|Release)(?![a-z])")
_CALLS = ("CALL", "CALL_KW", "CALL_FUNCTION_EX")

_RAISING = ("RERAISE", "RAISE_VARARGS", "CLEANUP_THROW")
"""Instructions that raise the handled exception; the last one after an `await` that was not closed."""

MOST = 3
"""The largest counted number of locks. A loop may take any number."""


def _may_acquire(code: CodeType) -> bool:
    return any(_ACQUIRE.search(name) for name in code.co_names)


def _is_called(instruction: dis.Instruction) -> bool:
    """Whether an instruction loads a function that is called at once, as far as the instruction tells."""
    if instruction.opname == "LOAD_METHOD":
        return True
    if instruction.opname == "LOAD_ATTR" and sys.version_info < (3, 12):
        return False
    return bool((instruction.arg or 0) & 1)


@lru_cache(maxsize=256)
def keeps_lock(code: CodeType) -> frozenset[int]:
    """Return the offsets in a code object at which an uncaught exception leaves a lock held."""
    return _LockFlow(code).kept()


class _LockFlow:
    """Follows the paths through a code object, and counts the held locks at each instruction."""

    def __init__(self, code: CodeType) -> None:
        self._code = code
        self._instructions = list(dis.get_instructions(code))
        self._index = {instruction.offset: index for index, instruction in enumerate(self._instructions)}
        self._handlers = Handlers(code)
        self._acquires, self._releases = self._calls()

    def kept(self) -> frozenset[int]:
        """Return the offsets at which a lock is held that no handler releases."""
        held = self._held()
        found: set[int] = set()
        ends = [*(i.offset for i in self._instructions[1:]), len(self._code.co_code)]
        for instruction, end in zip(self._instructions, ends, strict=True):
            offset = instruction.offset
            if (
                held.get(offset)
                and self._is_released_later(offset)
                and not self._is_released_by_handlers(offset)
            ):
                # A frame that has called another one may be at the call's last cache entry.
                found.update(range(instruction.offset, end, 2))
        return frozenset(found)

    def _calls(self) -> tuple[set[int], set[int]]:
        """Return the offsets of instructions that load an acquiring function, and those after releases."""
        acquires: set[int] = set()
        releases: set[int] = set()
        for index, instruction in enumerate(self._instructions):
            name = instruction.argval
            if not instruction.opname.startswith(("LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER", "LOAD_GLOBAL")):
                continue
            if _ACQUIRE.search(name) and _is_called(instruction):
                call = self._call_behind(index)
                if call is not None and not self._is_managed(call):
                    acquires.add(instruction.offset)
            # The lock counts as held until the release has returned, because the release may call the app. A
            # bound method that is not called here is called by other code: `stack.callback(lock.release)`.
            elif _RELEASE.search(name) and (call := self._call_behind(index)) is not None:
                releases.add(self._instructions[call].offset)
        return acquires, releases

    def _call_behind(self, index: int) -> int | None:
        """Return the index of the next call."""
        for at in range(index, len(self._instructions)):
            if self._instructions[at].opname in _CALLS:
                return at
        return None

    def _is_managed(self, call: int) -> bool:
        """Whether the result of a call is entered by `with`: `with pool.acquire() as connection:`."""
        behind = [i.opname for i in self._instructions[call + 1 : call + 3]]
        return behind[:1] in (["BEFORE_WITH"], ["BEFORE_ASYNC_WITH"]) or behind == ["COPY", "LOAD_SPECIAL"]

    def _held(self) -> dict[int, int]:
        """Return the possible number of held locks before each instruction."""
        held: dict[int, int] = {}
        todo = [(0, 0)] if self._instructions else []
        while todo:
            offset, count = todo.pop()
            if held.get(offset, -1) >= count:
                continue
            held[offset] = count
            handler = self._handlers.at(offset)
            if handler is not None:
                todo.append((handler, count))
            if offset in self._acquires:
                count = min(MOST, count + 1)
            if offset in self._releases:
                count = max(0, count - 1)
            todo += [(following, count) for following in self._behind(offset)]
        return held

    def _behind(self, offset: int) -> list[int]:
        """Return the instructions that can follow an instruction that raises nothing."""
        index = self._index[offset]
        instruction = self._instructions[index]
        return [
            *jumps_of(instruction),
            *([] if leaves(instruction) else [i.offset for i in self._instructions[index + 1 : index + 2]]),
        ]

    def _is_released_later(self, offset: int) -> bool:
        """Whether a lock is released after an instruction that raises nothing, here or in other code."""
        # On the path behind `if acquired: lock.release()` without a release, no lock is held.
        todo, seen = [offset], set()
        while todo:
            offset = todo.pop()
            if offset in self._releases:
                return True
            if offset not in seen:
                seen.add(offset)
                todo += self._behind(offset)
        return not self._releases

    def _is_released_by_handlers(self, offset: int) -> bool:
        """Whether the handlers of an instruction release a lock after a `BaseException`."""
        first = self._handlers.at(offset)
        todo, seen = [] if first is None else [first], set()
        while todo:
            offset = todo.pop()
            if offset in seen:
                continue
            seen.add(offset)
            if offset in self._releases:
                return True
            instruction = self._instructions[self._index[offset]]
            if instruction.opname in _RAISING:
                outer = self._handlers.at(offset)
                todo += [] if outer is None else [outer]
            else:
                todo += self._caught(offset)
        return False

    def _caught(self, offset: int) -> list[int]:
        """Return the instructions after an instruction of a handler while a `StopException` is handled."""
        index = self._index[offset]
        instruction = self._instructions[index]
        behind = self._behind(offset)
        if "POP_JUMP" not in instruction.opname or len(behind) != 2:
            return behind
        # `behind` contains the target of the jump and the next instruction.
        before = [i for i in self._instructions[max(0, index - 3) : index] if i.opname != "TO_BOOL"]
        if before and before[-1].opname == "CHECK_EXC_MATCH":
            return behind[1:] if self._matches(index) else behind[:1]
        if before and before[-1].opname == "WITH_EXCEPT_START":
            return behind[1:]  # the exit of the block has not swallowed the exception
        return behind

    def _matches(self, index: int) -> bool:
        """Whether the `except` clause of this jump catches everything."""
        for instruction in reversed(self._instructions[:index]):
            if instruction.argval == "BaseException":
                return True
            if instruction.opname in ("PUSH_EXC_INFO", "POP_EXCEPT") or "POP_JUMP" in instruction.opname:
                return False
        return False
