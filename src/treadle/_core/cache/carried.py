"""The values that a function carries besides its code: closure, hidden defaults, bound object.

Callables with the same code (closures over 1 and over 2, two functions with one decorator, bound methods of
two objects) are different functions if they carry different values. Values are the same if they are the same
object, or are written as the same bytes (`hashing`). A changed object is still the same object: a function
may count its calls in a list of its closure.

The content of a connection, a generator or a socket cannot be compared. Such an object is not written; its
identity is stored instead. If a later run defines the function again, it has a new connection and is still
the same function. If two functions of one run have different connections, nobody can say whether they are the
same.
"""

import dataclasses
import functools
import inspect
import io
import threading
import types
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from .hashing import HashFuncs, Writer, digest, is_per_caller, type_name

VARIANT = 16
"""The number of bytes that identify what a function carries."""

WRITES = 200_000
"""The largest number of values that are written. A larger object is compared by its identity."""

KEPT = 1_000
"""The largest number of objects that are kept so that they are recognised again.

Only for types without weak references, such as lists.
"""

SMALL = 4_096
"""The largest number of bytes and values of such an object."""

_NEUTRAL: tuple[type, ...] = (
    type(threading.Lock()), type(threading.RLock()), threading.Condition, threading.Event,
    threading.Semaphore, threading.Barrier, threading.Thread, threading.local,
)  # fmt: skip
"""Types of objects that synchronise threads. No result depends on them."""

_WRITTEN_AGAIN = (
    type(None),
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    tuple,
    frozenset,
    range,
    types.FunctionType,
)
"""Types whose values are written at each call: they cannot change, or each run creates them again."""

_EMPTY = object()
"""Stands for a variable of a closure without a value."""


@dataclasses.dataclass(frozen=True, slots=True)
class Which:
    """The identity of an object, without a strong reference."""

    id: int
    reference: "weakref.ref[Any] | None"
    type_name: str

    @classmethod
    def of(cls, value: Any) -> "Which":
        """Return the identity of this object."""
        try:
            reference = weakref.ref(value)
        except TypeError:
            reference = None
        return cls(id(value), reference, type_name(type(value)))

    def same(self, other: "Which") -> bool:
        """Return whether two identities are the same object, as far as is known after one was freed."""
        if self.reference is None or other.reference is None:
            return self.id == other.id
        return self.id == other.id and self.reference() is other.reference()


@dataclasses.dataclass(frozen=True, slots=True)
class Variant:
    """The values that one function carries."""

    mark: bytes
    """Equal for functions that carry the same values, as far as these can be written."""
    unknown: tuple[Which, ...] = ()
    """The identities of the objects that cannot be written."""

    def surely_is(self, other: "Variant") -> bool:
        """Return whether the unwritten objects are the same."""
        return len(self.unknown) == len(other.unknown) and all(
            mine.same(its) for mine, its in zip(self.unknown, other.unknown, strict=True)
        )


