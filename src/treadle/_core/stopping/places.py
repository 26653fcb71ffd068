"""Where in app code an interrupt may land: the rules of the stop ladder, with no thread and nothing injected.

An exception that comes from outside is safe only where app code expects to be left, so there are few such places:

- **The beginning of a loop's next round, or of a function.** Code that goes on and on passes one of them all the time.
  Nothing is half done there: between `lock.acquire()` and the `try:` behind it, between `open()` and the name that takes
  the file, there is no such place.
- **Not on the way out.** Not in an `except` or `finally` block, nor in the exit of a `with` block; not in `__exit__`,
  `__del__` and their like; nor in whatever any of these calls, however deep.
- **Not under a library.** Every frame between the place and the beginning of the thread is app code, Treadle, or what
  threads, pools and asyncio call app code with. A library that calls an app's function may hold a lock of its own, or be half
  way through a change; an import that one visitor has begun serves all.

What is in a handler is read from the compiled code, as its source may have been saved meanwhile. For exceptional ways out
the flow of the code says it: what lies between PUSH_EXC_INFO and POP_EXCEPT. A `finally` block and a `with` exit are
compiled once more for the ordinary way, at the same positions in the source: that is how those are known.
"""

import asyncio
import bisect
import dis
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import thread as pool_threads
from multiprocessing import pool as process_pools
from types import CodeType, FrameType
from typing import NamedTuple

EXITS = frozenset(["__aenter__", "__aexit__", "__del__", "__enter__", "__exit__"])
"""Methods that are not interrupted. In `__enter__`, what `__exit__` undoes may be done already, and nobody would undo it."""

TREADLE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")
_ASYNCIO = os.path.join(os.path.dirname(os.path.abspath(asyncio.__file__)), "")
_BEGINNINGS = frozenset(
    [
        (threading.__file__, "run"),
        (threading.__file__, "_bootstrap_inner"),
        (pool_threads.__file__, "run"),
        (process_pools.__file__, "worker"),
    ]
)
"""File and function where a thread or job begins. What lies below (a monitoring tool's wrapper, say) is not looked at."""
_OWN_BEGINNINGS = frozenset(["execute_job", "_body"])
_CARRIERS = frozenset([(process_pools.__file__, "mapstar"), (process_pools.__file__, "starmapstar")])
_JOBLIB = ("BatchedCalls.__call__", "_TracebackCapturingWrapper.__call__")
_DROPPING = (
    "POP_TOP",
    "RETURN_",
    "DELETE_FAST",
    "DELETE_NAME",
    "DELETE_GLOBAL",
    "DELETE_DEREF",
    "STORE_FAST",
    "STORE_NAME",
    "STORE_GLOBAL",
    "STORE_DEREF",
)
"""Instructions that call Python code only by letting go of an object: then it is a destructor or a weak reference's callback."""


class Places(NamedTuple):
    """What is known of one code object. Offsets are in bytes, as `f_lasti` is."""

    heads: frozenset[int]
    """Instructions before which an interrupt may come."""
    guarded: frozenset[int]
    """Instructions of handlers and exits."""
    cleanup: frozenset[int]
    """Instructions of whole `except` and `finally` blocks and of the exits of `with` blocks. A `finally` block is compiled
    more than once: this has the copy for the ordinary way, too."""
    dropping: frozenset[int]
    """Instructions from which only destructors are called."""
    own_jumps: frozenset[int]
    """Heads that jump to themselves: all of `while True: pass`."""


