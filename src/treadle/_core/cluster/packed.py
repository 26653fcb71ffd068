"""Calls and results as bytes on their way to a cluster and back.

A call is pickled as for a worker process (`processes.pickling`), with two exceptions. A large argument is
packed apart, so that Dask can scatter it once. A value that stays on the cluster is not fetched: only its
place in the call is sent.
"""

import functools
import hashlib
import io
import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from treadle._core.processes import parcels
from treadle._core.processes.calls import in_any_way
from treadle._core.processes.pickling import ByValue, ByValuePickler, culprit_of
from treadle.errors import PicklingError

from .value import ClusterValue

LARGE = 1 << 20
"""The size in bytes from which an argument is scattered."""


class Packed:
    """A pickled object: the pickle, and the large buffers of arrays and tables beside it."""

    __slots__ = ("_digest", "parts")

    def __init__(self, parts: Sequence[Any]) -> None:
        self.parts = parts
        self._digest: bytes | None = None

    def __reduce_ex__(self, protocol: Any) -> Any:
        wrap = pickle.PickleBuffer if protocol >= 5 else bytes  # Dask may ask for an older protocol
        return Packed, ([wrap(part) for part in self.parts],)

    def __sizeof__(self) -> int:
        return self.size

    @property
    def size(self) -> int:
        """The size in bytes."""
        return sum(memoryview(part).nbytes for part in self.parts)

    def digest(self) -> bytes:
        """Return a hash of the content. The first call computes it."""
        if self._digest is None:
            total = hashlib.blake2b(digest_size=20)
            for part in self.parts:
                total.update(b"%d:" % memoryview(part).nbytes)
                total.update(part)
            self._digest = total.digest()
        return self._digest

    def unpickler(self, given: Sequence[Any] = ()) -> "Unpickler":
        """Return an unpickler for the objects. Each gets buffers of its own, so it can change them.

        Args:
            given: the objects that were packed apart.
        """
        buffers = [bytearray(part) for part in self.parts[1:]]
        return Unpickler(io.BytesIO(self.parts[0]), given, buffers)


class Unpickler(parcels.Unpickler):
    """Loads objects, and takes those that were packed apart from where they are."""

    def __init__(self, file: io.BytesIO, given: Sequence[Any], buffers: list[bytearray]) -> None:
        super().__init__(file, buffers=buffers)
        self._given = given

    def persistent_load(self, pid: Any) -> Any:
        """Return an object that was packed apart."""
        found = self._given[pid]
        return found.unpickler().load() if isinstance(found, Packed) else found


class PackedCall(NamedTuple):
    """A call on its way to a worker."""

    call: Packed
    """Its function, then its arguments."""
    apart: list["Packed | ClusterValue[Any]"]
    """What was packed apart: large arguments, and values that are on the cluster already."""


class _Apart(ByValuePickler):
    """Pickles a call without what is packed apart."""

    def __init__(
        self, by_value: ByValue, large: Mapping[int, int], values: list[Any], file: Any, **options: Any
    ) -> None:
        super().__init__(by_value, file, **options)
        self._large = large
        self._values = values

    def persistent_id(self, obj: Any) -> int | None:
        """Return the place of an object that is packed apart."""
        place = self._large.get(id(obj))
        if place is None and isinstance(obj, ClusterValue):
            place = len(self._values)
            self._values.append(obj)
        return place


def pack(*objects: object, pickler: parcels.PicklerClass = pickle.Pickler) -> Packed:
    """Pickle objects, one after the other.

    Raises:
        Exception: any exception of pickling.
    """
    file, buffers = io.BytesIO(), list[pickle.PickleBuffer]()
    out = pickler(file, protocol=5, buffer_callback=buffers.append)
    for each in objects:
        out.dump(each)
    return Packed([file.getvalue(), *(bytes(buffer.raw()) for buffer in buffers)])


def pack_result(value: object) -> Packed:
    """Pickle a result, with cloudpickle if need be."""
    return in_any_way(pack, value)


def pack_call(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    name: str,
    by_value: ByValue,
) -> PackedCall:
    """Pickle a call. Later changes do not affect it.

    Raises:
        PicklingError: the function or an argument cannot be pickled. The message says which, and why.
    """
    kwargs = dict(kwargs)
    try:
        return _pack_call(function, args, kwargs, by_value)
    except Exception as error:  # noqa: BLE001 - pickling runs the app's code, which may raise anything
        try:
            return _pack_call(function, args, kwargs, lambda filename: False)
        except Exception:  # noqa: BLE001 - the first reason is the one to tell
            culprit = culprit_of(function, args, kwargs, by_value)
            raise PicklingError(name, culprit, f"{type(error).__name__}: {error}") from error


def _pack_call(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], by_value: ByValue
) -> PackedCall:
    large: dict[int, int] = {}
    apart: list[Packed | ClusterValue[Any]] = []
    for value in (*args, *kwargs.values()):
        if isinstance(value, _SMALL) or id(value) in large:
            continue
        inner: list[Any] = []
        alone = pack(value, pickler=functools.partial(_Apart, by_value, {}, inner))
        if alone.size >= LARGE and not inner:
            alone.digest()  # here, and not on the client's event loop
            large[id(value)] = len(apart)
            apart.append(alone)
    call = pack(function, (args, kwargs), pickler=functools.partial(_Apart, by_value, large, apart))
    return PackedCall(call, apart)


_SMALL = (type(None), bool, int, float, complex, ClusterValue)
