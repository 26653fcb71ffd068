"""The keys of a call's arguments.

A value is written as bytes that differ from those of every other value. They contain its type, and lengths,
so that different sequences of values never give the same bytes. `1`, `1.0`, `True` and `"1"` differ. Values
of one type that Python calls equal are written the same: sets and dicts in any order, an `OrderedDict` in its
order.

Objects of unknown classes are written as pickle would write them (`__reduce_ex__`), part by part. So their
content counts, functions in them are known by their code, and an object that cannot be pickled is refused by
name.
"""

import collections
import copyreg
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import hashlib
import io
import os
import pathlib
import re
import struct
import types
import typing
import uuid
import weakref
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from treadle._core.data.loaded import loaded
from treadle._core.data.uploads import UploadedFile
from treadle.errors import InvalidParameterTypeError

from .tables import table_writers

HashFuncs = Mapping[Any, Callable[[Any], Any]]
"""Functions that return a substitute for a value, by type, by union of types, or by a type's full name."""

BIG = 1024
"""The number of bytes above which a part is written as its digest, so that keys stay small."""


WAYS = 5_000
"""How often objects that refer to each other are written again.

More would take seconds, and soon for ever.
"""

_NOWHERE = 1 << 60


def by_type(hash_funcs: HashFuncs) -> dict[type | str, Callable[[Any], Any]]:
    """Return the functions by single types and by types' names.

    Raises:
        InvalidParameterTypeError: a key is not a type or name, so no value would have it; or a function
            cannot be called.
    """
    found: dict[type | str, Callable[[Any], Any]] = {}
    for key, function in hash_funcs.items():
        if not callable(function):
            raise InvalidParameterTypeError(f"hash_funcs[{key!r}]", type(function).__name__, ["a function"])
        for each in _members(key):
            found[each] = function
    return found


def _members(key: Any) -> list[type | str]:
    if isinstance(key, str) or (isinstance(key, type) and _can_have_subclasses(key)):
        return [key]
    if key is None:
        return [type(None)]
    if isinstance(key, types.UnionType) or typing.get_origin(key) is typing.Union:
        return [each for part in typing.get_args(key) for each in _members(part)]
    if typing.get_origin(key) is typing.Annotated:
        return _members(typing.get_args(key)[0])
    if type(key).__name__ == "TypeAliasType":  # `type Number = int | float`, from Python 3.12 on
        return _members(key.__value__)
    raise InvalidParameterTypeError(
        f"hash_funcs[{key!r}]",
        type(key).__name__,
        ["a type", "a union of types", "a type's full name"],
        detail="No value has this as its type, so the function would never be called.",
    )


def _can_have_subclasses(kind: type) -> bool:
    try:
        return issubclass(kind, kind)
    except TypeError:  # a protocol that cannot be tested
        return False


class Unhashable(Exception):
    """A value cannot be recognised again."""

    def __init__(self, value: object, why: str = "") -> None:
        super().__init__(why or f"an object of type {type_name(type(value))}")
        self.value = value


K = TypeVar("K", bound=type)


def per_caller(kind: K) -> K:
    """Decorate a class whose objects differ for each caller, so that arguments of it are refused.

    Otherwise a result for one visitor would be returned to all.
    """
    _PER_CALLER.add(kind)
    return kind


_PER_CALLER: set[type] = set()


def is_per_caller(kind: type) -> bool:
    """Return whether objects of a class differ for each caller."""
    return not _PER_CALLER.isdisjoint(kind.__mro__)


def type_name(kind: type) -> str:
    """Return a type's full name, as in `hash_funcs`."""
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def digest(data: bytes) -> bytes:
    """Return 16 bytes that identify any number of bytes."""
    # SHA-256 is two to three times as fast as BLAKE2 on CPUs that have SHA instructions.
    return hashlib.sha256(data).digest()[:16]