def places_of(code: CodeType) -> Places:
    """Work out where a code object may be interrupted; some tens of microseconds for a line of it."""
    instructions = list(dis.get_instructions(code))
    guarded = _guarded(code, instructions)
    heads: set[int] = set()
    own_jumps: set[int] = set()
    entered = False
    for index, instruction in enumerate(instructions):
        if instruction.opname == "RESUME" and not entered and index + 1 < len(instructions):
            entered = True
            heads.add(instructions[index + 1].offset)
        if instruction.opcode in _JUMPS and instruction.argval <= instruction.offset:
            if "NO_INTERRUPT" in instruction.opname:  # waits within `await`
                continue
            heads.add(instruction.argval)
            if instruction.argval == instruction.offset:
                own_jumps.add(instruction.offset)
    # Tools report an instruction where its prefixes begin, or where they end.
    for index, instruction in enumerate(instructions):
        if instruction.opname == "EXTENDED_ARG" and instruction.offset in heads:
            heads.add(instructions[index + 1].offset)
    dropping = frozenset(i.offset for i in instructions if i.opname.startswith(_DROPPING))
    cleanup = _with_caches(code, instructions, guarded)
    return Places(
        heads=frozenset(heads - guarded),
        guarded=cleanup,
        cleanup=cleanup,
        dropping=_with_caches(code, instructions, dropping),
        own_jumps=frozenset(own_jumps),
    )


def _with_caches(
    code: CodeType, instructions: list[dis.Instruction], offsets: frozenset[int]
) -> frozenset[int]:
    """Add what belongs to instructions: a frame that has called another may be at its call's last cache entry."""
    ends = [*(instruction.offset for instruction in instructions[1:]), len(code.co_code)]
    return frozenset(
        offset
        for instruction, end in zip(instructions, ends, strict=True)
        if instruction.offset in offsets
        for offset in range(instruction.offset, end, 2)
    )


_JUMPS = frozenset([*dis.hasjrel, *dis.hasjabs])
_LEAVING = ("RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE")
_ALWAYS = ("JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT")


def _guarded(code: CodeType, instructions: list[dis.Instruction]) -> frozenset[int]:
    depths = _handler_depths(code, instructions)
    positions = {
        i.offset: (p.lineno, p.end_lineno, p.col_offset, p.end_col_offset)
        for i in instructions
        if (p := i.positions) is not None and p.lineno is not None
    }
    inside = [i for i in instructions if depths.get(i.offset) and i.offset in positions]
    ways_out = {positions[i.offset] for i in inside}
    # A `with` block's exit is where its lock is named: to name it is no exit, unless that happens in a handler.
    exits = {positions[i.offset] for i in inside if i.opname == "WITH_EXCEPT_START"}
    named = {(positions[i.offset], i.opname) for i in inside}
    guarded = {offset for offset, depth in depths.items() if depth}
    for instruction in instructions:
        position = positions.get(instruction.offset)
        if position in ways_out and not (
            position in exits
            and instruction.opname.startswith("LOAD_")
            and (position, instruction.opname) not in named
        ):
            guarded.add(instruction.offset)
    return frozenset(guarded)


def _handler_depths(code: CodeType, instructions: list[dis.Instruction]) -> dict[int, int]:
    """Return in how many handlers each instruction lies."""
    flow = _Flow(code, instructions)
    flow.follow(0)
    for instruction in instructions:
        if instruction.opname == "PUSH_EXC_INFO" and instruction.offset not in flow.depths:
            flow.follow(instruction.offset)  # the handler of a `try` that cannot fail
    return flow.depths


class _Flow:
    """Follows a code object's ways."""

    def __init__(self, code: CodeType, instructions: list[dis.Instruction]) -> None:
        self._instructions = instructions
        self._index = {instruction.offset: index for index, instruction in enumerate(instructions)}
        self._handlers = Handlers(code)
        self.depths: dict[int, int] = {}
        """By offset, in how many handlers an instruction lies that was come to."""

    def follow(self, start: int) -> None:
        """Note the depths of what is reached from an instruction that lies in no handler."""
        todo = [(start, 0)]
        while todo:
            offset, depth = todo.pop()
            # Ways that meet agree, except for a handler's own end, which is no way out of what is around it.
            if self.depths.get(offset, depth + 1) <= depth:
                continue
            self.depths[offset] = depth
            index = self._index[offset]
            instruction = self._instructions[index]
            after = depth
            if instruction.opname == "PUSH_EXC_INFO":
                after += 1
            elif instruction.opname == "POP_EXCEPT":
                after -= 1
            elif (handler := self._handlers.at(offset)) is not None:  # those two cannot fail
                todo.append((handler, depth))
            todo += [(target, after) for target in jumps_of(instruction)]
            if not leaves(instruction):
                todo += [(following.offset, after) for following in self._instructions[index + 1 : index + 2]]


