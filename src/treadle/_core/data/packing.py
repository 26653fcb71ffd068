"""Figures in two parts: a text with the structure, and long arrays as bytes.

A figure that an app builds again in each run consists mostly of arrays. Each is named after its content, so
an array that any browser has is neither encoded nor sent again. All of its bytes are read for that: a change
in place is seen.
"""

import base64
import datetime
import hashlib
import io
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from treadle._core.protocol.blob import Blob
from treadle.errors import APIError

from .loaded import loaded

if TYPE_CHECKING:
    import numpy as np

ARRAY = "treadle-array"
"""The key of an object that stands in the text for an array. Its value is the number of the array."""

APART_FROM = 64
"""The number of items from which an array is sent apart from the text."""

ArrayType = Literal["i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8", "date", "json"]
"""How the bytes of an array are read: numbers, dates (as "f8", in milliseconds since 1970), or JSON."""

Keep = Callable[[str, Callable[[], bytes]], Blob]
"""Returns the blob of a key that identifies its content. If there is none, the function makes its bytes."""


class PackedArray(msgspec.Struct, frozen=True):
    """A long array of a figure."""

    type: ArrayType
    data: Blob
    shape: tuple[int, ...] = ()
    """The lengths of its dimensions, if there are several."""


def unpacked(text: str, arrays: Sequence[PackedArray]) -> dict[str, Any]:
    """Return a figure in wire form as the dict that a browser makes of it, with lists as arrays."""

    def joined(value: Any) -> Any:
        if isinstance(value, list):
            return [joined(item) for item in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == {ARRAY}:
            return _listed(arrays[value[ARRAY]])
        return {name: joined(item) for name, item in value.items()}

    whole: dict[str, Any] = joined(msgspec.json.decode(text))
    return whole


class Packing:
    """One figure on its way into wire form.

    Args:
        keep: stores the bytes of an array.
        apart: names of values that are sent apart as a whole: mappings, and long lists.
        plain: returns an object of a library as one that JSON knows. None: it knows no such object.
    """

    def __init__(
        self,
        keep: Keep,
        *,
        apart: Collection[str] = (),
        plain: Callable[[Any], Any] | None = None,
    ) -> None:
        self._keep = keep
        self._apart_names = frozenset(apart)
        self._library = plain
        self._encode = msgspec.json.Encoder(enc_hook=self._other).encode
        self.arrays: list[PackedArray] = []

    def encode(self, value: Any) -> bytes:
        """Return a value as JSON. Numbers that JSON does not know become null."""
        try:
            return self._encode(value)
        except (UnicodeEncodeError, OverflowError, msgspec.ValidationError):
            return self._encode(_representable(value, self._other))

    def split(self, value: Any) -> Any:
        """Return a part of a figure with placeholders for the long arrays in it."""
        # A thread may change the figure meanwhile, so each dict and list is read in one step.
        if isinstance(value, dict):
            return {
                name: self._apart(item) if name in self._apart_names and _is_long(item) else self.split(item)
                for name, item in list(value.items())
            }
        if isinstance(value, list | tuple):
            items = list(value)
            if len(items) < APART_FROM:
                return [self.split(item) if isinstance(item, dict | list | tuple) else item for item in items]
            if items and isinstance(items[0], dict):  # many traces, shapes or annotations
                return [self.split(item) for item in items]
            return self._list(items)
        return value

    def _list(self, items: list[Any]) -> Any:
        kinds = set(map(type, items))
        if kinds <= {float, int}:
            try:
                packed = array("q" if kinds == {int} else "d", items)
            except OverflowError:
                return self._apart(items)
            if kinds == {int}:
                return self._whole_numbers(packed, min(packed), max(packed))
            content = packed.tobytes()
            return self.put("f8", content)
        return self._apart(items)

    def _whole_numbers(self, packed: "array[int]", low: int, high: int) -> Any:
        small = _smallest(low, high)
        code = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "f8": "d"}[small]
        return self.put(small, packed.tobytes(), lambda: array(code, packed).tobytes())

    def _apart(self, value: Any) -> Any:
        """Store a value as JSON, apart from the text."""
        written = self.encode(value)
        return self.put("json", written)

    def put(
        self,
        type: ArrayType,
        content: bytes,
        make: Callable[[], bytes] | None = None,
        shape: tuple[int, ...] = (),
    ) -> dict[str, int]:
        """Store an array and return the placeholder for it.

        Args:
            type: how its bytes are read.
            content: bytes that identify the array.
            make: makes the bytes that are sent. None: these are `content`.
            shape: the lengths of its dimensions, if there are several.
        """
        digest = hashlib.sha256(content)
        digest.update(f"{type}{len(content)}".encode())
        self.arrays.append(
            PackedArray(type, self._keep(f"array {digest.hexdigest()}", make or (lambda: content)), shape)
        )
        return {ARRAY: len(self.arrays) - 1}

    def _other(self, value: Any) -> Any:
        """Return an object that JSON does not know as one that it does."""
        numpy = loaded("numpy")
        if numpy is not None:
            if isinstance(value, numpy.ndarray):
                return self._array(value)
            if isinstance(value, numpy.datetime64):
                return None if numpy.isnat(value) else str(value)
            if isinstance(value, numpy.generic):
                return value.item()
        if self._library is not None and (known := self._library(value)) is not None:
            return known
        return _plain(value)

    def _array(self, values: "np.ndarray[Any, Any]") -> Any:
        import numpy as np

        kind, size = values.dtype.kind, values.dtype.itemsize
        if kind == "M":
            return self._dates(values)
        if values.size < APART_FROM:
            return values.tolist()
        if kind not in "iuf":
            listed = values.tolist()
            return self._list(listed) if values.ndim == 1 else self._apart(listed)
        content = values.tobytes()  # a thread may change the array meanwhile
        numbers = np.frombuffer(content, values.dtype)
        if kind == "f":
            to: ArrayType = "f4" if size <= 4 else "f8"
        elif size <= 4:
            to = _INTEGERS[f"{kind}{size}"]
        else:
            to = _smallest(int(numbers.min()), int(numbers.max()))
        shape = values.shape if values.ndim > 1 else ()
        return self.put(to, content, lambda: numbers.astype(f"<{to}", copy=False).tobytes(), shape)

    def _dates(self, values: "np.ndarray[Any, Any]") -> Any:
        """Return dates as milliseconds since 1970. A missing one is not a number."""
        import numpy as np

        if values.size < APART_FROM or values.ndim > 1:
            texts = np.datetime_as_string(values).astype(object)
            texts[np.isnat(values)] = None
            return texts.tolist()
        whole = values.astype("datetime64[us]")

        def make() -> bytes:
            numbers = whole.view("i8") / 1000
            numbers[np.isnat(whole)] = np.nan
            return numbers.astype("<f8", copy=False).tobytes()

        return self.put("date", whole.tobytes(), make)


