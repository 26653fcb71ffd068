"""Objects that belong to an event loop, usable from every loop.

A client for HTTP or a database has connections that belong to the event loop of their first use. Each run has
its own loop, so a client that runs share must live on a lasting loop: the app's background loop. The same
holds for an object that contains such a client and opens it at its first use. `bridge` returns a stand-in
whose coroutines, asynchronous iterators and `async with` blocks run there, whichever loop awaits them.

Code that runs there for a run has the run's session: it can write to the page, and is cancelled with the run.
Tasks that it starts there (a client's reader, a pool's keep-alive) belong to the app, because others use the
object after the run has ended.
"""

import asyncio
import contextvars
import functools
import inspect
import itertools
import operator
import threading
import types
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterable, Iterator
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from treadle._core.carry.context import current, enter
from treadle._core.sync.coroutine_functions import is_coroutine_function

from .loops import BackgroundLoop

LOOK_AT = 200
"""The largest number of objects that are examined to find a client inside another object."""

LOOK_DEEP = 3
"""The largest depth of this examination: an attribute of an attribute of an attribute."""


def bridge(value: Any, loop: BackgroundLoop) -> Any:
    """Return a stand-in, usable from every loop, for an object that may belong to a loop.

    Such an object has something to be awaited (a method, an iteration, an `async with` block), or contains
    such an object. In lists and dicts, stand-ins replace their items, so that these stay the same lists and
    dicts.
    """
    return _bridged(value, loop, LOOK_DEEP)


def _bridged(value: Any, loop: BackgroundLoop, depth: int) -> Any:
    kind = type(value)
    if depth and issubclass(kind, tuple) and kind.__iter__ is tuple.__iter__:
        bridged = [_bridged(each, loop, depth - 1) for each in value[:LOOK_AT]]
        if all(map(operator.is_, bridged, value)):
            return value
        bridged += value[LOOK_AT:]
        return value._make(bridged) if hasattr(value, "_make") else tuple(bridged)
    if depth and kind in (list, dict):
        for place in _first(value) if kind is dict else range(min(len(value), LOOK_AT)):
            each = value[place]
            stand_in = _bridged(each, loop, depth - 1)
            if stand_in is not each:
                value[place] = stand_in
        return value
    return _stood_in(value, loop)


# What belongs to a loop -------------------------------------------------------------------------------------

_PLAIN = (str, bytes, bytearray, int, float, complex, type, types.ModuleType, range, slice, type(None))
"""Frequent kinds of objects that never belong to a loop."""

_OURS = "treadle._core."
"""The beginning of the modules of Treadle's own kinds."""

_FUNCTIONS = (
    functools.partial,
    types.BuiltinFunctionType,
    types.FunctionType,
    types.MethodType,
    types.MethodWrapperType,
)

# `isinstance` reads an object's `__class__`, which may execute code of the app. So the type is examined
# instead.


def _is_async(value: Any) -> bool:
    """Whether an object has something to be awaited."""
    kind = type(value)
    if issubclass(kind, _PLAIN):
        return False
    if issubclass(kind, _FUNCTIONS):
        return is_coroutine_function(value) or inspect.isasyncgenfunction(value)
    return issubclass(kind, LoopBound) or _kinds.is_async(kind)


def _holds_async(value: Any, deep: int) -> bool:
    """Whether an object contains something to be awaited, as far as is visible without executing code."""
    found = [value]
    for _ in range(deep):
        parts = itertools.chain.from_iterable(map(_parts, found))
        found = list(itertools.islice(parts, LOOK_AT))
        if any(map(_is_async, found)):
            return True
    return False


def _parts(value: Any) -> Iterator[Any]:
    """Yield the parts of an object: attributes, items, and the variables of a function's closure."""
    kind = type(value)
    if kind in (list, tuple):
        yield from value[:LOOK_AT]
    elif kind is dict:
        yield from _first(value.values())
    elif kind in (set, frozenset):
        yield from _first(value)
    elif issubclass(kind, functools.partial):
        yield from (value.func, *value.args, *value.keywords.values())
    elif issubclass(kind, types.MethodType):
        yield value.__self__
    elif issubclass(kind, types.FunctionType):
        yield from map(_content, value.__closure__ or ())
    elif not issubclass(kind, _PLAIN) and not kind.__module__.startswith(_OURS):
        yield from _attributes(value)


def _first(values: Iterable[Any]) -> list[Any]:
    """Return the first values of a dict or set; none if another thread is changing it."""
    try:
        return list(itertools.islice(values, LOOK_AT))
    except RuntimeError:
        return []


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not set yet
        return None


def _attributes(value: Any) -> Iterator[Any]:
    """Yield the values of the attributes of an object itself, without executing its code."""
    try:
        own = object.__getattribute__(value, "__dict__")
    except (AttributeError, TypeError):
        own = None
    if type(own) is dict:
        yield from _first(own.values())
    for base in type(value).__mro__:
        for member in _first(base.__dict__.values()) if "__slots__" in base.__dict__ else ():
            if type(member) is types.MemberDescriptorType:
                try:
                    yield member.__get__(value)
                except AttributeError:  # not set yet
                    continue


