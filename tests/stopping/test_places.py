"""Where code may be interrupted: at jumps back and the beginnings of functions, never on ways out."""

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

from treadle._core.stopping.flow import Flow
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


def test_a_loop_is_a_place() -> None:
    code = compiled("""
        x = 0
        while True:
            x += 1
        """)
    assert {2} < lines(code, places_of(code).points) <= {2, 3, 4}


def test_between_acquire_and_try_there_is_no_place() -> None:
    code = compiled("""
        for item in items:
            lock.acquire()
            try:
                work(item)
            finally:
                lock.release()
        """)
    assert not lines(code, places_of(code).points) & {3, 4, 5}


def test_a_place_has_the_handlers_of_the_loop_and_none_of_its_body() -> None:
    code = compiled("""
        try:
            while True:
                try:
                    step()
                except ValueError:
                    pass
                if done: break
        finally:
            clean_up()
        """)
    flow = Flow(code)
    points = places_of(code).points
    (around,) = {
        flow.handler(index)
        for index, position in enumerate(flow.positions)
        if position and position[0] == 8 and flow.names[index].startswith("LOAD_NAME")
    }
    assert around is not None
    found = [flow.handler(index) for index, each in enumerate(flow.all) if each.offset in points]
    assert found[1:] == [around]


def test_the_place_of_a_loop_is_before_its_test_acquires() -> None:
    code = compiled("""
        while not lock.acquire(timeout=1):
            wait()
        """)
    flow = Flow(code)
    points = [index for index, each in enumerate(flow.all) if each.offset in places_of(code).points]
    acquires = [index for index, each in enumerate(flow.all) if each.argval == "acquire"]
    waits = max(index for index, each in enumerate(flow.all) if each.argval == "wait")
    for point in points[1:]:
        assert not any(waits < each < point for each in acquires)


def test_a_test_with_a_comprehension_is_repeated_as_a_whole() -> None:
    code = compiled("""
        try:
            work()
        except ValueError:
            while not any([each for each in done()]):
                work()
        """)
    flow = Flow(code)
    points = [index for index, each in enumerate(flow.all) if each.offset in places_of(code).points]
    loop = [
        point
        for point in points
        if flow.names[point] != "JUMP_BACKWARD" and (flow.positions[point] or (0,))[0] == 5
    ]
    assert all(flow.all[point].argval == "any" or flow.names[point] == "PUSH_NULL" for point in loop)
    assert all(flow.handler(point) is not None for point in points[1:])


def test_a_jump_from_a_handler_to_what_follows_it_is_no_place() -> None:
    code = compiled("""
        try:
            connection = connect()
        except ValueError:
            connection = connect_again()
        try:
            work(connection)
        finally:
            connection.close()
        """)
    assert lines(code, places_of(code).points) <= {2}


def test_an_endless_loop_directly_in_try_is_a_place() -> None:
    code = compiled("""
        try:
            while True: pass
        finally:
            clean_up()
        """)
    places = places_of(code)
    assert 3 in lines(code, places.points)
    assert lines(code, places.guarded) == {5}


@pytest.mark.parametrize("ending", ["x = 1", "pass", "return 1", "raise ValueError"])
def test_finally_is_guarded_however_it_is_come_to(ending: str) -> None:
    source = f"def f():\n try:\n  {ending}\n finally:\n  while more():\n   work()\n"
    namespace: dict[str, object] = {}
    exec(source, namespace)
    code = namespace["f"].__code__  # type: ignore[attr-defined]
    places = places_of(code)
    assert not lines(code, places.points) & {5, 6}
    assert {5, 6} <= lines(code, places.guarded)


@pytest.mark.parametrize(
    "clause", ["except ValueError", "except ValueError as error", "except", "except* ValueError"]
)
@pytest.mark.parametrize("position", ["first", "second"])
def test_a_handler_is_guarded_up_to_its_first_call(clause: str, position: str) -> None:
    first = " except KeyError:\n  pass\n" if position == "second" else ""
    if "*" in clause:
        first = first.replace("except", "except*")
    source = f"def f():\n try:\n  work()\n{first} {clause}:\n  x[0]\n  work()\n  x[0]\n"
    namespace: dict[str, object] = {}
    exec(source, namespace)
    code = namespace["f"].__code__  # type: ignore[attr-defined]
    before = source.count("\n") - 2
    flow, guarded = Flow(code), places_of(code).guarded
    subscripts = {
        position[0]: each.offset in guarded
        for each, position in zip(flow.all, flow.positions, strict=True)
        if position and each.opname.startswith("BINARY")
    }
    assert subscripts == {before: True, before + 2: False}


