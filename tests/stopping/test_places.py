"""Where code may be interrupted: at the beginnings of loops and functions, never in handlers and exits."""

import ast
import asyncio.base_events
import dis
import inspect
import subprocess
import textwrap
import threading
from collections.abc import Iterator
from types import CodeType, ModuleType

import pytest

from treadle._core.stopping.places import places_of

Spot = tuple[int, int]


def compiled(source: str) -> CodeType:
    return compile(textwrap.dedent(source), "app.py", "exec")


def lines(code: CodeType, offsets: frozenset[int]) -> set[int]:
    """The lines of instructions, without caches and what has no line."""
    return {
        i.positions.lineno
        for i in dis.get_instructions(code)
        if i.offset in offsets and i.positions is not None and i.positions.lineno is not None
    }


def test_a_loop_begins_at_its_first_line() -> None:
    code = compiled("""
        x = 0
        while True:
            x += 1
        """)
    assert {4} <= lines(code, places_of(code).heads) <= {2, 4}


def test_between_acquire_and_try_there_is_no_place() -> None:
    code = compiled("""
        for item in items:
            lock.acquire()
            try:
                work(item)
            finally:
                lock.release()
        """)
    assert lines(code, places_of(code).heads) == {2}


def test_a_loop_that_is_its_own_body_is_known() -> None:
    code = compiled("""
        while True: pass
        """)
    places = places_of(code)
    assert len(places.own_jumps) == 1
    assert places.own_jumps <= places.heads


def test_an_endless_loop_directly_in_try_is_a_place() -> None:
    code = compiled("""
        try:
            while True: pass
        finally:
            clean_up()
        """)
    places = places_of(code)
    assert places.own_jumps <= places.heads
    assert lines(code, places.guarded) == {5}


@pytest.mark.parametrize("ending", ["x = 1", "pass", "return 1", "raise ValueError"])
def test_finally_is_guarded_however_it_is_come_to(ending: str) -> None:
    source = f"def f():\n try:\n  {ending}\n finally:\n  while more():\n   work()\n"
    namespace: dict[str, object] = {}
    exec(source, namespace)
    code = namespace["f"].__code__  # type: ignore[attr-defined]
    places = places_of(code)
    assert not lines(code, places.heads) & {5, 6}
    assert {5, 6} <= lines(code, places.guarded)


def test_the_handlers_of_a_group_are_guarded() -> None:
    code = compiled("""
        try:
            work()
        except* ValueError:
            while more():
                work()
        """)
    assert not lines(code, places_of(code).heads) & {5, 6}
    assert {5, 6} <= lines(code, places_of(code).guarded)


def test_a_loop_round_a_lock_is_a_place() -> None:
    code = compiled("""
        while True:
            with lock:
                x += 1
        """)
    assert 3 in lines(code, places_of(code).heads)


def test_the_exit_of_a_with_block_is_guarded() -> None:
    code = compiled("""
        with lock:
            work()
        """)
    places = places_of(code)
    exits = [i.offset for i in dis.get_instructions(code) if i.opname == "CALL" and i.positions.lineno == 2]
    assert exits
    assert set(exits) <= places.guarded
    assert 3 not in lines(code, places.guarded)


def test_a_call_that_goes_on_is_where_its_caches_are() -> None:
    code = compiled("""
        try:
            pass
        finally:
            clean_up()
        """)
    guarded = places_of(code).guarded
    calls = [i.offset for i in dis.get_instructions(code) if i.opname == "CALL"]
    after = [i.offset for i in dis.get_instructions(code) if i.opname == "POP_TOP"]
    assert all(set(range(call, end, 2)) <= guarded for call, end in zip(calls, after, strict=True))


# Against the source ------------------------------------------------------------------------------------------------


def ways_out(tree: ast.AST) -> Iterator[tuple[Spot, Spot]]:
    """Where the source's handlers and `finally` blocks are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try | ast.TryStar):
            for statement in (*node.finalbody, *(each for handler in node.handlers for each in handler.body)):
                yield (
                    (statement.lineno, statement.col_offset),
                    (statement.end_lineno or 0, statement.end_col_offset or 0),
                )


def functions(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from functions(constant)


@pytest.mark.parametrize("module", [threading, subprocess, inspect, asyncio.base_events, textwrap, ast, dis])
def test_it_is_what_the_source_says(module: ModuleType) -> None:
    source = inspect.getsource(module)
    spans = list(ways_out(ast.parse(source)))
    guarded = loops = 0
    for code in functions(compile(source, "library.py", "exec")):
        places = places_of(code)
        for instruction in dis.get_instructions(code):
            position = instruction.positions
            if position is None or position.lineno is None or position.col_offset is None:
                continue
            begin = position.lineno, position.col_offset
            end = position.end_lineno or 0, position.end_col_offset or 0
            inside = any(
                first <= begin
                and end <= last
                and (code.co_name == "<module>" or first[0] > code.co_firstlineno)
                for first, last in spans
            )
            if inside and not instruction.opname.startswith(("RESUME", "RETURN_GENERATOR")):
                guarded += 1
                assert instruction.offset in places.guarded, (code.co_name, begin, instruction)
            if instruction.offset in places.heads:
                loops += 1
                assert not inside, (code.co_name, begin, instruction)
    assert loops
    assert guarded or module not in (threading, subprocess, inspect)
