"""The safe points of one code object, by the rules of the stop ladder.

An exception from outside is safe only where app code expects to be left, so there are few such places:

- **The jump back of a loop, and the beginning of a function.** Code that runs for long passes one of them all
  the time. Nothing is half done there: between `lock.acquire()` and the `try:` after it, or between `open()`
  and the assignment of the file, there is no safe point.
- **Not during clean-up.** No safe point is in a `finally` block, in the exit of a `with` block, in a handler
  that ends in a bare `raise`, or at the beginning of another handler, before its first call or jump back.

The module `stacks` says which frames may lie below.

*The exception is raised at the jump, not at its target.* At the jump, all handlers around the loop apply, and
none of the loop's body. Up to CPython 3.13, the target of the jump is not safe: when the body begins with
`try:`, it is a NOP that is missing in the exception table, and an exception there skips all handlers of the
function. (Some jumps are missing, too: see `_condition`. Their loops have another safe point with the same
handlers.) Up to 3.13, a `while` loop also repeats its test before the jump: `while not
lock.acquire(timeout=1)` may hold the lock at the jump. There the safe point is the first instruction of the
repeated test.

The contents of handlers are read from the compiled code, because the source may have been saved meanwhile.
For exits by an exception, the flow of the code shows them: everything between PUSH_EXC_INFO and POP_EXCEPT. A
`finally` block is compiled a second time for the normal exit, with the same positions in the source. These
positions identify the copy. The normal exit of a `with` block passes three Nones to `__exit__`, which
identify it.
"""

from collections.abc import Collection, Iterable, Iterator
from types import CodeType
from typing import NamedTuple

from .flow import ALWAYS, Flow, Position

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
"""Instructions that call Python code only when they drop an object, such as its destructor."""
_MATCHES = ("CHECK_EXC_MATCH", "CHECK_EG_MATCH")
_HANDLING = ("COPY", "POP_EXCEPT", "PUSH_EXC_INFO", "RERAISE", *ALWAYS)
"""Instructions that the compiler adds. Their positions are those of other code."""


class Places(NamedTuple):
    """The safe and unsafe instructions of one code object. Offsets are in bytes, as in `f_lasti`."""

    points: frozenset[int]
    """Instructions before which an interrupt is safe."""
    guarded: frozenset[int]
    """Instructions of clean-up code. Neither these nor the functions that they call are interrupted."""
    cleanup: frozenset[int]
    """Instructions of whole `except` and `finally` blocks and of exits of `with` blocks, guarded or not."""
    dropping: frozenset[int]
    """Instructions that call only destructors."""


def places_of(code: CodeType) -> Places:
    """Return the places of a code object. This takes some tens of microseconds for each line."""
    flow = Flow(code)
    guarded, cleanup, finally_positions = _ways_out(flow)
    guarded |= _ordinary_exits(flow)
    points = set(_beginning(flow)) - guarded
    copied = {
        index
        for index, position in enumerate(flow.positions)
        if position in finally_positions and flow.names[index] not in ALWAYS
    }
    points -= copied
    for jump, point in _rounds(flow):
        # The position of the jump itself says nothing: it is that of the code before it, which may be a
        # `finally` block.
        position = flow.positions[flow.targets[jump] or 0] or flow.positions[point]
        if not {jump, point} & guarded and position not in finally_positions:
            points.add(point)
    return Places(
        points=frozenset(flow.all[index].offset for index in _with_prefixes(flow, points)),
        guarded=flow.offsets(guarded | copied),
        cleanup=flow.offsets(guarded | copied | cleanup),
        dropping=flow.offsets(index for index, name in enumerate(flow.names) if name.startswith(_DROPPING)),
    )


# Points -----------------------------------------------------------------------------------------------------


def _beginning(flow: Flow) -> list[int]:
    """Return the first instruction of the function's own code."""
    first = flow.names.index("RESUME") + 1 if "RESUME" in flow.names else len(flow)
    return [first] if first < len(flow) else []


def _rounds(flow: Flow) -> Iterator[tuple[int, int]]:
    """Yield the jump back of each loop, and the first instruction of its next round."""
    ordinary = flow.reached(0, failing=False)
    for jump, target in enumerate(flow.targets):
        if target is None or target > jump or flow.names[target] == "SEND":  # SEND: a wait within `await`
            continue
        # The compiler moves handlers to the end of the code. A jump back to the code after the handlers
        # begins no round.
        if jump not in ordinary and jump in flow.reached(0, stop=target.__eq__):
            continue
        condition = _condition(flow, jump)
        handler = flow.handler(jump if condition is None else condition)
        points = [_test(flow, jump, target), target]
        if condition is not None:
            points.append(_first_within(flow, condition))
        point = next((each for each in points if flow.handler(each) == handler), None)
        if point is not None:
            yield jump, point


def _condition(flow: Flow, jump: int) -> int | None:
    """Return the end of a condition, if a jump back was added to its conditional jump; otherwise None.

    From CPython 3.12 on, conditional jumps only go forward. The exception table does not contain the added
    jump back (in 3.14, nor the conditional jump), so an exception there skips all handlers of the function.
    """
    before = jump - 1
    while before > 0 and flow.names[before] in ("EXTENDED_ARG", "NOT_TAKEN"):
        before -= 1
    if flow.targets[before] != jump + 1:
        return None
    before -= 1
    while before > 0 and flow.names[before] == "EXTENDED_ARG":
        before -= 1
    return before