class Writer:
    """Writes the values of one call. It remembers the objects that it is writing."""

    __slots__ = ("_again", "_funcs", "_inside", "_known", "_outermost")

    def __init__(self, hash_funcs: HashFuncs | None = None) -> None:
        self._funcs = hash_funcs
        self._inside: dict[int, int] = {}
        """The depth at which an object was begun, by `id`.

        An object inside itself is written as that depth.
        """
        self._outermost = _NOWHERE
        """The smallest depth to which the current value refers."""
        self._known: dict[int, tuple[Any, bytes | None]] = {}
        """Objects of classes by `id`, and their bytes if the same everywhere. Kept, so no `id` is reused."""
        self._again = 0
        """How often an object was met again whose bytes are not the same everywhere."""

    def write(self, value: Any) -> bytes:
        """Return a value as bytes.

        Raises:
            Unhashable: it, or something in it, cannot be recognised again.
        """
        kind = type(value)
        if self._funcs and (function := self._custom(kind)) is not None:
            name = type_name(kind).encode()
            return b"h%d:%b" % (len(name), name) + Writer().write(function(value))
        simple = _SIMPLE.get(kind)
        if simple is not None:
            return simple(value)
        return self._nested(value, kind)

    def _custom(self, kind: type) -> Callable[[Any], Any] | None:
        assert self._funcs is not None
        for each in kind.__mro__[:-1]:
            for name in (each, type_name(each), f"{each.__module__}.{each.__qualname__}"):
                if name in self._funcs:
                    return self._funcs[name]
        for key, function in self._funcs.items():  # a dict is a `Mapping` without being derived from it
            if isinstance(key, type) and type(key) is not type and issubclass(kind, key):
                return function
        return None

    def _nested(self, value: Any, kind: type) -> bytes:
        if id(value) in self._inside:
            depth = self._inside[id(value)]
            self._outermost = min(self._outermost, depth)
            return b"@%d;" % (len(self._inside) - depth)
        self._inside[id(value)] = len(self._inside)
        try:
            written = self._compound(value, kind)
        except RecursionError:
            raise Unhashable(value, "it is nested too deeply") from None
        finally:
            del self._inside[id(value)]
        return written if len(written) <= BIG else b"#" + digest(written)

    def _compound(self, value: Any, kind: type) -> bytes:
        builtin = _COMPOUND.get(kind)
        if builtin is not None:
            return builtin(self, value)
        if is_per_caller(kind):
            raise Unhashable(
                value,
                f"an object of type {type_name(kind)}, where each caller finds its own; pass what is needed "
                "of it",
            )
        for library, writer in table_writers():
            if loaded(library) is None:
                continue
            try:
                written = writer(self, value)
            except (Unhashable, RecursionError, MemoryError):
                raise
            except Exception as error:  # any error of a library about a value that cannot be pickled
                why = f"an object of type {type_name(kind)}: {str(error).partition(chr(10))[0][:200]}"
                raise Unhashable(value, why.rstrip(" .")) from error
            if written is not None:
                return written
        for base, write in _FAMILIES:
            if isinstance(value, base):
                return self.tagged(kind) + write(self, value)
        return self.tagged(kind) + self._once(value, kind)

    def _once(self, value: Any, kind: type) -> bytes:
        """Write an object of a class, to which other objects may refer several times.

        Where objects refer to each other (friends, nodes of a graph), the number of paths to one of them is
        too large to follow all. So each is written once, unless it refers back to an object that contains it.
        For those there is a limit.
        """
        known = self._known.get(id(value))
        if known is not None:
            if known[1] is not None:
                return known[1]
            self._again += 1
            if self._again > WAYS:
                raise Unhashable(
                    value, f"objects of type {type_name(kind)}, which refer to each other in too many ways"
                )
        outer, self._outermost = self._outermost, _NOWHERE
        written = self._object(value, kind)
        own = self._outermost >= self._inside[id(value)]
        self._known[id(value)] = value, written if own else None
        self._outermost = outer if own else min(outer, self._outermost)
        return written

    # Parts, for the functions below and for `tables` --------------------------------------------------------

    def tagged(self, kind: type) -> bytes:
        """Return the bytes of a type's name."""
        name = type_name(kind).encode()
        return b"o%d:%b" % (len(name), name)

    def sequence(self, tag: bytes, values: Iterable[Any]) -> bytes:
        """Return the bytes of values in their order."""
        parts = [self.write(value) for value in values]
        return b"%b%d:" % (tag, len(parts)) + b"".join(parts)

    def unordered(self, tag: bytes, parts: Iterable[bytes]) -> bytes:
        """Return bytes that do not depend on the order of the parts."""
        written = sorted(parts)
        return b"%b%d:" % (tag, len(written)) + b"".join(written)

    def mapping(self, value: Mapping[Any, Any]) -> bytes:
        """Return the bytes of a mapping without order."""
        return self.unordered(b"{", (self.write(key) + self.write(item) for key, item in value.items()))

    def buffer(self, *parts: Any) -> bytes:
        """Return a digest of memory. It is read once."""
        hasher = hashlib.sha256()
        for part in parts:
            view = memoryview(part)
            hasher.update(b"%d:" % view.nbytes)
            hasher.update(view if view.contiguous else view.tobytes())
        return b"#" + hasher.digest()[:16]

    def function(self, value: types.FunctionType) -> bytes:
        """Return the bytes of a function: its code, its closure, and its defaults."""
        cells = [_content(cell) for cell in value.__closure__ or ()]
        return (
            b"F"
            + code_digest(value.__code__)
            + self.sequence(b"(", (cells, value.__defaults__, value.__kwdefaults__))
        )

    def _object(self, value: Any, kind: type) -> bytes:
        fields = _fields(value, kind)
        if fields is not None:
            return self.mapping(fields)
        reducer = copyreg.dispatch_table.get(kind)
        try:
            reduced = value.__reduce_ex__(4) if reducer is None else reducer(value)
        except Exception as error:
            raise Unhashable(value) from error
        if isinstance(reduced, str):  # the name of a global
            return b"g" + _text(f"{getattr(value, '__module__', '')}.{reduced}")
        function, args, *rest = reduced
        state, items, pairs = [*rest[:3], None, None, None][:3]
        if function is copyreg.__newobj__ or function is getattr(copyreg, "__newobj_ex__", None):  # type: ignore[attr-defined]
            made = self.sequence(b"n", args)
        elif function is copyreg._reconstructor:  # type: ignore[attr-defined]
            made = self.sequence(b"r", args)
        else:
            made = self.sequence(b"c", (function, args))
        return b"".join(
            (
                made,
                self.write(state),
                self.sequence(b"[", items or ()),
                self.unordered(b"{", (self.write(key) + self.write(item) for key, item in pairs or ())),
            )
        )


