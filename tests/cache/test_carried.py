"""Two callables that differ in what they carry are two functions; the same one, defined again, is the
same one.
"""

import functools
import gc
import sqlite3
import threading
import types
from collections.abc import Callable
from typing import Any

import pytest

from treadle.testing import AppTest

Keep = Callable[..., Any]

RESULTS: list[Any] = []
"""What was computed. A global, so no function carries it."""


@pytest.fixture(autouse=True)
def _nothing_computed() -> None:
    RESULTS.clear()


def result(value: Any, x: int) -> tuple[Any, int]:
    """Return what a function that carries a value returns, and note that it was called."""
    RESULTS.append(value)
    return getattr(value, "value", value), x


def plain(function: Any) -> Any:
    """A decorator that hides what it decorates."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


def wrapping(function: Any) -> Any:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


class Hidden:
    """Carries a value where pickle finds it, beside what pickle refuses."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.lock = threading.Lock()

    def method(self, x: int) -> Any:
        return result(self.value, x)

    def __call__(self, x: int) -> Any:
        return result(self.value, x)


def over(value: Any) -> Any:
    def function(x: int) -> Any:
        return result(value, x)

    return function


def over_a_function(value: Any) -> Any:
    inner = over(value)

    def function(x: int) -> Any:
        return inner(x)

    return function


def over_a_list(value: Any) -> Any:
    values = [[value]]

    def function(x: int) -> Any:
        return result(values[0][0], x)

    return function


def over_a_class(value: Any) -> Any:
    class Local:
        it = value

        def get(self) -> Any:
            return self.it, value

    def function(x: int) -> Any:
        return result(Local().get()[0], x)

    return function


def over_a_method_of_a_class(value: Any) -> Any:
    class Local:
        def get(self) -> Any:
            return value

    def function(x: int) -> Any:
        return result(Local().get(), x)

    return function


def over_a_loop(value: Any) -> Any:
    made = []
    for number in (value, "another"):

        def function(x: int, _number: Any = number) -> Any:
            return result(_number, x)

        made.append(function)
    return made[0]


def by_keyword(value: Any) -> Any:
    def function(x: int, *, _value: Any = value) -> Any:
        return result(_value, x)

    return function


def recursive(value: Any) -> Any:
    def function(x: int, deep: bool = True) -> Any:
        return function(x, False) if deep else result(value, x)

    return function


def given(value: Any, x: int) -> Any:
    return result(value, x)


MAKERS: dict[str, Callable[[Any], Any]] = {
    "closure": over,
    "closure over a closure": over_a_function,
    "closure over an object": lambda value: plain(Hidden(value).method),
    "closure over a list": over_a_list,
    "closure over a class": over_a_class,
    "closure over a class whose method closes over it": over_a_method_of_a_class,
    "closure over itself": recursive,
    "lambda": lambda value: lambda x: result(value, x),
    "default": over_a_loop,
    "default by keyword": by_keyword,
    "plain decorator": lambda value: plain(over(value)),
    "wrapping decorator": lambda value: wrapping(over(value)),
    "both decorators": lambda value: wrapping(plain(wrapping(over(value)))),
    "partial": lambda value: functools.partial(given, value),
    "partial of a partial": lambda value: functools.partial(functools.partial(given, value)),
    "partial by keyword": lambda value: functools.partial(lambda x, value: result(value, x), value=value),
    "partial of an object": lambda value: functools.partial(lambda one, x: one(x), Hidden(value)),
    "bound method": lambda value: Hidden(value).method,
    "bound function": lambda value: types.MethodType(lambda holder, x: result(holder[0], x), [value]),
    "object that can be called": Hidden,
    "lru_cache": lambda value: functools.lru_cache(over(value)),
}
VALUES = [1, 2, 1.0, "1", None, (1, [2]), (1, [3]), {"a": 1}, {"a": 2}, Hidden(1), Hidden(2)]


@pytest.mark.parametrize("kind", ["data", "resource"])
@pytest.mark.parametrize("name", MAKERS)
def test_two_that_differ_in_what_they_carry_are_two_functions(keep: Keep, name: str, kind: str) -> None:
    for first in VALUES:
        for second in VALUES:
            for value in (first, second):
                found, _ = keep(MAKERS[name](value), kind)(7)
                assert (type(found), found) == (
                    type(getattr(value, "value", value)),
                    getattr(value, "value", value),
                )


def test_two_functions_under_one_decorator_are_two(keep: Keep) -> None:
    for decorator in (plain, wrapping):
        one, other = keep(decorator(lambda: "one")), keep(decorator(lambda: "other"))
        assert (one(), other(), one()) == ("one", "other", "one")


@pytest.mark.parametrize("name", MAKERS)
def test_one_that_is_defined_again_is_the_same_function(keep: Keep, name: str) -> None:
    for _ in range(3):
        assert keep(MAKERS[name]((1, [2])))(7) == ((1, [2]), 7)
    assert len(RESULTS) == 1


@pytest.mark.parametrize("name", MAKERS)
def test_one_that_carries_the_same_object_is_the_same_function_though_that_has_changed(
    keep: Keep, name: str
) -> None:
    calls: list[int] = []
    for number in range(3):
        keep(MAKERS[name](calls))(7)
        calls.append(number)
    assert len(RESULTS) == 1


def test_a_variable_that_changes_is_another_value_and_the_old_results_are_kept(keep: Keep) -> None:
    calls = []
    for number in (1, 2, 1, 2):

        @keep
        def load(x: int) -> int:
            calls.append(number)  # noqa: B023 - the variable of the loop is what this is about
            return number  # noqa: B023

        assert load(7) == number
    assert calls == [1, 2]


