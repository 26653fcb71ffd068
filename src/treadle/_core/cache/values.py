"""Copies of the results of `cache_data`. A caller that changes its copy does not change those of others."""

import datetime
import decimal
import fractions
import io
import pickle
import sys
import types
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from treadle.errors import UnserializableReturnValueError

from .hashing import type_name

_IMMUTABLE = frozenset(
    {
        type(None), bool, int, float, complex, str, bytes, range, type(...), decimal.Decimal,
        fractions.Fraction, uuid.UUID, datetime.date, datetime.timedelta,
    }
)  # fmt: skip
"""Types whose copies cannot be distinguished from the original."""

LOOKED_AT = 64
"""The number of members of a tuple that are checked to find out whether it can be returned without a copy."""


class Frozen:
    """A value that returns copies of itself, by pickle.

    Large memory (arrays, columns) is kept beside the pickle.
    """

    __slots__ = ("buffers", "data", "kind", "size", "value")

    def __init__(
        self, data: bytes | None, buffers: tuple[tuple[bytes, bool], ...] = (), value: Any = None
    ) -> None:
        self.data = data
        """The pickle; None for a value that is returned without a copy."""
        self.buffers = buffers
        """The memory, and whether it was read-only. Read-only memory need not be copied."""
        self.value = value
        self.kind = type_name(type(value))
        """The full name of the value's type, for messages."""
        self.size = (_size(value) if data is None else len(data)) + sum(len(each) for each, _ in buffers)
        """Its size in bytes, as `max_size` counts it."""

    def thaw(self, namespace: Mapping[str, Any] | None = None) -> Any:
        """Return a copy of the value.

        Args:
            namespace: the classes of the calling page. All pages are called `__main__`.
        """
        if self.data is None:
            return self.value
        buffers = [data if read_only else bytearray(data) for data, read_only in self.buffers]
        if namespace is None or b"__main__" not in self.data:
            return pickle.loads(self.data, buffers=buffers)
        return _Unpickler(self.data, namespace, buffers).load()


def freeze(value: Any, name: str) -> Frozen:
    """Return a frozen value, which later changes do not affect.

    Args:
        value: the result of a function.
        name: the name of the function, for the message.

    Raises:
        UnserializableReturnValueError: it cannot be pickled.
    """
    if _immutable(value):
        return Frozen(None, value=value)
    try:
        frozen = _pickled(value)
        frozen.kind = type_name(type(value))
        return frozen
    except Exception as error:
        raise UnserializableReturnValueError(name, type_name(type(value)), str(error)) from error


def _immutable(value: Any) -> bool:
    kind = type(value)
    if kind is tuple:
        return len(value) <= LOOKED_AT and all(type(item) in _IMMUTABLE for item in value)
    return kind in _IMMUTABLE


def _size(value: Any) -> int:
    """Return the size of an immutable value in bytes."""
    return sys.getsizeof(value) + (sum(map(sys.getsizeof, value)) if type(value) is tuple else 0)


def _pickled(value: Any) -> Frozen:
    views: list[pickle.PickleBuffer] = []
    try:
        data = pickle.dumps(value, protocol=5, buffer_callback=views.append)
    except (pickle.PicklingError, AttributeError, TypeError):
        # pickle finds the classes of a page only while no other page runs.
        views.clear()
        file = io.BytesIO()
        _Pickler(file, protocol=5, buffer_callback=views.append).dump(value)
        data = file.getvalue()
    buffers = []
    for view in views:
        with view.raw() as memory:
            buffers.append((memory.tobytes(), memory.readonly))
        view.release()
    return Frozen(data, tuple(buffers))


def of_page(qualname: str) -> Any:
    """Return the newest page's object of this name. `Frozen.thaw` knows which page is meant."""
    return _found(vars(sys.modules["__main__"]), qualname)


def _found(namespace: Mapping[str, Any], qualname: str) -> Any:
    first, *rest = qualname.split(".")
    try:
        found = namespace[first]
        for name in rest:
            found = getattr(found, name)
    except (KeyError, AttributeError):
        raise AttributeError(f"the page defines no `{qualname}`") from None
    return found


class _Pickler(pickle.Pickler):
    """Pickles the classes and functions of a page by their names, even while another page is `__main__`."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, type | types.FunctionType) and value.__module__ == "__main__":
            name = value.__qualname__
            if "<" not in name:  # neither local to a function nor a lambda
                return of_page, (name,)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    """Finds the classes of a page in that page."""

    def __init__(self, data: bytes, namespace: Mapping[str, Any], buffers: list[Any]) -> None:
        super().__init__(io.BytesIO(data), buffers=buffers)
        self._namespace = namespace

    def find_class(self, module: str, name: str) -> Any:
        if module == "__main__":
            return _found(self._namespace, name)
        if module == __name__ and name == of_page.__name__:
            return self._of_page()
        return super().find_class(module, name)

    def _of_page(self) -> Callable[[str], Any]:
        namespace = self._namespace
        return lambda qualname: _found(namespace, qualname)
