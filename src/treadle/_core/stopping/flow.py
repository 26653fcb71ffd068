"""The paths through one code object: the successors and the handler of each instruction."""

import bisect
import dis
from collections.abc import Callable, Container, Iterable, Iterator
from types import CodeType

Position = tuple[int, int | None, int | None, int | None]
"""The position of an instruction in the source: first line, last line, first column, last column."""

_JUMPS = frozenset([*dis.hasjrel, *dis.hasjabs])
_LEAVING = ("RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE")
ALWAYS = ("JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT")
"""Jumps without a condition."""
_CALM = frozenset(
    ["COPY", "LOAD_COMMON_CONSTANT", "LOAD_CONST", "NOP", "POP_EXCEPT", "PUSH_EXC_INFO", "SWAP", *ALWAYS]
)
"""Instructions that never fail."""


class Flow:
    """A code object's instructions, named by their indices, and the paths through them."""

    def __init__(self, code: CodeType) -> None:
        self._size = len(code.co_code)
        self.all = list(dis.get_instructions(code))
        self._index = {instruction.offset: index for index, instruction in enumerate(self.all)}
        self.names = [instruction.opname for instruction in self.all]
        self.positions = [_position(instruction) for instruction in self.all]
        """The position of each instruction in the source; None if it has none."""
        self.targets = [
            next((self._index[offset] for offset in jumps_of(instruction)), None) for instruction in self.all
        ]
        """The target of each jump; None for other instructions."""
        self._handlers = Handlers(code)

    def __len__(self) -> int:
        return len(self.all)

    def handler(self, index: int) -> int | None:
        """Return the handler of an instruction's exception; None if it leaves the code object."""
        offset = self._handlers.at(self.all[index].offset)
        return None if offset is None else self._index[offset]

    def following(self, index: int) -> Iterator[int]:
        """Yield the possible successors of an instruction that does not fail."""
        target = self.targets[index]
        if target is not None:
            yield target
        if not leaves(self.all[index]) and index + 1 < len(self.all):
            yield index + 1

    def failing(self, index: int) -> Iterator[int]:
        """Yield the successors of an instruction that fails."""
        if self.names[index] not in _CALM:
            handler = self.handler(index)
            if handler is not None:
                yield handler

    def reached(
        self,
        start: int,
        *,
        within: Container[int] | None = None,
        stop: Callable[[int], bool] = lambda index: False,
        failing: bool = True,
    ) -> set[int]:
        """Return the instructions that are reached from an instruction, including itself.

        Args:
            start: the first instruction.
            within: the paths do not leave these instructions.
            stop: returns whether a path ends; this instruction is not included.
            failing: whether instructions can fail.
        """
        found: set[int] = set()
        todo = [start]
        while todo:
            index = todo.pop()
            if index in found or stop(index) or (within is not None and index not in within):
                continue
            found.add(index)
            todo += self.following(index)
            if failing:
                todo += self.failing(index)
        return found

    def leading_to(self, ends: set[int], within: set[int]) -> set[int]:
        """Return the instructions that lead to some instructions without failing, including these."""
        before: dict[int, list[int]] = {}
        for index in within:
            for following in self.following(index):
                before.setdefault(following, []).append(index)
        found: set[int] = set()
        todo = list(ends)
        while todo:
            index = todo.pop()
            if index not in found:
                found.add(index)
                todo += before.get(index, ())
        return found

    def levels(self, begin: int) -> dict[int, int]:
        """Return the instructions of a handler that begins with PUSH_EXC_INFO, each with its depth.

        The handler's own instructions have level 1. Those of inner handlers are deeper.
        """
        found: dict[int, int] = {}
        todo = [(begin, 0)]
        while todo:
            index, level = todo.pop()
            if index in found:
                continue
            found[index] = level
            after = level + (self.names[index] == "PUSH_EXC_INFO") - (self.names[index] == "POP_EXCEPT")
            if after > 0:
                todo += [(following, after) for following in self.following(index)]
            todo += [(handler, level) for handler in self.failing(index)]
        return found

    def offsets(self, indices: Iterable[int]) -> frozenset[int]:
        """Return the offsets of instructions and their caches.

        A frame that has called another one is in a cache.
        """
        found: set[int] = set()
        for index in indices:
            end = self.all[index + 1].offset if index + 1 < len(self.all) else self._size
            found.update(range(self.all[index].offset, end, 2))
        return frozenset(found)


class Handlers:
    """The handlers of a code object."""

    def __init__(self, code: CodeType) -> None:
        self._ranges = _handlers(code)
        self._begins = [begin for begin, _, _ in self._ranges]

    def at(self, offset: int) -> int | None:
        """Return the offset of the handler of an instruction's exception, None if it leaves the frame."""
        index = bisect.bisect_right(self._begins, offset) - 1
        if index < 0:
            return None
        _, end, target = self._ranges[index]
        return target if offset < end else None


def jumps_of(instruction: dis.Instruction) -> list[int]:
    """Return the possible targets of an instruction's jump."""
    return [instruction.argval] if instruction.opcode in _JUMPS else []


def leaves(instruction: dis.Instruction) -> bool:
    """Return whether the next instruction is never executed after this one."""
    return instruction.opname in _LEAVING or instruction.opname in ALWAYS


def _position(instruction: dis.Instruction) -> Position | None:
    position = instruction.positions
    if position is None or position.lineno is None:
        return None
    return position.lineno, position.end_lineno, position.col_offset, position.end_col_offset


def _handlers(code: CodeType) -> list[tuple[int, int, int]]:
    """Return the ranges of all handlers and their targets, in order.

    CPython's `Objects/exception_handling_notes.txt` describes the format of the table. Ranges do not overlap.
    """
    found = []
    table = iter(code.co_exceptiontable)
    for first in table:
        begin = _number(first, table)
        length = _number(next(table), table)
        target = _number(next(table), table)
        _number(next(table), table)  # the stack depth, which is not used
        found.append((begin * 2, (begin + length) * 2, target * 2))
    return found


def _number(first: int, table: Iterator[int]) -> int:
    value = first & 63
    while first & 64:
        first = next(table)
        value = value << 6 | first & 63
    return value
