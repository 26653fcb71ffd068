"""Cached functions, called by one thread."""

import abc
import asyncio
import collections.abc
import functools
import inspect
import pickle
import threading
import typing
from typing import Any

import cloudpickle
import pytest

from treadle import errors
from treadle._core.cache.function import CachedMethod
from treadle._core.sync.coroutine_functions import is_coroutine_function


class Calls(list):
    """Remembers its calls; `calls(x)` returns `[x]`."""

    def __call__(self, x: Any = None) -> Any:
        self.append(x)
        return [x]


@pytest.fixture
def calls() -> Calls:
    return Calls()


def counted(calls):
    def load(x=None, y=2):
        """Load it."""
        return calls(x)

    return load


def test_it_is_called_once_for_the_same_arguments(keep, calls):
    load = keep(counted(calls))
    assert [load(1), load(x=1), load(1, 2), load(2)] == [[1], [1], [1], [2]]
    assert calls == [1, 2]


def test_one_point_zero_true_and_text_are_not_one(keep, calls):
    load = keep(counted(calls))
    assert [load(x) for x in (1, 1.0, True, "1", 1)] == [[1], [1.0], [True], ["1"], [1]]
    assert len(calls) == 4


def test_it_looks_like_the_function(keep, calls):
    load = keep(counted(calls))
    assert load.__name__ == "load"
    assert load.__doc__ == "Load it."
    assert list(inspect.signature(load).parameters) == ["x", "y"]
    assert "load" in repr(load)


def test_who_changes_what_they_got_changes_nothing_for_others(keep, calls):
    load = keep(counted(calls))
    load(1).append("mine")
    load(1).append("mine, too")
    assert load(1) == [1]


def test_a_resource_is_the_very_object(keep, calls):
    load = keep(counted(calls), "resource")
    assert load(1) is load(1)


def test_an_exception_is_not_kept(keep, calls):
    def fail():
        calls()
        raise ValueError("no")

    fail = keep(fail)
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            fail()
    assert len(calls) == 2


def test_clear_of_a_call_and_of_all(keep, calls):
    load = keep(counted(calls))
    load(1), load(2)
    load.clear(x=1)
    load(1), load(2)
    assert calls == [1, 2, 1]
    load.clear()
    load(1), load(2)
    assert calls == [1, 2, 1, 1, 2]


def test_clear_of_all_functions_of_a_kind(keep, caches, calls):
    data, resource = keep(counted(calls)), keep(counted(calls), "resource")
    data(1), resource(1)
    caches.clear("resource")
    data(1), resource(1)
    assert len(calls) == 3
    caches.clear("data")
    data(1), resource(1)
    assert len(calls) == 4


def test_a_function_that_is_defined_again_finds_what_the_first_has_kept(keep, calls):
    keep(counted(calls))(1)
    assert keep(counted(calls))(1) == [1]
    assert calls == [1]


def test_data_and_resource_of_one_function_are_two_caches(keep, calls):
    function = counted(calls)
    keep(function)(1), keep(function, "resource")(1)
    assert len(calls) == 2


def test_methods(keep, calls):
    class Loader:
        def __init__(self, name):
            self.name = name

        @keep
        def load(self, x):
            calls(x)
            return self.name, x

        @keep
        def of_any(_self, x):  # noqa: N805 - as apps write it
            return calls(x)

        @staticmethod
        @keep
        def static(x):
            return calls(x)

        @keep
        @staticmethod
        def static_too(x):
            return calls(x)

        @keep
        @classmethod
        def of_class(cls, x):
            calls(x)
            return cls.__name__, x

    a, b = Loader("a"), Loader("b")
    assert [a.load(1), b.load(1), Loader("a").load(1)] == [("a", 1), ("b", 1), ("a", 1)]
    assert calls == [1, 1]
    a.of_any(2), b.of_any(2)
    assert calls.count(2) == 1
    a.of_any.clear(2)
    b.of_any(2)
    assert calls.count(2) == 2
    Loader.static(3), a.static(3)
    Loader.static_too(4), a.static_too(4)
    assert calls.count(3) == calls.count(4) == 1
    assert a.of_class(5) == Loader.of_class(5) == ("Loader", 5)
    assert calls.count(5) == 1
    Loader.of_class.clear(5)
    Loader.of_class(5)
    assert calls.count(5) == 2
    a.load.clear()
    a.load(1), b.load(1)
    assert calls.count(1) == 4
    assert isinstance(a.load, CachedMethod)
    assert a.load.__self__ is a
    assert a.load.__name__ == "load"
    assert list(inspect.signature(a.load).parameters) == ["x"]


def test_partials_classes_and_builtins_can_be_cached(keep, calls):
    load = keep(functools.partial(counted(calls), y=3))
    assert load(1) == load(1) == [1]
    assert calls == [1]
    made = keep(dict, "resource")
    assert made(a=1) is made(a=1)
    assert keep(sorted)([2, 1]) == [1, 2]