# Values that contain no others ------------------------------------------------------------------------------


def _text(value: str) -> bytes:
    data = value.encode("utf-8", "surrogatepass")
    return b"s%d:%b" % (len(data), data) if len(data) <= BIG else b"S%d:" % len(data) + digest(data)


def _bytes(value: bytes) -> bytes:
    return b"b%d:%b" % (len(value), value) if len(value) <= BIG else b"B%d:" % len(value) + digest(value)


def _integer(value: int) -> bytes:
    if -(2**63) <= value < 2**63:
        return b"i%d;" % value
    return b"I" + _bytes(value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True))


_SIMPLE: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda value: b"N",
    bool: lambda value: b"1" if value else b"0",
    int: _integer,
    float: lambda value: b"f" + struct.pack("<d", value),
    complex: lambda value: b"j" + struct.pack("<dd", value.real, value.imag),
    str: _text,
    bytes: _bytes,
    type(...): lambda value: b"...",
    type(NotImplemented): lambda value: b"..!",
    decimal.Decimal: lambda value: b"D" + _text(str(value)),
    fractions.Fraction: lambda value: b"Q" + _text(str(value)),
    uuid.UUID: lambda value: b"U" + value.bytes,
    range: lambda value: b"R" + _text(repr(value)),
    datetime.date: lambda value: b"d" + _text(value.isoformat()),
    datetime.timedelta: lambda value: b"t%d,%d,%d;" % (value.days, value.seconds, value.microseconds),
    zoneinfo.ZoneInfo: lambda value: b"z" + _text(str(value)),
    datetime.timezone: lambda value: b"Z" + _text(repr(value)),  # two zones may have the same name
}