class Known:
    """The bytes of objects at the time when they were first carried.

    Every method can be called from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()  # reentrant: garbage collection may run destructors under it
        self._weak: dict[int, tuple[weakref.ref[Any], bytes, tuple[Which, ...]]] = {}  # guarded by _lock
        self._strong: OrderedDict[int, tuple[Any, bytes, tuple[Which, ...]]] = (
            OrderedDict()
        )  # guarded by _lock
        self._full = 64  # guarded by _lock; at this number, entries of freed objects are removed

    def get(self, value: Any) -> tuple[bytes, tuple[Which, ...]] | None:
        """Return the bytes of an object, and the unwritten objects in it."""
        with self._lock:
            weak = self._weak.get(id(value))
            if weak is not None and weak[0]() is value:
                return weak[1:]
            strong = self._strong.get(id(value))
            return None if strong is None else strong[1:]

    def put(
        self, value: Any, written: bytes, unknown: tuple[Which, ...], *, small: bool
    ) -> tuple[bytes, tuple[Which, ...]]:
        """Store the bytes of an object. Return the stored ones.

        If another thread was first, these are its bytes: the object may have changed in between. An object
        without weak references is stored only if it is small.
        """
        try:
            reference = weakref.ref(value)
        except TypeError:
            reference = None
        gone: list[Any] = []  # freed after the lock is released
        with self._lock:
            first = self.get(value)
            if first is not None:
                return first
            if reference is not None:
                self._weak[id(value)] = reference, written, unknown
                if len(self._weak) > self._full:
                    self._weak = {key: one for key, one in self._weak.items() if one[0]() is not None}
                    self._full = max(64, 2 * len(self._weak))
            elif small:
                self._strong[id(value)] = value, written, unknown
                if len(self._strong) > KEPT:
                    gone.append(self._strong.popitem(last=False))
        return written, unknown


_known = Known()
"""The bytes of objects that functions of any app have carried. They are the same for all apps."""


class Carried:
    """Knows what a function carries. Every method can be called from any thread."""

    __slots__ = ("_function", "_hash_funcs", "_known", "_last")

    def __init__(self, function: Callable[..., Any], hash_funcs: HashFuncs | None = None) -> None:
        self._function = function
        self._hash_funcs = hash_funcs
        self._known = Known() if hash_funcs else _known  # with `hash_funcs`, its bytes may differ
        self._last: tuple[tuple[Any, ...], Variant] | None = None
        """The last values and their variant. A cache: all threads compute the same."""

    def variant(self) -> Variant:
        """Return the values that the function carries now."""
        contents = _contents(self._function)
        last = self._last
        if (
            last is not None
            and len(last[0]) == len(contents)
            and all(was is now for was, now in zip(last[0], contents, strict=True))
        ):
            return last[1]
        writer = CarriedWriter(self._known, self._hash_funcs)
        mark = digest(b"".join(writer.whole(value) for value in contents))
        variant = Variant(mark, tuple(writer.unknown))
        self._last = contents, variant
        return variant


def can_carry(function: Callable[..., Any]) -> bool:
    """Return whether a callable can carry anything.

    The answer is the same for all callables with the same code.
    """
    if isinstance(function, types.FunctionType):
        return bool(function.__code__.co_freevars) or any(name.startswith("_") for name in _names(function))
    if isinstance(function, types.BuiltinFunctionType):
        owner = function.__self__
        return owner is not None and not isinstance(owner, types.ModuleType)
    return not isinstance(function, type)


def _names(function: types.FunctionType) -> tuple[str, ...]:
    code = function.__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _contents(function: Callable[..., Any]) -> tuple[Any, ...]:
    """Return the objects that a callable carries."""
    if isinstance(function, types.FunctionType):
        cells = [_content(cell) for cell in function.__closure__ or ()]
        # Other defaults are part of each call's key, like passed arguments.
        names = _names(function)[: function.__code__.co_argcount]
        defaults = function.__defaults__ or ()
        hidden = [
            default
            for name, default in zip(names[len(names) - len(defaults) :], defaults, strict=True)
            if name.startswith("_")
        ]
        hidden += [
            value for name, value in sorted((function.__kwdefaults__ or {}).items()) if name.startswith("_")
        ]
        return (*cells, *hidden)
    if isinstance(function, functools.partial):
        return (
            function.func,
            *function.args,
            *(part for item in sorted(function.keywords.items()) for part in item),
        )
    if isinstance(function, types.MethodType):
        return function.__self__, function.__func__
    if isinstance(function, types.BuiltinFunctionType):
        return (function.__self__,)
    inner = inspect.unwrap(function)
    return (inner,) if inner is not function else (function,)


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return _EMPTY


class _TooMuch(Exception):
    """A value contains more than can be written in each run."""


class CarriedWriter(Writer):
    """Writes what a function carries. Objects that cannot be recognised again are recorded instead."""

    __slots__ = ("_objects", "_parts", "_size", "unknown")

    def __init__(self, known: Known, hash_funcs: HashFuncs | None = None) -> None:
        super().__init__(hash_funcs)
        self._objects = known
        self._parts = 0
        self._size = 0
        self.unknown: list[Which] = []
        """The objects that are compared by their identity."""

    def whole(self, value: Any) -> bytes:
        """Return one carried object as bytes."""
        before = len(self.unknown)
        try:
            return self.write(value)
        except _TooMuch:
            del self.unknown[before:]
            return self._which(value)

    def write(self, value: Any) -> bytes:
        """Return a value as bytes.

        For a value that cannot be recognised again, return the bytes of its type.
        """
        kind = type(value)
        self._parts += 1
        if self._parts > WRITES:
            raise _TooMuch
        if kind is str or kind is bytes:
            self._size += len(value)
        if value is _EMPTY or isinstance(value, _NEUTRAL) or is_per_caller(kind):
            return b"~" + self.tagged(kind)
        if kind in _WRITTEN_AGAIN or (self._funcs and self._custom(kind) is not None):
            return super().write(value)
        known = self._objects.get(value)
        if known is None:
            parts, size, before = self._parts, self._size, len(self.unknown)
            written = self._leniently(value)
            small = self._parts - parts + self._size - size <= SMALL
            known = self._objects.put(value, written, tuple(self.unknown[before:]), small=small)
            del self.unknown[before:]
        self.unknown += known[1]
        return known[0]

    def buffer(self, *parts: Any) -> bytes:
        """Return a digest of memory. It is read once."""
        self._size += sum(memoryview(part).nbytes for part in parts)
        return super().buffer(*parts)

    def _leniently(self, value: Any) -> bytes:
        before = len(self.unknown)
        try:
            if isinstance(value, type) and "<locals>" in value.__qualname__:
                return self.tagged(value) + self._class(value)
            if isinstance(value, io.IOBase) and not isinstance(value, io.BytesIO | io.StringIO):
                return b"w" + super().write(str(getattr(value, "name", "")))
            return super().write(value)
        except _TooMuch:
            raise
        except Exception:  # noqa: BLE001 - whatever an object raises that cannot be taken apart
            del self.unknown[before:]
            return self._which(value)

    def _class(self, kind: type) -> bytes:
        """Write a class that a function has created. Other classes of the same name may differ."""
        if id(kind) in self._inside:
            return b"@"
        self._inside[id(kind)] = len(self._inside)
        try:
            return self.sequence(b"(", kind.__bases__) + self.mapping(
                {name: value for name, value in vars(kind).items() if _counts(name, value)}
            )
        finally:
            del self._inside[id(kind)]

    def _which(self, value: Any) -> bytes:
        self.unknown.append(Which.of(value))
        return b"?" + self.tagged(type(value))


def _counts(name: str, value: Any) -> bool:
    if name.startswith("__annot"):
        return False
    return not name.startswith("__") or isinstance(value, types.FunctionType | staticmethod | classmethod)