def test_ttl(keep, calls, clock):
    load = keep(counted(calls), ttl=10)
    load(1)
    clock.now += 9.9
    load(1)
    assert calls == [1]
    clock.now += 0.1
    load(1)
    assert calls == [1, 1]


def test_a_ttl_of_nothing_keeps_nothing(keep, calls):
    load = keep(counted(calls), ttl=0)
    load(1), load(1)
    assert calls == [1, 1]


def test_max_entries(keep, calls):
    load = keep(counted(calls), max_entries=2)
    load(1), load(2), load(1), load(3), load(1), load(2)
    assert calls == [1, 2, 3, 2]


def test_max_size(keep, calls, caplog):
    def text(x):
        calls(x)
        return x * 1000

    load = keep(text, max_size=2500)
    load("a"), load("b"), load("c"), load("b"), load("a")
    assert calls == ["a", "b", "c", "a"]
    assert not caplog.records
    load("long" * 1000)
    assert "kept alone" in caplog.text


def test_validate_is_asked_each_time_and_what_fails_is_released(keep, calls):
    good, released = [True], []
    load = keep(counted(calls), "resource", validate=lambda value: good[0], on_release=released.append)
    first = load(1)
    assert load(1) is first
    good[0] = False
    second = load(1)
    assert second is not first
    assert released == [first]
    assert len(calls) == 2


def test_released_are_the_expired_the_replaced_the_cleared_and_the_rest(keep, calls, clock, caches):
    released = []
    load = keep(
        counted(calls), "resource", ttl=10, max_entries=2, on_release=lambda value: released.append(value[0])
    )
    load(1), load(2), load(3)
    assert released == [1]
    clock.now += 10
    load(4)
    assert sorted(released) == [1, 2, 3]
    load.clear(4)
    assert released[-1] == 4
    load(5)
    caches.close()
    assert released[-1] == 5


def test_a_failing_on_release_stops_nobody(keep, calls, caplog):
    load = keep(counted(calls), "resource", on_release=lambda value: 1 / 0)
    load(1)
    load.clear()
    assert load(1) == [1]
    assert "on_release of the cached function `load` failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_validate_cannot_be_a_coroutine_function(keep):
    async def ask(value):
        pass

    with pytest.raises(errors.APIError, match="validate"):
        keep(lambda: 1, "resource", validate=ask)


def test_a_coroutine_from_an_ordinary_function_is_refused(keep):
    async def answer():
        return 1

    load = keep(lambda: answer(), "resource")
    with pytest.raises(errors.CacheError, match="async def"):
        load()


def test_what_cannot_be_cached_is_refused(keep):
    with pytest.raises(errors.StreamlitInvalidParameterTypeError, match="hash_funcs"):
        keep(dict, hash_funcs=3)

    def generate():
        yield 1

    with pytest.raises(errors.APIError, match="generator"):
        keep(generate)
    with pytest.raises(errors.APIError, match="function"):
        keep(3)


def test_hash_funcs(keep, calls):
    load = keep(counted(calls), "resource", hash_funcs={threading.Thread: lambda thread: thread.name})
    load(threading.Thread(name="a")), load(threading.Thread(name="a")), load(threading.Thread(name="b"))
    assert len(calls) == 2


class _Opaque:
    def __init__(self, number):
        self.number = number
        self.lock = threading.Lock()


class _Other(_Opaque):
    pass


class _Kind(abc.ABC):  # noqa: B024 - what is registered is one
    pass


_Kind.register(_Opaque)


@pytest.mark.parametrize(
    "key",
    [
        _Opaque | None,
        typing.Optional[_Opaque],  # noqa: UP045 - as older code has it
        typing.Union[int, _Opaque | str],  # noqa: UP007
        typing.Annotated[_Opaque, "any"],
        f"{__name__}._Opaque",
        _Kind,
    ],
)
def test_hash_funcs_by_whatever_means_a_type(keep, calls, key):
    load = keep(counted(calls), "resource", hash_funcs={key: lambda one: getattr(one, "number", one)})
    load(_Opaque(1)), load(_Opaque(1)), load(_Opaque(2)), load(_Other(1)), load(_Other(1))
    assert len(calls) == 3


@pytest.mark.parametrize(
    "key",
    [
        list[int],
        (int, str),
        3,
        typing.TypeVar("T"),
        typing.Literal["a"],
        _Opaque(1),
        collections.abc.Iterable[int],
    ],
)
def test_hash_funcs_by_what_is_no_type_are_refused(keep, key):
    with pytest.raises(errors.StreamlitInvalidParameterTypeError, match="hash_funcs"):
        keep(len, hash_funcs={key: hash})


def test_hash_funcs_that_cannot_be_called_are_refused(keep):
    with pytest.raises(errors.StreamlitInvalidParameterTypeError, match="hash_funcs"):
        keep(len, hash_funcs={int: 3})


def test_recursion_on_the_same_key_is_an_error_and_no_hang(keep):
    @keep
    def factorial(n):
        return 1 if n == 0 else n * factorial(n - 1)

    assert factorial(5) == 120

    @keep
    def endless(n):
        return endless(n)

    for _ in range(2):
        with pytest.raises(
            errors.CacheRecursionError, match="endless` is called with the same arguments again"
        ):
            endless(1)