def _test(flow: Flow, jump: int, target: int) -> int:
    """Return the first instruction of the test that is repeated before a jump back, or the jump itself."""
    if flow.names[target] == "FOR_ITER":
        return jump
    # The test also stands before the loop's body, at the same positions in the source.
    before = {position for position in flow.positions[:target] if position and position[2] is not None}
    point = jump
    for index in range(jump - 1, target, -1):
        # The compiler adds instructions without a position to comprehensions.
        if flow.positions[index] in before:
            point = index
        elif flow.positions[index] is not None:
            break
    return point


def _first_within(flow: Flow, condition: int) -> int:
    """Return the first instruction of the expression with this last instruction."""
    whole, first = flow.positions[condition], condition
    while first > 0 and whole and (part := flow.positions[first - 1]) and _contains(whole, part):
        first -= 1
    return first


def _contains(whole: Position, part: Position) -> bool:
    return _start(whole) <= _start(part) and _end(part) <= _end(whole)


def _with_prefixes(flow: Flow, points: Iterable[int]) -> Iterator[int]:
    """Yield instructions with their prefixes: tools report an instruction at either end of these."""
    for point in points:
        first = last = point
        while first > 0 and flow.names[first - 1] == "EXTENDED_ARG":
            first -= 1
        while flow.names[last] == "EXTENDED_ARG":
            last += 1
        yield from range(first, last + 1)


# Ways out ---------------------------------------------------------------------------------------------------


def _ways_out(flow: Flow) -> tuple[set[int], set[int], set[Position]]:
    """Return the guarded and all instructions of handlers, and the positions of `finally` blocks."""
    protected: set[int] = set()
    handling: set[int] = set()
    finally_positions: set[Position] = set()
    for begin, name in enumerate(flow.names[:-1]):
        if name != "PUSH_EXC_INFO":
            continue
        levels = flow.levels(begin)
        handling |= levels.keys()
        matches = [index for index, level in levels.items() if level == 1 and flow.names[index] in _MATCHES]
        if flow.names[begin + 1] == "WITH_EXCEPT_START":
            protected |= levels.keys()
        elif matches or flow.names[begin + 1] == "POP_TOP":
            protected |= flow.reached(begin, within=levels, stop=lambda index: _calls_or_repeats(flow, index))
            protected |= _blocks_that_raise(flow, begin, levels, matches)
        else:
            protected |= levels.keys()
            finally_positions |= {
                position
                for index in levels
                if (position := flow.positions[index]) and flow.names[index] not in _HANDLING
            }
    return protected, handling, finally_positions


def _calls_or_repeats(flow: Flow, index: int) -> bool:
    name, target = flow.names[index], flow.targets[index]
    if target is not None:
        return target <= index
    return name.startswith("CALL") and not name.startswith("CALL_INTRINSIC")


def _blocks_that_raise(flow: Flow, begin: int, levels: dict[int, int], matches: Collection[int]) -> set[int]:
    """Return the instructions of the `except` blocks of one `try` that end in a bare `raise`."""
    blocks, others = [], set()
    for match in matches:
        decides = next(index for index in range(match, len(flow)) if flow.names[index].startswith("POP_JUMP"))
        blocks.append(decides + 1)
        others.add(flow.targets[decides] or 0)
    if not any(flow.names[match] == "CHECK_EG_MATCH" for match in matches):
        # `except:` without a type begins with taking the exception off the stack.
        blocks += [index for index in (begin + 1, *others) if flow.names[index] == "POP_TOP"]
    found: set[int] = set()
    for block in blocks:
        inside = flow.reached(block, within=levels, stop=(others - {block}).__contains__)
        found |= flow.leading_to(_last_raises(flow, block, inside, levels), inside)
    return found


def _last_raises(flow: Flow, block: int, inside: set[int], levels: dict[int, int]) -> set[int]:
    """Return the bare `raise` at the end of an `except` block; nothing if it ends otherwise."""
    positions = {index: position for index in inside if (position := flow.positions[index])}
    raises = {
        index: position
        for index, position in positions.items()
        if flow.names[index] == "RAISE_VARARGS" and flow.all[index].arg == 0 and levels[index] == 1
    }
    if not raises or block not in positions:
        return set()
    last = max(raises.values(), key=_start)
    if any(_start(position) > _start(last) for position in positions.values()):
        return set()
    # If the last statement is an `if` that ends in `raise`, its condition may stand further left.
    header = positions[block][0]
    if any(
        header < position[0] < last[0] and (position[2] or 0) < (last[2] or 0)
        for position in positions.values()
    ):
        return set()
    return {index for index, position in raises.items() if position == last}


def _start(position: Position) -> tuple[int, int]:
    return position[0], position[2] or 0


def _end(position: Position) -> tuple[int, int]:
    return position[1] or position[0], position[3] or 0


def _ordinary_exits(flow: Flow) -> set[int]:
    """Return the instructions that leave `with` blocks without an exception."""
    found: set[int] = set()
    for index in range(len(flow) - 3):
        nones = range(index, index + 3)
        if not all(
            flow.names[each].startswith("LOAD_CO") and flow.all[each].argval is None for each in nones
        ):
            continue
        if len(set(flow.positions[index : index + 4])) == 1:
            end = flow.names.index("POP_TOP", index)
            found.update(range(index, end + 1))
    return found