RAISING = {
    "directly": "  work()\n  raise\n",
    "on the same line": "  work(); raise\n",
    "behind a way out": "  if x:\n   return\n  work()\n  raise\n",
    "behind a try of its own": "  try:\n   work()\n  except KeyError:\n   work()\n  raise\n",
}


@pytest.mark.parametrize("body", RAISING.values(), ids=RAISING.keys())
@pytest.mark.parametrize(
    "clause", ["except ValueError", "except ValueError as error", "except", "except* ValueError"]
)
def test_a_handler_that_ends_in_a_bare_raise_is_guarded(clause: str, body: str) -> None:
    if "*" in clause and "return" in body:
        pytest.skip("there is no such code")
    source = f"def f():\n try:\n  x\n {clause}:\n{body}"
    namespace: dict[str, object] = {}
    exec(source, namespace)
    code = namespace["f"].__code__  # type: ignore[attr-defined]
    calls = [each.offset for each in dis.get_instructions(code) if each.opname == "CALL"]
    assert calls
    assert set(calls) <= places_of(code).guarded


NOT_RAISING = {
    "raises something else": "  work()\n  raise KeyError\n",
    "raises before": "  if x:\n   raise\n  work()\n",
    "raises in an if": "  if x:\n   work()\n  else:\n   raise\n",
    "raises in another handler": "  try:\n   x\n  except KeyError:\n   raise\n  work()\n",
}


@pytest.mark.parametrize("body", NOT_RAISING.values(), ids=NOT_RAISING.keys())
def test_a_handler_that_does_not_end_in_a_bare_raise_is_not_guarded(body: str) -> None:
    source = f"def f():\n try:\n  x\n except ValueError:\n{body}"
    namespace: dict[str, object] = {}
    exec(source, namespace)
    code = namespace["f"].__code__  # type: ignore[attr-defined]
    calls = [each.offset for each in dis.get_instructions(code) if each.opname == "CALL"]
    assert calls
    assert not set(calls) & places_of(code).guarded


def test_a_loop_round_a_lock_is_a_place() -> None:
    code = compiled("""
        while True:
            with lock:
                x += 1
        """)
    assert len(places_of(code).points) > 1


def test_the_exit_of_a_with_block_is_guarded() -> None:
    code = compiled("""
        with make_lock():
            work()
        """)
    places = places_of(code)
    calls = [i.offset for i in dis.get_instructions(code) if i.opname == "CALL" and i.positions.lineno == 2]
    made, *_, left = calls
    assert made not in places.guarded
    assert left in places.guarded
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


# Against the source -----------------------------------------------------------------------------------------


def ways_out(tree: ast.AST) -> Iterator[tuple[Spot, Spot]]:
    """Where the source's `finally` blocks are, and its handlers that end in a bare `raise`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try | ast.TryStar):
            raising = [handler for handler in node.handlers if is_bare_raise(handler.body[-1])]
            for statement in (*node.finalbody, *(each for handler in raising for each in handler.body)):
                yield (
                    (statement.lineno, statement.col_offset),
                    (statement.end_lineno or 0, statement.end_col_offset or 0),
                )


def is_bare_raise(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Raise) and statement.exc is None


def functions(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from functions(constant)


ADDED = ("COPY", "JUMP_", "LOAD_CO", "POP_EXCEPT", "RERAISE", "RESUME", "RETURN_", "SWAP")
"""Instructions that call nothing, and stand where the statement before them does."""


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
            if inside and not instruction.opname.startswith(ADDED):
                guarded += 1
                assert instruction.offset in places.guarded, (code.co_name, begin, instruction)
            if instruction.offset in places.points:
                loops += 1
                assert not inside or instruction.opname.startswith("JUMP_"), (
                    code.co_name,
                    begin,
                    instruction,
                )
    assert loops
    assert guarded or module not in (threading, subprocess)