# Stand-ins --------------------------------------------------------------------------------------------------


def _stood_in(value: Any, loop: BackgroundLoop, deep: int = LOOK_DEEP) -> Any:
    """Return the stand-in for an object that may belong to a loop; others unchanged."""
    if issubclass(type(value), LoopBound) or not (_is_async(value) or _holds_async(value, deep)):
        return value
    return _stand_in(value, loop)


def _stand_in(value: Any, loop: BackgroundLoop) -> Any:
    """Return the stand-in for an object. All users of the object share it."""
    with _stand_ins_lock:
        known = _stand_ins.setdefault(loop, WeakValueDictionary())
        found = known.get(id(value))
        if found is None:
            function = issubclass(type(value), _FUNCTIONS)
            found = known[id(value)] = (
                _bridged_function(value, loop) if function else _kinds.stand_in(value, loop)
            )
        return found


_stand_ins: "WeakKeyDictionary[BackgroundLoop, WeakValueDictionary[int, Any]]" = WeakKeyDictionary()
"""The stand-ins by the id of their object, which lives as long as they do; guarded by `_stand_ins_lock`."""
_stand_ins_lock = threading.RLock()
"""Reentrant, because garbage collection can run a destructor of the app while it is held."""


class LoopBound:
    """Stands in for an object that belongs to the background loop.

    Each kind of object has its own kind of stand-in, with the same special methods (`len`, `[]`, `|`,
    `await`).
    """

    __slots__ = ("__weakref__", "_treadle_loop", "_treadle_object")

    def __init__(self, value: Any, loop: BackgroundLoop) -> None:
        object.__setattr__(self, "_treadle_object", value)
        object.__setattr__(self, "_treadle_loop", loop)

    @property  # type: ignore[misc] # Python lets it be read-only
    def __class__(self) -> Any:  # so that `isinstance` gives the same answer
        return type(self._treadle_object)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._treadle_object, name)
        loop = self._treadle_loop
        if loop.is_current():
            return value
        if issubclass(type(value), _FUNCTIONS):
            return _bridged_function(value, loop, self)
        # Not examined further, because this happens at each access. Only what the object itself contains
        # matters.
        return self if value is self._treadle_object else _stood_in(value, loop, 1)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._treadle_object, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._treadle_object, name)


def _bridged_function(function: Any, loop: BackgroundLoop, of: LoopBound | None = None) -> Any:
    """Return a function whose coroutines run on the background loop. A coroutine function stays one."""
    if is_coroutine_function(function):

        async def call_async(*args: Any, **kwargs: Any) -> Any:
            return _handed_out(await _run(lambda: function(*args, **kwargs), loop), of, loop)

        return functools.update_wrapper(call_async, function)

    # asyncio's own queues, events and locks wake their waiters through their loop, which no other thread may
    # use.
    on_loop = of is not None and any(
        base.__module__.partition(".")[0] == "asyncio" for base in type(of._treadle_object).__mro__
    )

    def call(*args: Any, **kwargs: Any) -> Any:
        if on_loop:
            return _handed_out(_carry_out(lambda: function(*args, **kwargs), loop), of, loop)
        # Called here, because it may take long. The awaitable that it returns runs there.
        result = function(*args, **kwargs)
        if inspect.iscoroutine(result):
            coroutine: Coroutine[Any, Any, Any] = _awaited(result, loop)  # a coroutine for `create_task`
            return coroutine
        return _handed_out(result, of, loop)

    return functools.update_wrapper(call, function)


def _carry_out(function: Callable[[], Any], loop: BackgroundLoop) -> Any:
    """Call a quick function on the background loop, and wait for its result."""

    async def main() -> Any:
        return function()

    return function() if loop.is_current() else loop.run(main).result()


def _handed_out(value: Any, of: LoopBound | None, loop: BackgroundLoop) -> Any:
    """Return a result of an object as code on other loops sees it: a connection, a response."""
    if of is not None and value is of._treadle_object:
        return of
    kind = type(value)
    if issubclass(kind, (*_PLAIN, *_FUNCTIONS, LoopBound)) or not _kinds.is_async(kind):
        return value
    return _stand_in(value, loop)


async def _run(make: Callable[[], Awaitable[Any]], loop: BackgroundLoop) -> Any:
    """Await the result of a function on the background loop."""

    async def main() -> Any:
        return await make()

    if loop.is_current():
        return await main()
    context = contextvars.copy_context()
    scope = current()
    context.run(enter, None if scope is None else scope.for_app())
    return await asyncio.wrap_future(loop.run(main, context))


async def _awaited(value: Awaitable[Any], loop: BackgroundLoop) -> Any:
    return _handed_out(await _run(lambda: value, loop), None, loop)