class Handlers:
    """The handlers of a code object."""

    def __init__(self, code: CodeType) -> None:
        self._ranges = _handlers(code)
        self._begins = [begin for begin, _, _ in self._ranges]

    def at(self, offset: int) -> int | None:
        """Return the offset of the handler that an exception of an instruction leads to, None if it leaves the frame."""
        index = bisect.bisect_right(self._begins, offset) - 1
        if index < 0:
            return None
        _, end, target = self._ranges[index]
        return target if offset < end else None


def jumps_of(instruction: dis.Instruction) -> list[int]:
    """Return where an instruction may jump to."""
    return [instruction.argval] if instruction.opcode in _JUMPS else []


def leaves(instruction: dis.Instruction) -> bool:
    """Return whether what stands behind an instruction is never executed after it."""
    return instruction.opname in _LEAVING or instruction.opname in _ALWAYS


def _handlers(code: CodeType) -> list[tuple[int, int, int]]:
    """Return from where to where each handler holds, and where it is, in order.

    The table's format is in CPython's `Objects/exception_handling_notes.txt`. No two hold for the same instruction.
    """
    found = []
    table = iter(code.co_exceptiontable)
    for first in table:
        begin = _number(first, table)
        length = _number(next(table), table)
        target = _number(next(table), table)
        _number(next(table), table)  # how much stays on the stack
        found.append((begin * 2, (begin + length) * 2, target * 2))
    return found


def _number(first: int, table: Iterator[int]) -> int:
    value = first & 63
    while first & 64:
        first = next(table)
        value = value << 6 | first & 63
    return value


def _carries(code: CodeType) -> bool:
    """Whether a library's function is one by which an app's own is executed in a pool or loop."""
    if code.co_filename.startswith(_ASYNCIO) or (code.co_filename, code.co_name) in _CARRIERS:
        return True
    return f"{os.sep}joblib{os.sep}" in code.co_filename and code.co_qualname.startswith(_JOBLIB)


class Atlas:
    """The places of all code looked at. Any thread may use it: two that look at once find the same.

    It is short-lived, as it keeps the code objects.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[CodeType, Places]] = {}

    def places(self, code: CodeType) -> Places:
        """Return a code object's places."""
        known = self._known.get(id(code))
        if known is None:
            known = self._known[id(code)] = code, places_of(code)
        return known[1]

    def refusal(self, stack: Iterable[FrameType], is_app_code: Callable[[str], bool]) -> str | None:
        """Say why a thread must not be interrupted now, None if it may be.

        Args:
            stack: what the thread executes, innermost first. Whether that is at a head is for the caller to look at.
            is_app_code: tells an app's files from libraries'.
        """
        called = False
        for frame in stack:
            code = frame.f_code
            where = code.co_filename, code.co_name
            is_app = is_app_code(code.co_filename)
            if not is_app and not called:
                return "it executes a library"
            is_ours = not is_app and code.co_filename.startswith(TREADLE)
            if where in _BEGINNINGS and not is_app:
                return None
            if is_ours and code.co_name in _OWN_BEGINNINGS:
                return None
            if not is_app and not is_ours and not _carries(code):
                return f"a library calls it: {code.co_name} in {code.co_filename}"
            if code.co_name in EXITS:
                return f"it is in {code.co_name}"
            places = self.places(code)
            if frame.f_lasti in places.guarded:
                return "it is in an exception's handler, a finally block or the exit of a with block"
            if called and frame.f_lasti in places.dropping:
                return "an object that nobody needs any more calls it"
            called = True
        return "nothing shows whose it is"
