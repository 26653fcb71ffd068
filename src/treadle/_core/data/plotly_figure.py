"""Figures of Plotly's in two parts: a text with the structure, and long arrays as bytes.

A figure that an app builds again in each run consists mostly of arrays. Each is named after its content, so
an array that any browser has is neither encoded nor sent again. All of its bytes are read for that: a change
in place is seen.
"""

import base64
import datetime
import functools
import hashlib
import io
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
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


class PlotlyArray(msgspec.Struct, frozen=True):
    """A long array of a figure."""

    type: ArrayType
    data: Blob
    shape: tuple[int, ...] = ()
    """The lengths of its dimensions, if there are several."""


class PlotlyFigure(msgspec.Struct, frozen=True):
    """A figure in wire form."""

    text: str
    """JSON, with an object `{"treadle-array": 3}` in place of each long array."""
    arrays: tuple[PlotlyArray, ...]
    curves: int
    """The number of its traces."""
    own_look: bool
    """Whether the app has chosen a template for the look, and not Plotly's default."""
    size: tuple[int | None, int | None]
    """The width and the height that the figure itself asks for."""


def plotly_figure(given: Any, *, keep: Keep, themed: bool) -> PlotlyFigure:
    """Return a figure in wire form.

    Args:
        given: a figure of Plotly's or of Matplotlib's, a dict, a trace, or a list of traces.
        keep: stores the bytes of an array.
        themed: whether the browser replaces Plotly's default template, which is then left out.

    Raises:
        ModuleNotFoundError: Plotly is not installed.
        PlotlyError: `given` is not a figure.
        APIError: it contains an object that cannot be sent.
    """
    data, layout, frames = _parts(given)
    own_look = layout.get("template") not in (None, _default_template())
    if themed and not own_look:
        layout = {name: value for name, value in list(layout.items()) if name != "template"}
    packing = _Packing(keep)
    tree: dict[str, Any] = {"data": packing.split(data), "layout": packing.split(layout)}
    if frames:
        tree["frames"] = packing.split(frames)
    text = packing.encode(tree).decode()
    size = _pixels(layout.get("width")), _pixels(layout.get("height"))
    return PlotlyFigure(text, tuple(packing.arrays), len(data), own_look, size)


def whole_figure(text: str, arrays: Sequence[PlotlyArray]) -> dict[str, Any]:
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


def _parts(given: Any) -> tuple[Sequence[Any], Mapping[str, Any], Sequence[Any]]:
    """Return the traces, the layout and the frames of a figure, without a copy where there is a figure."""
    figure = _figure(given)
    frames = [frame.to_plotly_json() for frame in figure.frames]
    # `to_dict()` copies everything and encodes arrays as Base64, at ten times the cost of the rest.
    return figure._data, figure._layout, frames


def _figure(given: Any) -> Any:
    try:
        from plotly import exceptions
        from plotly.basedatatypes import BaseFigure, BaseTraceType
        from plotly.graph_objects import Figure
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            "`st.plotly_chart` needs the package Plotly. Install it: `pip install plotly`.", name=missing.name
        ) from missing
    if isinstance(given, BaseFigure):
        return given
    if any(
        base.__module__ == "matplotlib.figure" and base.__name__ == "Figure" for base in type(given).__mro__
    ):
        from plotly.tools import mpl_to_plotly

        return mpl_to_plotly(given)
    if isinstance(given, BaseTraceType):
        given = [given]
    if isinstance(given, list | tuple):
        given = {"data": list(given)}
    if not isinstance(given, dict):
        raise exceptions.PlotlyError(
            f"`figure_or_data` has the type `{type(given).__name__}`. Pass a Plotly figure, a dict, a list "
            "of traces, or a Matplotlib figure."
        )
    figure = Figure(**given)
    if not figure.data:
        raise exceptions.PlotlyError("`figure_or_data` has no traces, so there is nothing to draw.")
    return figure


@functools.cache
def _default_template() -> Any:
    from plotly.io import templates

    return templates["plotly"].to_plotly_json()


def _pixels(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and value > 0 else None


class _Packing:
    """One figure on its way into wire form."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._encode = msgspec.json.Encoder(enc_hook=self._other).encode
        self.arrays: list[PlotlyArray] = []

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
                name: self._apart(item) if name == "geojson" and isinstance(item, dict) else self.split(item)
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
            return self._put("f8", content, lambda: content)
        return self._apart(items)

    def _whole_numbers(self, packed: "array[int]", low: int, high: int) -> Any:
        small = _smallest(low, high)
        code = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "f8": "d"}[small]
        return self._put(small, packed.tobytes(), lambda: array(code, packed).tobytes())

    def _apart(self, value: Any) -> Any:
        """Store a value as JSON, apart from the text."""
        written = self.encode(value)
        return self._put("json", written, lambda: written)

    def _put(
        self, type: ArrayType, content: bytes, make: Callable[[], bytes], shape: tuple[int, ...] = ()
    ) -> dict[str, int]:
        digest = hashlib.sha256(content)
        digest.update(f"{type}{len(content)}".encode())
        self.arrays.append(PlotlyArray(type, self._keep(f"plotly {digest.hexdigest()}", make), shape))
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
        return self._put(to, content, lambda: numbers.astype(f"<{to}", copy=False).tobytes(), shape)

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

        return self._put("date", whole.tobytes(), make)


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


def _listed(packed: PlotlyArray) -> Any:
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