def _plain(value: Any) -> Any:
    """Return an object of a library, or of a subclass of Python's types, as one that JSON knows."""
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if callable(to_json := getattr(value, "to_plotly_json", None)):
        return to_json()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    for name in ("tolist", "to_list"):
        if callable(listed := getattr(value, name, None)):
            return listed()
    if hasattr(value, "save") and hasattr(value, "mode") and hasattr(value, "size"):
        return _address(value)
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    if hasattr(value, "__float__"):
        return float(value)
    if any("__str__" in vars(base) for base in type(value).__mro__[:-1]):
        return str(value)
    raise APIError(f"The figure contains a `{type(value).__name__}`, which cannot be sent to a browser.")


def _is_long(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list | tuple) and len(value) >= APART_FROM)


_INTEGERS: dict[str, ArrayType] = {"i1": "i1", "u1": "u1", "i2": "i2", "u2": "u2", "i4": "i4", "u4": "u4"}

_RANGES: tuple[tuple[ArrayType, int, int], ...] = (
    ("i1", -(2**7), 2**7 - 1),
    ("u1", 0, 2**8 - 1),
    ("i2", -(2**15), 2**15 - 1),
    ("u2", 0, 2**16 - 1),
    ("i4", -(2**31), 2**31 - 1),
    ("u4", 0, 2**32 - 1),
)


def _smallest(low: int, high: int) -> ArrayType:
    """Return the smallest type for whole numbers. Browsers draw no longer ones: those become floats."""
    return next((name for name, least, most in _RANGES if least <= low and high <= most), "f8")


def _address(picture: Any) -> str:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def _representable(value: Any, other: Callable[[Any], Any]) -> Any:
    """Return a value whose texts and numbers JSON can represent."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and not isinstance(value, bool):
        return value if -(2**63) <= value < 2**63 else float(value)
    if isinstance(value, dict):
        return {
            _representable(name, other): _representable(item, other) for name, item in list(value.items())
        }
    if isinstance(value, list | tuple):
        return [_representable(item, other) for item in list(value)]
    if value is None or isinstance(value, bool | float):
        return value
    return _representable(other(value), other)


def _listed(packed: PackedArray) -> Any:
    """Return an array in wire form as a list."""
    data = packed.data.data
    if packed.type == "json":
        return msgspec.json.decode(data)
    code = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "f4": "f"}.get(packed.type, "d")
    numbers: Any = memoryview(data).cast(code)  # type: ignore[call-overload]
    if packed.type == "date":
        return [None if each != each else _moment(each) for each in numbers]
    return numbers.cast("B").cast(code, packed.shape).tolist() if packed.shape else numbers.tolist()


def _moment(milliseconds: float) -> str:
    start = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return (start + datetime.timedelta(milliseconds=milliseconds)).replace(tzinfo=None).isoformat()
