"""Charts of Altair as figures of Vega-Lite.

`chart.to_dict()` takes about as long as building the chart. Therefore a chart is recognised before, by
all that it was built from, which `_Walk` collects. A chart that was changed in place was built from something
else then, so it counts as another one. Only what Altair reads of a table is part of the key: names and types
of columns. So a chart with new data is recognised as well.
"""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from treadle.errors import APIError

from .columns import ArrowValues, CategoryValues, NumpyValues
from .frame import Frame
from .vega_figure import SOURCE, Tables, VegaFigure, finished, table

KEPT = 256
"""The number of charts that are recognised."""
LARGEST = 64 * 1024
"""The largest specification that is kept, in characters."""

_TABLES = ("__dataframe__", "__arrow_c_stream__", "__narwhals_dataframe__")
_PLAIN = frozenset((bool, int, float, type(None)))
_TRANSFORMER = "treadle"


class AltairFigures:
    """The charts that an app has shown lately, by what they were built from."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, VegaFigure] = OrderedDict()  # guarded by _lock

    @classmethod
    def of_app(cls, app: object) -> "AltairFigures":
        """Return the object of an app that is starting."""
        return cls()

    def close(self) -> None:
        """Forget all charts."""
        with self._lock:
            self._known.clear()

    def figure(self, chart: Any) -> VegaFigure:
        """Return a chart of Altair as a figure.

        Raises:
            APIError: it is not an Altair chart.
            Exception: the chart is not valid. Altair raises it.
        """
        altair = sys.modules.get("altair")
        if altair is None or not callable(getattr(chart, "to_dict", None)):
            raise APIError(
                f"`st.altair_chart` shows Altair charts, not an object of type `{type(chart).__name__}`. "
                "Pass a dict with a specification to `st.vega_lite_chart`."
            )
        walk = _Walk()
        try:
            key = walk.key(chart), walk.key(_theme(altair).get()())
        except _UnknownError:
            return _converted(altair, chart, _Walk())
        with self._lock:
            figure = self._known.get(key)
            if figure is not None:
                self._known.move_to_end(key)
        if figure is None:
            figure = _converted(altair, chart, walk)
            extra = any(name not in walk.tables for name, _ in figure.tables)
            if len(figure.spec) <= LARGEST and not extra:
                with self._lock:
                    # Without the tables: a table lives while an element shows it.
                    self._known[key] = _with_tables(figure, {name: b"" for name, _ in figure.tables})
                    while len(self._known) > KEPT:
                        self._known.popitem(last=False)
            return figure
        return _with_tables(figure, walk.tables)


def _with_tables(figure: VegaFigure, tables: Mapping[str, Frame | bytes]) -> VegaFigure:
    named = tuple((name, tables[name]) for name, _ in figure.tables)
    return VegaFigure(figure.spec, named, figure.picked, figure.natural, figure.description)


class _UnknownError(Exception):
    """A chart contains an object whose changes cannot be noticed."""


class _Walk:
    """Collects what a chart was built from."""

    def __init__(self) -> None:
        self.tables: dict[str, Frame | bytes] = {}
        """The tables of the chart by name. Equal tables have one name."""
        self._names: dict[str, str] = {}  # by fingerprint
        self._seen: dict[int, tuple[Any, str]] = {}
        """The tables themselves with their names, by identity."""

    def name(self, data: Any) -> str:
        """Return the name of a table."""
        known = self._seen.get(id(data))
        if known is not None:
            return known[1]
        found = table(data)
        fingerprint = found.fingerprint() if isinstance(found, Frame) else repr(found)
        name = self._names.setdefault(fingerprint, SOURCE.format(len(self._names) + 1))
        self.tables[name] = found
        self._seen[id(data)] = data, name
        return name

    def key(self, value: Any) -> Hashable:
        kind = type(value)
        if kind is str:
            return str(value)
        if kind in _PLAIN:
            return kind.__name__, value
        if kind is list or kind is tuple:
            return kind.__name__, *map(self.key, value)
        if isinstance(value, Mapping):
            return "dict", *((name, self.key(each)) for name, each in value.items() if _is_given(each))
        if hasattr(kind, "_to_expr"):  # an expression, which is its own text, or a parameter
            if not hasattr(value, "param_type"):
                return "expression", repr(value)
            return "parameter", value.name, self.key(value.param), self.key(str(value.empty))
        kwds = value.__dict__.get("_kwds") if hasattr(value, "__dict__") else None
        if isinstance(kwds, dict):
            named = ((name, self.key(each)) for name, each in kwds.items() if _is_given(each))
            return kind.__qualname__, *map(self.key, value.__dict__.get("_args", ())), *named
        if any(hasattr(kind, name) for name in _TABLES):
            name = self.name(data=value)
            frame = self.tables[name]
            return kind.__module__, name, *(_types(frame) if isinstance(frame, Frame) else (frame,))
        if kind.__module__ == "datetime" or kind.__name__ == "Timestamp":
            return kind.__name__, repr(value)
        if kind.__module__ == "numpy" and callable(getattr(value, "item", None)) and not value.ndim:
            return "numpy", self.key(value.item())
        raise _UnknownError


def _is_given(value: Any) -> bool:
    return type(value).__name__ != "UndefinedType"


def _types(frame: Frame) -> Iterator[Hashable]:
    """Yield what Altair reads of a table: names, types, and whether there is anything."""
    yield bool(frame.rows)
    for column in frame.columns:
        values = column.values
        yield column.name
        match values:
            case NumpyValues():
                yield values.array.dtype.str, values.zone
            case ArrowValues() if "dictionary" not in str(values.array.type):
                yield str(values.array.type), values.array.null_count == len(values.array)
            case CategoryValues():
                yield values.ordered, tuple(map(bytes, values.categories.parts()))
            case _:  # Altair looks at each value
                yield tuple(map(bytes, values.parts()))


def _theme(altair: Any) -> Any:
    theme = getattr(altair, "theme", None)
    return altair.themes if theme is None else theme  # Altair 5.4 and older


def _converted(altair: Any, chart: Any, walk: _Walk) -> VegaFigure:
    with _own_tables(altair, walk.name):
        spec = chart.to_dict()
    if _theme(altair).active == "default":
        # Altair's default theme says only how large a chart is, and here that is the matter of the page.
        view = spec.get("config", {}).get("view", {})
        for name in ("continuousWidth", "continuousHeight"):
            if view.get(name) == 300:
                del view[name]
    rest = Tables()
    rest.found.update(walk.tables)
    bare = rest.without_data(spec)
    there = set(_named(bare))
    return finished(bare, {name: data for name, data in rest.found.items() if name in there})


def _named(spec: Any) -> Iterator[str]:
    """Yield the names of the tables that a specification uses, in order."""
    if isinstance(spec, Mapping):
        for key, value in spec.items():
            if key == "data" and isinstance(value, Mapping) and "name" in value:
                yield value["name"]
            else:
                yield from _named(value)
    elif isinstance(spec, list):
        for each in spec:
            yield from _named(each)


# The transformer of Altair ----------------------------------------------------------------------------------
#
# A "transformer" of Altair writes the rows of a table into the specification. A process has one active
# transformer. Ours returns only a name, and only to the code that shows a chart here. Another thread may use
# Altair for something else meanwhile: for that code, ours calls the transformer that was active before.

_naming: ContextVar[Callable[[Any], str] | None] = ContextVar("treadle_altair", default=None)
_lock = threading.Lock()
_uses = 0  # guarded by _lock
_enabled: Any = None  # guarded by _lock; what makes the app's own transformer active again
_before: Callable[..., Any] | None = None  # guarded by _lock


def _transformer(data: Any, **options: Any) -> Any:
    name = _naming.get()
    if name is not None:
        return {"name": name(data)}
    before = _before
    return data if before is None else before(data, **options)


@contextmanager
def _own_tables(altair: Any, name: Callable[[Any], str]) -> Iterator[None]:
    global _uses, _enabled, _before
    registry = altair.data_transformers
    with _lock:
        if registry.active != _TRANSFORMER:
            registry.register(_TRANSFORMER, _transformer)
            _before = registry.get()
            _enabled = registry.enable(_TRANSFORMER)
        _uses += 1
    token = _naming.set(name)
    try:
        yield
    finally:
        _naming.reset(token)
        with _lock:
            _uses -= 1
            # If the app has chosen another transformer meanwhile, that one stays.
            if not _uses and registry.active == _TRANSFORMER:
                _enabled.__exit__(None, None, None)
                _enabled = _before = None
