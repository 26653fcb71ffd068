"""The ways through one code object: what follows what, and which handler an instruction's exception goes to."""

import bisect
import dis
from collections.abc import Callable, Container, Iterable, Iterator
from types import CodeType

Position = tuple[int, int | None, int | None, int | None]
"""Where an instruction comes from in the source: first line, last line, first column, last column."""

_JUMPS = frozenset([*dis.hasjrel, *dis.hasjabs])
_LEAVING = ("RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE")
ALWAYS = ("JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT")
"""Jumps that have no condition."""
_CALM = frozenset(
    ["COPY", "LOAD_COMMON_CONSTANT", "LOAD_CONST", "NOP", "POP_EXCEPT", "PUSH_EXC_INFO", "SWAP", *ALWAYS]
)
"""Instructions that do not fail."""


class Flow:
    """A code object's instructions, each named by its index, and the ways through them."""

    def __init__(self, code: CodeType) -> None:
        self._size = len(code.co_code)
        self.all = list(dis.get_instructions(code))
        self._index = {instruction.offset: index for index, instruction in enumerate(self.all)}
        self.names = [instruction.opname for instruction in self.all]
        self.positions = [_position(instruction) for instruction in self.all]
        """Where each comes from; None if from nowhere."""
        self.targets = [
            next((self._index[offset] for offset in jumps_of(instruction)), None) for instruction in self.all
        ]
        """Where each jumps to; None if it is no jump."""
        self._handlers = Handlers(code)

    def __len__(self) -> int:
        return len(self.all)

    def handler(self, index: int) -> int | None:
        """Return where an exception of an instruction is handled; None if not here."""
        offset = self._handlers.at(self.all[index].offset)
        return None if offset is None else self._index[offset]

    def following(self, index: int) -> Iterator[int]:
        """Yield what may follow an instruction that does not fail."""
        target = self.targets[index]
        if target is not None:
            yield target
        if not leaves(self.all[index]) and index + 1 < len(self.all):
            yield index + 1

    def failing(self, index: int) -> Iterator[int]:
        """Yield what follows an instruction that fails."""
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
        """Return the instructions that an instruction may lead to, itself included.

        Args:
            start: where the ways begin.
            within: instructions that they do not leave.
            stop: says where they end; this instruction is not included.
            failing: whether instructions may fail.
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
        """Return the instructions that lead to others without failing, these included, among some."""
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
        """Return the instructions of a handler that begins with PUSH_EXC_INFO; with each, how deep in handlers it lies.

        Its own are at level 1. Those of handlers inside it are deeper.
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
        """Return where in the bytecode instructions are, with their caches: where a frame that has called another may be."""
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
    return instruction.opname in _LEAVING or instruction.opname in ALWAYS


def _position(instruction: dis.Instruction) -> Position | None:
    position = instruction.positions
    if position is None or position.lineno is None:
        return None
    return position.lineno, position.end_lineno, position.col_offset, position.end_col_offset


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
