"""The identity of a function, and the key of a call."""

import functools
import inspect
import types
from collections.abc import Callable, Mapping
from typing import Any

from treadle.errors import UnhashableParamError

from .hashing import HashFuncs, Unhashable, Writer, code_digest, digest, type_name

KEY_BYTES = 80
"""The largest length of a key that is the written arguments themselves. Longer ones become a digest."""


def identity(function: Callable[..., Any]) -> str:
    """Return what identifies a function when it is defined again: its module, its name and its code.

    So an edited function does not return earlier results, and the same function does after a reload. The
    values that it carries are in the key of each call (`carried`). The globals that it uses do not count.
    """
    module = getattr(function, "__module__", "")
    return f"{module}.{name_of(function)}:{digest(_does(function)).hex()}"


def name_of(function: Callable[..., Any]) -> str:
    """Return the name of a function for people."""
    while isinstance(function, functools.partial):
        function = function.func
    return str(getattr(function, "__qualname__", type(function).__qualname__)).rpartition("<locals>.")[2]


def _does(function: Callable[..., Any]) -> bytes:
    if isinstance(function, types.FunctionType):
        return code_digest(function.__code__)
    if isinstance(function, functools.partial):
        given = (*function.args, *function.keywords.values())
        if all(type(value) in _CONSTANT for value in given):
            return b"p" + _does(function.func) + Writer().write((function.args, function.keywords))
        return b"p" + _does(function.func)
    if isinstance(function, types.MethodType):
        return b"m" + _does(function.__func__)
    inner = getattr(function, "__wrapped__", None)
    if callable(inner):
        return b"w" + _does(inner)
    if isinstance(function, types.BuiltinFunctionType | type):
        return b"n" + type_name(function if isinstance(function, type) else type(function)).encode()
    call = inspect.getattr_static(type(function), "__call__", None)
    code = code_digest(call.__code__) if isinstance(call, types.FunctionType) else b""
    return b"n" + type_name(type(function)).encode() + code


_CONSTANT = frozenset({type(None), bool, int, float, complex, str, bytes})
"""Types of immutable values, which are part of what a partial function does."""

_ANYTHING = inspect.signature(lambda *args, **kwargs: None)


class Parameters:
    """A function's parameters. Turns a call's arguments into a key.

    Positional arguments, keywords and defaults of the same call give the same key. Parameters whose names
    begin with an underscore do not count.
    """

    __slots__ = ("_defaults", "_function", "_given", "_hash_funcs", "_names", "_signature")

    def __init__(self, function: Callable[..., Any], hash_funcs: HashFuncs | None = None) -> None:
        self._function = function
        self._hash_funcs = hash_funcs
        self._given = function.keywords if isinstance(function, functools.partial) else {}
        """The arguments that a partial function carries. They are compared separately."""
        self._signature: inspect.Signature | None = None
        self._names: tuple[str, ...] = ()
        """The names of all parameters that can be passed by position."""
        if isinstance(function, types.FunctionType):
            code = function.__code__
            self._names = code.co_varnames[: code.co_argcount]
            self._defaults = function.__defaults__ or ()
            plain = not code.co_kwonlyargcount and not code.co_flags & (
                inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
            )
            if plain and not code.co_posonlyargcount:
                return
        try:
            self._signature = inspect.signature(function)
        except ValueError:  # some builtins have no signature
            self._signature = _ANYTHING

    def key(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bytes:
        """Return the key of a call.

        Raises:
            TypeError: the function cannot be called with these arguments.
            UnhashableParamError: an argument cannot be recognised again.
        """
        values = None if self._signature is not None else self._plain(args, kwargs)
        if values is None:
            return self._bound(args, kwargs)
        writer = Writer(self._hash_funcs)
        parts = [
            _write(writer, self._function, name, value)
            for name, value in zip(self._names, values, strict=True)
            if name[0] != "_"
        ]
        return _short(b"".join(parts))

    def _plain(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return a value for each parameter. None if the call is wrong; the slow path finds out why."""
        names, count = self._names, len(args)
        if not kwargs:
            if count == len(names):
                return args
            missing = len(names) - count
            return args + self._defaults[-missing:] if 0 < missing <= len(self._defaults) else None
        if count > len(names):
            return None
        values, used = list(args), 0
        first_default = len(names) - len(self._defaults)
        for at in range(count, len(names)):
            name = names[at]
            if name in kwargs:
                values.append(kwargs[name])
                used += 1
            elif at >= first_default:
                values.append(self._defaults[at - first_default])
            else:
                return None
        return tuple(values) if used == len(kwargs) else None

    def _bound(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bytes:
        if self._signature is None:
            self._signature = inspect.signature(self._function)
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        writer = Writer(self._hash_funcs)
        parts = []
        for name, value in bound.arguments.items():
            if name.startswith("_") or (name in self._given and value is self._given[name]):
                continue
            if self._signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD:
                value = {key: item for key, item in value.items() if not key.startswith("_")}
            parts.append(_write(writer, self._function, name, value))
        return _short(b"".join(parts))


def _short(written: bytes) -> bytes:
    return written if len(written) <= KEY_BYTES else b"#" + digest(written)


def _write(writer: Writer, function: Callable[..., Any], name: str, value: Any) -> bytes:
    try:
        return writer.write(value)
    except Unhashable as error:
        raise UnhashableParamError(name_of(function), name, type_name(type(value)), str(error)) from error