async def _iterated(value: Any, loop: BackgroundLoop) -> AsyncIterator[Any]:
    iterator = value.__aiter__()
    try:
        while True:
            try:
                item = await _run(iterator.__anext__, loop)
            except StopAsyncIteration:
                return
            yield _handed_out(item, None, loop)
    finally:
        if inspect.isasyncgen(iterator):
            await _run(iterator.aclose, loop)


# Kinds of stand-ins -----------------------------------------------------------------------------------------


def _await(self: LoopBound) -> Generator[Any, None, Any]:
    return _awaited(self._treadle_object, self._treadle_loop).__await__()


async def _aenter(self: LoopBound) -> Any:
    entered = await _run(self._treadle_object.__aenter__, self._treadle_loop)
    return _handed_out(entered, self, self._treadle_loop)


async def _aexit(self: LoopBound, *error: Any) -> Any:
    return await _run(lambda: self._treadle_object.__aexit__(*error), self._treadle_loop)


def _aiter(self: LoopBound) -> AsyncIterator[Any]:
    return _iterated(self._treadle_object, self._treadle_loop)


async def _anext(self: LoopBound) -> Any:
    return _handed_out(
        await _run(self._treadle_object.__anext__, self._treadle_loop), self, self._treadle_loop
    )


def _call(self: LoopBound, /, *args: Any, **kwargs: Any) -> Any:
    return _bridged_function(self._treadle_object.__call__, self._treadle_loop, self)(*args, **kwargs)


_BRIDGED = {
    "__await__": _await,
    "__aenter__": _aenter,
    "__aexit__": _aexit,
    "__aiter__": _aiter,
    "__anext__": _anext,
    "__call__": _call,
}
"""The special methods that run on the background loop."""

_OWN = {
    "__class__",
    "__class_getitem__",
    "__del__",
    "__delattr__",
    "__dict__",
    "__getattr__",
    "__getattribute__",
    "__init__",
}
_OWN |= {"__init_subclass__", "__new__", "__setattr__", "__slots__", "__subclasshook__", "__weakref__"}
"""The special methods that a stand-in has for itself."""


def _forwarding(name: str) -> Callable[..., Any]:
    """Return a special method that calls the object's own."""

    def method(self: LoopBound, /, *args: Any, **kwargs: Any) -> Any:
        value = self._treadle_object
        others = (each._treadle_object if issubclass(type(each), LoopBound) else each for each in args)
        return _handed_out(getattr(type(value), name)(value, *others, **kwargs), self, self._treadle_loop)

    method.__name__ = method.__qualname__ = name
    return method


class _Kinds:
    """Caches facts about kinds of objects: whether they belong to a loop, and their stand-ins."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # re-entrant, see `_stand_ins_lock`
        self._async: WeakKeyDictionary[type, bool] = WeakKeyDictionary()  # guarded by _lock
        self._stand_ins: WeakKeyDictionary[type, type[LoopBound]] = WeakKeyDictionary()  # guarded by _lock

    def is_async(self, kind: type) -> bool:
        """Whether objects of a kind have something to be awaited."""
        with self._lock:
            known = self._async.get(kind)
        if known is None:
            known = _has_async(kind)
            with self._lock:
                self._async[kind] = known
        return known

    def stand_in(self, value: Any, loop: BackgroundLoop) -> LoopBound:
        """Return a new stand-in for an object."""
        with self._lock:
            made = self._stand_ins.get(type(value))
        if made is None:
            made = _make_kind(type(value))
            with self._lock:
                made = self._stand_ins.setdefault(type(value), made)
        return made(value, loop)


def _has_async(kind: type) -> bool:
    if kind.__module__.startswith(
        _OURS
    ):  # for example, a connection's cached queries can be awaited but belong to no loop
        return False
    if any(hasattr(kind, name) for name in ("__aenter__", "__aiter__", "__await__")):
        return True
    members = (inspect.getattr_static(kind, name, None) for name in dir(kind))
    plain = (each.__func__ if isinstance(each, classmethod | staticmethod) else each for each in members)
    return any(is_coroutine_function(each) or inspect.isasyncgenfunction(each) for each in plain)


def _make_kind(kind: type) -> type[LoopBound]:
    namespace: dict[str, Any] = {"__slots__": (), "__module__": kind.__module__, "__doc__": kind.__doc__}
    for name in dir(kind):
        if not (name.startswith("__") and name.endswith("__")) or name in _OWN or name in namespace:
            continue
        member = getattr(kind, name, None)
        if name in _BRIDGED:
            namespace[name] = _BRIDGED[name]
        elif member is None:  # as `__hash__` of an unhashable object
            namespace[name] = None
        elif name.startswith("__dataclass_") or name == "__match_args__":
            namespace[name] = member
        elif callable(member) and not isinstance(member, type):
            namespace[name] = _forwarding(name)
    return type(kind.__name__, (LoopBound,), namespace)


_kinds = _Kinds()