def test_clear_is_of_one_function(keep: Keep, caches: Any) -> None:
    for options in ({}, {"persist": "disk"}):
        calls: list[int] = []

        def make(value: int, calls: list[int] = calls) -> Any:
            def load(x: int) -> int:
                calls.append(value)
                return x

            return load

        one, other = keep(make(1), **options), keep(make(2), **options)
        one(7), other(7), one.clear(), one(7), other(7)
        assert calls == [1, 2, 1]
        one.clear(7), one(7), other(7)
        assert calls == [1, 2, 1, 1]
        caches.clear("data"), one(7), other(7)
        assert calls == [1, 2, 1, 1, 1, 2]


def test_all_of_one_code_share_its_limit(keep: Keep) -> None:
    functions = [keep(over(value), max_entries=2) for value in range(5)]
    for function in functions:
        function(7)
    assert len(functions[0]._cache(None)) == 2


def test_hash_funcs_say_what_counts_of_what_is_carried(keep: Keep) -> None:
    def make(connection: sqlite3.Connection, name: str) -> Any:
        names[id(connection)] = name
        return keep(
            lambda: RESULTS.append(1) or (connection and "done"),
            hash_funcs={sqlite3.Connection: lambda one: names[id(one)]},
        )

    names: dict[int, str] = {}
    connections = [sqlite3.connect(":memory:") for _ in range(3)]
    try:
        made = [make(each, name) for each, name in zip(connections, ("a", "a", "b"), strict=True)]
        assert [each() for each in made] == ["done"] * 3
        assert len(RESULTS) == 2
    finally:
        for connection in connections:
            connection.close()


UNKNOWN = {
    "generator": "(one for one in [1])",
    "compressor": "zlib.compressobj()",
    "object that has one": "types.SimpleNamespace(inside=[zlib.compressobj()])",
}


@pytest.mark.parametrize("what", UNKNOWN)
@pytest.mark.parametrize("kind", ["data", "resource"])
def test_two_with_objects_that_nobody_can_look_into_are_refused_in_one_run(what: str, kind: str) -> None:
    at = AppTest.from_string(f"""\
import types, zlib
import treadle as st

def make():
    thing = {UNKNOWN[what]}
    things.append(thing)
    @st.cache_{kind}
    def load(x):
        return which(thing)
    return load

def which(thing):
    return [thing is each for each in things].index(True)

things = []
first, second = make(), make()
st.text(first(1))
st.text(second(2))
st.text(first(1))
st.text(second(1))
""").run()
    assert at.text.values == ["0", "1", "0"]
    (error,) = at.exception
    assert "`load` have the same code" in error.message
    assert "hash_funcs" in error.message


def test_one_by_one_in_one_run_each_makes_its_own_result() -> None:
    at = AppTest.from_string("""\
import sqlite3
import treadle as st

def read(value):
    connection = sqlite3.connect(":memory:")
    connection.execute(f"create table t as select {value} as n")
    @st.cache_data
    def load():
        return connection.execute("select n from t").fetchone()[0]
    try:
        return load()
    finally:
        connection.close()

st.session_state.read = [read(1), read(2), read(3)]
""").run()
    assert not at.exception
    assert at.session_state.read == [1, 2, 3]


SAME = {
    "a connection": "sqlite3.connect(':memory:')",
    "a generator": "(one for one in 'abc')",
    "a lock": "threading.Lock()",
    "an object with a lock": "Thing()",
    "a place on the page": "st.empty()",
    "a column": "st.columns(2)[0]",
    "the session state": "st.session_state",
    "secrets": "st.secrets",
    "a logger": "logging.getLogger('x')",
    "a module": "json",
    "a class": "Thing",
    "an open file": "open(__file__)",
    "standard output": "sys.stdout",
    "a weak reference": "weakref.ref(Thing)",
    "a thread": "threading.current_thread()",
    "a cached function": "other",
    "the same list, which has grown": "grown()",
    "a function of the page": "grown",
    "a lambda": "lambda: 1",
    "a frame": "pd.DataFrame({'a': [1, 2]})",
    "an event loop": "loop()",
    "an object that fails to be pickled": "Unpicklable()",
    "an object whose attributes fail": "Failing()",
}


@pytest.mark.parametrize("what", SAME)
@pytest.mark.parametrize("kind", ["data", "resource"])
def test_what_streamlit_caches_from_run_to_run_is_cached(what: str, kind: str) -> None:
    """With Streamlit 1.67, each of these computes once in three runs, and shows no exception."""
    at = AppTest.from_string(
        f"""\
import asyncio, io, json, logging, sqlite3, sys, threading, weakref
import pandas as pd
import treadle as st

class Thing:
    def __init__(self):
        self.lock = threading.Lock()
        self.name = "thing"

class Unpicklable:
    def __reduce_ex__(self, protocol):
        raise ZeroDivisionError

class Failing:
    __slots__ = ()
    def __getattribute__(self, name):
        if name == "__class__":
            return Failing
        raise ZeroDivisionError

@st.cache_resource
def log():
    return []

@st.cache_resource(on_release=lambda loop: loop.close())
def loop():
    return asyncio.new_event_loop()

def grown():
    log().append(1)
    return log()

@st.cache_data
def other(x):
    return x

def main():
    carried = {SAME[what]}
    @st.cache_{kind}
    def load(x):
        calls().append(x)
        return [carried is None, x]
    assert load(7) == [False, 7]
    load(7)
    if isinstance(carried, sqlite3.Connection | io.IOBase) and carried is not sys.stdout:
        carried.close()

@st.cache_resource
def calls():
    return []

main()
st.text(len(calls()))
"""
    )
    for _ in range(3):
        at.run(timeout=20)
        assert [error.message for error in at.exception] == []
    assert at.text[0].value == "1"
    gc.collect()