# Values that contain others ---------------------------------------------------------------------------------


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


def _moment(writer: Writer, value: Any) -> bytes:
    """Write a datetime or a time. Its zone counts, and not only the difference from UTC."""
    return b"m" + _text(value.isoformat()) + b"%d" % value.fold + writer.write(value.tzinfo)


def _partial(writer: Writer, value: "functools.partial[Any]") -> bytes:
    return b"p" + writer.write(value.func) + writer.write(value.args) + writer.mapping(value.keywords)


def _builtin(writer: Writer, value: Any) -> bytes:
    owner = value.__self__
    bound = b"" if owner is None or isinstance(owner, types.ModuleType) else writer.write(owner)
    return b"u" + _text(f"{value.__module__}.{value.__qualname__}") + bound


def _array(writer: Writer, value: Any) -> bytes:
    return b"y" + _text(value.typecode) + writer.buffer(value)


_COMPOUND: dict[type, Callable[[Writer, Any], bytes]] = {
    list: lambda writer, value: writer.sequence(b"[", value),
    tuple: lambda writer, value: writer.sequence(b"(", value),
    dict: lambda writer, value: writer.mapping(value),
    set: lambda writer, value: writer.unordered(b"<", map(writer.write, value)),
    frozenset: lambda writer, value: writer.unordered(b"^", map(writer.write, value)),
    slice: lambda writer, value: writer.sequence(b"/", (value.start, value.stop, value.step)),
    bytearray: lambda writer, value: b"a" + writer.buffer(value),
    memoryview: lambda writer, value: (
        b"v" + _text(value.format) + writer.write(value.shape) + writer.buffer(value)
    ),
    datetime.datetime: _moment,
    datetime.time: _moment,
    collections.OrderedDict: lambda writer, value: writer.sequence(b"O", value.items()),
    types.MappingProxyType: lambda writer, value: b"x" + writer.mapping(value),
    type({}.keys()): lambda writer, value: b"K" + writer.unordered(b"<", map(writer.write, value)),
    type({}.values()): lambda writer, value: b"V" + writer.sequence(b"[", value),
    type({}.items()): lambda writer, value: b"Y" + writer.unordered(b"<", map(writer.write, value)),
    types.SimpleNamespace: lambda writer, value: b"k" + writer.mapping(vars(value)),
    types.FunctionType: Writer.function,
    types.MethodType: lambda writer, value: (
        b"M" + writer.write(value.__self__) + writer.write(value.__func__)
    ),
    types.BuiltinFunctionType: _builtin,
    types.ModuleType: lambda writer, value: b"l" + _text(value.__name__),
    types.CodeType: lambda writer, value: b"C" + code_digest(value),
    functools.partial: _partial,
    re.Pattern: lambda writer, value: b"e" + writer.write(value.pattern) + b"%d" % value.flags,
}


def _file(writer: Writer, value: Any) -> bytes:
    """Write an open file: which file, its state, and its position."""
    try:
        status = os.fstat(value.fileno())
        at = value.tell() if value.seekable() else 0
    except (OSError, ValueError) as error:
        raise Unhashable(value, "a file that is closed, or not in the file system") from error
    return writer.sequence(b"w", (str(value.name), status.st_ino, status.st_mtime_ns, status.st_size, at))


