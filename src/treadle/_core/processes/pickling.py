"""Calls as bytes: the app's own functions and classes by value, everything else by reference.

The worker does not execute the app's script, so the definitions of the script are sent. Functions and classes
of the app's other modules are sent, too, as the server has them, so a warm worker never has an older version.
If they refer to an object that cannot be pickled, such as a lock of their module, the worker imports that
module instead. Modules themselves are always imported: their content is large, and rarely picklable.
"""

import functools
import importlib
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cloudpickle import cloudpickle as _cloudpickle

from treadle.errors import PicklingError

from .by_value import lru_cached, pickler, unwrapped
from .parcels import Parcel, pack

ByValue = Callable[[str], bool]

_LruCache: Any = type(functools.lru_cache(abs))


class Call:
    """A pickled call. Later changes do not affect it, and it can be submitted any number of times.

    Args:
        function: the function to call. A coroutine function's coroutine is run to its end.
        args: its arguments.
        kwargs: its keyword arguments.
        name: its name in messages.
        key: the key that its own code can read.
        by_value: returns whether the definitions of a source file are the app's own.

    Raises:
        PicklingError: the function or an argument cannot be pickled. The message says which, and why.
    """

    __slots__ = ("key", "name", "parcel")

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        name: str = "",
        key: str | None = None,
        by_value: ByValue = lambda filename: False,
    ) -> None:
        self.name = name or _name(function)
        self.key = key
        kwargs = dict(kwargs or {})

        def attempt(by_value: ByValue) -> Parcel:
            return pack(function, (args, kwargs), pickler=functools.partial(ByValuePickler, by_value))

        try:
            self.parcel = attempt(by_value)
        except Exception as error:  # noqa: BLE001 - pickling runs the app's code, which may raise anything
            try:
                self.parcel = attempt(lambda filename: False)
            except Exception:  # noqa: BLE001 - the first reason is the one to tell
                culprit = culprit_of(function, args, kwargs, by_value)
                raise PicklingError(self.name, culprit, _reason(error)) from error


class ByValuePickler(pickler()):  # type: ignore[misc] # cloudpickle has no types
    """Pickles definitions of the app's files by value, in addition to those of `__main__`."""

    def __init__(self, by_value: ByValue, file: Any, **options: Any) -> None:
        super().__init__(file, **options)
        self._by_value = by_value

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, types.FunctionType):
            if self._own(obj.__module__):
                return self._dynamic_function_reduce(obj)
            depth = _depth(obj)
            if depth:
                return unwrapped, (obj.__module__, obj.__qualname__, depth)
        elif isinstance(obj, type):
            if self._own(obj.__module__):
                return _cloudpickle._dynamic_class_reduce(obj)
        elif isinstance(obj, types.ModuleType):
            if self._own(obj.__name__):
                return importlib.import_module, (obj.__name__,)
        elif isinstance(obj, _LruCache) and (obj.__module__ == "__main__" or self._own(obj.__module__)):
            # It would be pickled as a name that does not exist there. The cache itself is not sent.
            return lru_cached, (obj.__wrapped__, obj.cache_parameters())
        return super().reducer_override(obj)

    def _own(self, module_name: str | None) -> bool:
        if module_name == "__main__":  # cloudpickle handles it
            return False
        file = getattr(sys.modules.get(module_name or ""), "__file__", None)
        return isinstance(file, str) and self._by_value(file)


def _depth(function: types.FunctionType) -> int:
    """Return the number of decorators that hide a function of an importable module from its name."""
    if function.__module__ == "__main__":
        return 0
    found: Any = sys.modules.get(function.__module__)
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    depth = 0
    while found is not None and found is not function:
        depth += 1
        found = getattr(found, "__wrapped__", None)
    return 0 if found is None else depth


def _name(function: Any) -> str:
    return getattr(function, "__qualname__", None) or type(function).__qualname__


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def culprit_of(
    function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], by_value: ByValue, depth: int = 3
) -> str:
    """Return which part of a call cannot be pickled, as far as this can be found out."""
    for words, value in _parts(function, args, kwargs):
        try:
            pack(value, pickler=functools.partial(ByValuePickler, by_value))
        except Exception:  # noqa: BLE001 - that it fails is the answer
            if isinstance(value, types.FunctionType) and depth:
                within = culprit_of(value, (), {}, by_value, depth - 1)
                if within != _ITSELF:
                    return f"{words}, and in that {within}"
            return f"{words}, which is a `{type(value).__module__}.{type(value).__qualname__}`,"
    return _ITSELF


_ITSELF = "the function itself"


def _parts(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for number, value in enumerate(args, 1):
        yield f"argument {number}", value
    for name, value in kwargs.items():
        yield f"the argument `{name}`", value
    if isinstance(function, types.MethodType):
        yield "the object that the method belongs to", function.__self__
        function = function.__func__
    if not isinstance(function, types.FunctionType):
        return
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield f"the variable `{name}` that it uses", cell.cell_contents
        except ValueError:  # not set yet
            continue
    for name in function.__code__.co_names:
        if name in function.__globals__:
            yield f"the global `{name}` that it uses", function.__globals__[name]
    for value in function.__defaults__ or ():
        yield "the default of one of its parameters", value