def test_recursion_through_another_function_is_an_error(keep):
    @keep
    def first():
        return second()

    @keep
    def second():
        return first()

    with pytest.raises(RecursionError, match="cached function `first`"):
        first()
    with pytest.raises(errors.CacheError):
        second()


def test_a_refresh_in_the_background(keep, calls, clock):
    done = threading.Event()

    def load():
        calls(clock.now)
        if len(calls) > 1:
            assert done.wait(60)
        return clock.now

    load = keep(load, ttl=10, refresh_mode="background")
    first = load()
    clock.now += 15
    assert load() == load() == first  # the old value, at once
    thread = next(thread for thread in threading.enumerate() if thread.name.startswith("treadle-refresh"))
    done.set()
    thread.join()
    assert load() == 1015
    assert len(calls) == 2
    clock.now += 20
    assert load() == 1035  # too old to be returned at all
    assert len(calls) == 3


def test_a_refresh_that_fails_leaves_the_old_value(keep, calls, clock, caplog):
    def load():
        if calls(1) and len(calls) > 1:
            raise ValueError("away")
        return "there"

    load = keep(load, ttl=10, refresh_mode="background")
    load()
    clock.now += 15
    assert load() == "there"
    for thread in threading.enumerate():
        if thread.name.startswith("treadle-refresh"):
            thread.join()
    assert "away" in caplog.text
    clock.now += 5
    with pytest.raises(ValueError, match="away"):
        load()


def test_a_refresh_releases_the_old_object(keep, calls, clock):
    released = []
    load = keep(counted(calls), "resource", ttl=10, refresh_mode="background", on_release=released.append)
    first = load(1)
    clock.now += 10
    assert load(1) is first
    for thread in threading.enumerate():
        if thread.name.startswith("treadle-refresh"):
            thread.join()
    assert released == [first]
    assert load(1) is not first


def test_a_coroutine_function(keep, calls):
    @keep
    async def load(x):
        await asyncio.sleep(0)
        return calls(x)

    async def main():
        return await asyncio.gather(*(load(n % 3) for n in range(12)))

    assert asyncio.run(main()) == [[n % 3] for n in range(12)]
    assert sorted(calls) == [0, 1, 2]
    assert asyncio.run(load(1)) == [1]
    assert is_coroutine_function(load)
    load.clear(1)
    asyncio.run(load(1))
    assert len(calls) == 4


def test_a_coroutine_function_that_is_a_method(keep, calls):
    class Loader:
        @keep
        async def load(_self, x):  # noqa: N805 - as apps write it
            return calls(x)

    assert asyncio.run(Loader().load(1)) == asyncio.run(Loader().load(1)) == [1]
    assert calls == [1]
    assert is_coroutine_function(Loader().load)


def test_recursion_of_coroutines_is_an_error_through_tasks_too(keep):
    @keep
    async def load():
        return await asyncio.create_task(load())

    async def main():
        await load()

    with pytest.raises(errors.CacheRecursionError):
        asyncio.run(main())


def test_a_refresh_of_a_coroutine_function(keep, calls, clock):
    async def load():
        return calls(1)

    load = keep(load, ttl=10, refresh_mode="background")
    asyncio.run(load())
    clock.now += 15
    asyncio.run(load())
    for thread in threading.enumerate():
        if thread.name.startswith("treadle-refresh"):
            thread.join()
    assert len(calls) == 2


def test_a_cached_function_of_a_module_is_pickled_by_name():
    assert pickle.loads(pickle.dumps(of_module)) is of_module


def test_a_cached_function_of_a_page_is_pickled_with_its_code(keep, monkeypatch):
    def load(x):
        return [x]

    page = keep(load)
    copy = pickle.loads(cloudpickle.dumps(_by_value(page)))
    assert copy is not page
    assert copy.identity == page.identity
    assert copy.__wrapped__(1) == [1]


def _by_value(page):
    """The same as pages have it: reached through the process's own caches, as a test's cannot be pickled."""
    from treadle._core.cache.caches import caches_of

    page._caches = caches_of
    return page


from treadle._core.cache.caches import caches_of  # noqa: E402
from treadle._core.cache.function import cached  # noqa: E402
from treadle._core.cache.settings import settings_of  # noqa: E402


@functools.partial(
    cached,
    settings=settings_of("data", ttl=None, max_entries=None, scope="global", refresh_mode="foreground"),
    caches=caches_of,
)
def of_module():
    return 1


def test_a_resource_that_is_made_while_the_app_ends_is_let_go_of_once(keep, caches):
    begun, go, released, got = threading.Event(), threading.Event(), [], []

    def make():
        begun.set()
        assert go.wait(20)
        return object()

    load = keep(make, "resource", on_release=released.append)
    thread = threading.Thread(target=lambda: got.append(load()))
    thread.start()
    assert begun.wait(20)
    caches.close()
    go.set()
    thread.join(20)
    caches.close()
    assert released == got