def _memory(writer: Writer, value: Any) -> bytes:
    """Write a file in memory, with its attributes: an uploaded one has a name."""
    try:
        content = value.getvalue()
        at = value.tell()
    except ValueError as error:
        raise Unhashable(value, "a file that is closed") from error
    more = {**getattr(value, "__dict__", {})}
    return writer.write(content) + b"%d" % at + (writer.mapping(more) if more else b"")


def _uploaded(writer: Writer, value: UploadedFile) -> bytes:
    """Write an uploaded file: name, content and position. Uploading it again gives the same bytes."""
    try:
        at = value.tell()
    except ValueError as error:
        raise Unhashable(value, "a file that is closed") from error
    return writer.sequence(b"u", (value.name, value.type, value.content_digest(), at))


def _pattern_of_names(writer: Writer, value: Any) -> bytes:
    return b"q" + _text(type_name(value))


def _refused(writer: Writer, value: Any) -> bytes:
    raise Unhashable(value)


_FAMILIES: tuple[tuple[Any, Callable[[Writer, Any], bytes]], ...] = (
    (enum.Enum, lambda writer, value: b"E" + _text(value._name_ or repr(value._value_))),
    (
        (set, frozenset),
        lambda writer, value: (
            writer.unordered(b"<", map(writer.write, value)) + writer.write(getattr(value, "__dict__", {}))
        ),
    ),
    (pathlib.PurePath, lambda writer, value: _text(str(value))),
    (UploadedFile, _uploaded),
    ((io.BytesIO, io.StringIO), _memory),
    ((io.RawIOBase, io.BufferedIOBase, io.TextIOBase), _file),
    (type, _pattern_of_names),
    ((types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, weakref.ref), _refused),
)


def _fields(value: Any, kind: type) -> Mapping[str, Any] | None:
    """Return the fields of an instance of a class that declares them; None if its class declares none."""
    if issubclass(kind, _BUILT_IN):  # it has content besides its fields
        return None
    if dataclasses.is_dataclass(kind):
        names: Iterable[str] = [field.name for field in dataclasses.fields(kind)]
    elif hasattr(kind, "__attrs_attrs__"):
        names = [field.name for field in kind.__attrs_attrs__]
    elif hasattr(kind, "__struct_fields__"):
        names = kind.__struct_fields__
    elif hasattr(kind, "__pydantic_fields__"):
        declared = {name: getattr(value, name, None) for name in kind.__pydantic_fields__}
        more = [getattr(value, name, None) or {} for name in ("__pydantic_extra__", "__pydantic_private__")]
        return {**declared, **more[0], **more[1]}
    else:
        return None
    # A subclass of a class with declared fields can give its objects more attributes, which are not declared.
    more_of_it = {
        name: item
        for name, item in getattr(value, "__dict__", {}).items()
        if not isinstance(getattr(kind, name, None), functools.cached_property)
    }
    return {**more_of_it, **{name: getattr(value, name, None) for name in names}}


_BUILT_IN = (list, tuple, dict, set, frozenset, str, bytes, bytearray, int, float, complex)


# Code -------------------------------------------------------------------------------------------------------


def code_digest(code: types.CodeType) -> bytes:
    """Return 16 bytes that identify what a function does. An edit elsewhere does not change them.

    They are made from the compiled code, in which comments and line numbers do not count. The same code
    objects come again and again (a page has the same ones in each run), so the result is stored.
    """
    known = _codes.get(code)
    if known is None:
        known = _codes[code] = digest(_code_bytes(code))
    return known


_codes: "weakref.WeakKeyDictionary[types.CodeType, bytes]" = weakref.WeakKeyDictionary()
"""A cache: all threads compute the same."""


def _code_bytes(code: types.CodeType) -> bytes:
    writer = Writer()
    head = (
        code.co_name, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags,
        code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_code,
        code.co_exceptiontable,
    )  # fmt: skip
    return writer.write(head) + writer.write(code.co_consts)
