"""`st.write`, `st.write_stream`, and the function that page magic calls."""

import collections
import dataclasses
import inspect
import pprint
import re
import types
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Generator, Iterable, Mapping
from typing import Any

from treadle._core.elements.checks import clean, wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.data.dataframe import dataframe
from treadle._core.elements.text.code import Code
from treadle._core.elements.text.exception import exception
from treadle._core.elements.text.help import explain
from treadle._core.elements.text.json import json
from treadle._core.elements.text.latex import is_sympy, latex
from treadle._core.elements.text.markdown import Markdown
from treadle._core.elements.text.stream import stream_to
from treadle.errors import APIError, NotYetSupported

LONGEST = 20_000
"""The largest number of shown characters of an object's `repr`."""

_TREES = (
    list,
    Mapping,
    map,
    filter,
    zip,
    enumerate,
    collections.UserList,
    collections.abc.MappingView,
)


def write(self: Cursor, *args: Any, unsafe_allow_html: bool = False) -> None:
    """Show any objects, each with the element for its type.

    Consecutive strings, numbers and other short values become one Markdown text. Mappings and lists are shown
    as `st.json` does, tables as `st.dataframe`, exceptions as `st.exception`, SymPy expressions as
    `st.latex`, generators and streams as `st.write_stream`. Functions, classes and modules show their
    signature and docstring. Any other object shows its text.

    Args:
        args: the objects.
        unsafe_allow_html: show HTML in texts as HTML, and objects by their `_repr_html_`. Unsafe with text
            that others wrote.

    Example:
        >>> import treadle as st
        >>> st.write("The answer is", 42, {"asked": 1978})
    """
    texts: list[str] = []

    def flush() -> None:
        if texts:
            self.put(Markdown(body=clean(" ".join(texts)), html=bool(unsafe_allow_html)))
            texts.clear()

    for value in args:
        text = _text(value, unsafe_allow_html)
        if text is not None:
            texts.append(text)
        else:
            flush()
            _element(self, value)
    flush()


def write_stream(
    self: Cursor,
    stream: Callable[..., Any]
    | Generator[Any, Any, Any]
    | Iterable[Any]
    | AsyncGenerator[Any, Any]
    | AsyncIterable[Any],
    *,
    cursor: str | None = None,
) -> list[Any] | str:
    """Show the chunks of a stream as they arrive. Return all of them when the stream has ended.

    Chunks of text are appended to one Markdown text; each chunk is sent once. Chunks of the libraries of
    language models count as their text. Any other object is shown as by `st.write`, between the texts.

    Args:
        stream: a generator, another iterable, an asynchronous iterable, or a function that returns one. An
            asynchronous iterable runs on its own event loop, so it must not need the running loop.
        cursor: a text shown at the end while the stream runs.

    Returns:
        The text, if the stream yielded only text; else a list of the texts and objects.

    Raises:
        InvalidParameterTypeError: `stream` cannot be iterated over.

    Example:
        >>> import treadle as st
        >>> st.write_stream(word + " " for word in "one thread after the other".split())
        'one thread after the other '
    """
    return stream_to(self, stream, cursor, _write_one)


def magic(*values: Any) -> None:
    """Write the values of an expression that stands alone on a line of a page. None is not shown."""
    shown = [value for value in values if value is not None]
    if shown:
        write(Cursor(), *shown)


def _write_one(place: Cursor, value: Any) -> None:
    write(place, value)


def _text(value: Any, unsafe_allow_html: bool) -> str | None:
    """Return Markdown for a value within a text, None for a value with an element of its own."""
    if isinstance(value, str):
        return wire_text(value)
    kind = type(value)
    if kind in (int, float, bool, type(None), complex):
        return f"`{value}`"
    if isinstance(value, _OWN_ELEMENT) or _is_own_element(value):
        return None
    if callable(markdown := getattr(kind, "_repr_markdown_", None)):
        return wire_text(markdown(value))
    if unsafe_allow_html and callable(html := getattr(kind, "_repr_html_", None)):
        return wire_text(html(value))
    if not _says_what_it_is(kind):
        return None
    text = wire_text(value)
    return None if "\n" in text or len(text) > LONGEST else inline_code(text)


_OWN_ELEMENT = (
    *_TREES,
    BaseException,
    type,
    types.ModuleType,
    types.GeneratorType,
    types.AsyncGeneratorType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
)


def _is_own_element(value: Any) -> bool:
    return (
        _is_namedtuple(value)
        or is_table(value)
        or is_sympy(value)
        or dataclasses.is_dataclass(value)
        or _is_stream(value)
        or figure_class(value) is not None
    )


def _element(place: Cursor, value: Any) -> None:
    """Show a value as an element of its own."""
    if isinstance(value, BaseException):
        exception(place, value)
    elif (figure := figure_class(value)) is not None:
        _figure(place, value, figure)
    elif _is_namedtuple(value):
        json(place, value._asdict())
    elif is_table(value):
        dataframe(place, value)
    elif isinstance(value, _TREES):
        json(place, value if isinstance(value, Mapping | list) else _listed(value))
    elif is_sympy(value):
        latex(place, value)
    elif _is_stream(value):
        stream_to(place, value, None, _write_one)
    elif isinstance(value, type | types.ModuleType) or inspect.isroutine(value):
        explain(place, value)
    elif dataclasses.is_dataclass(value):
        place.put(Code(body=wire_text(pprint.pformat(value, width=80, sort_dicts=False)[:LONGEST])))
    else:
        text = wire_text(str(value))
        if len(text) > LONGEST:
            text = f"{text[:LONGEST]}…"
        place.put(Code(body=text, language=None))


_FIGURES = {
    ("PIL", "Image"): "image",
    ("altair", "TopLevelMixin"): "altair_chart",
    ("graphviz", "Render"): "graphviz_chart",
    ("matplotlib", "Figure"): "pyplot",
    ("plotly", "BaseFigure"): "plotly_chart",
    ("pydeck", "Deck"): "pydeck_chart",
    ("pyecharts", "Base"): "echarts_chart",
}
"""The base classes of figures, by library and name, with the commands that show them."""
_COMPONENTS = {("bokeh", "Plot"): "streamlit-bokeh"}
"""The same for packages that show figures."""


def figure_class(value: Any) -> tuple[str, str] | None:
    """Return the class that makes an object a library's figure, None if it is none. Imports no library."""
    for base in type(value).__mro__[:-1]:
        name = base.__module__.partition(".")[0], base.__name__
        if name in _FIGURES or name in _COMPONENTS:
            return name
    return None


def _figure(place: Cursor, value: Any, kind: tuple[str, str]) -> None:
    if kind in _COMPONENTS:
        raise APIError(
            f"`st.write` cannot show a figure of `{kind[0]}`. Use the package `{_COMPONENTS[kind]}`."
        )
    name = _FIGURES[kind]
    command = getattr(Cursor.with_commands, name, None)
    if command is None:
        raise NotYetSupported(f"st.{name}", instead=f"So `st.write` cannot show a figure of `{kind[0]}`.")
    command(place, value)


def _listed(values: Any) -> list[Any]:  # all of them are iterable, which the type of views does not tell
    return list(values)


def _is_namedtuple(value: Any) -> bool:
    return isinstance(value, tuple) and hasattr(value, "_asdict")


def _is_stream(value: Any) -> bool:
    if isinstance(value, types.GeneratorType | types.AsyncGeneratorType):
        return True
    if inspect.isgeneratorfunction(value) or inspect.isasyncgenfunction(value):
        return True
    kind = type(value)
    return kind.__module__.startswith("openai.") and kind.__name__ in ("Stream", "AsyncStream")


def is_table(value: Any) -> bool:
    """Whether a value is a table, column or array of a library. Python's own lists and mappings are not.

    No library is imported: the methods of a type identify it.
    """
    kind = type(value)
    root = kind.__module__.partition(".")[0]
    if root == "builtins" or isinstance(value, type):
        return False
    if any(hasattr(kind, name) for name in _TABLE_PROTOCOLS):
        return True
    if root == "numpy":
        return hasattr(value, "ndim") and 1 <= value.ndim <= 2
    return root in ("pandas", "pyspark", "snowflake", "modin") and kind.__name__ in _TABLE_NAMES


_TABLE_PROTOCOLS = (
    "__dataframe__",
    "__arrow_c_stream__",
    "__arrow_c_array__",
    "__narwhals_dataframe__",
    "__narwhals_lazyframe__",
    "__narwhals_series__",
)
_TABLE_NAMES = (
    "DataFrame",
    "Series",
    "Styler",
    "Index",
    "MultiIndex",
    "RangeIndex",
    "DatetimeIndex",
    "CategoricalIndex",
)


def _says_what_it_is(kind: type) -> bool:
    """Whether a type has its own `str` or `repr`, and not `<… object at 0x…>`."""
    return any(getattr(kind, name) is not getattr(object, name) for name in ("__str__", "__repr__"))


def inline_code(text: str) -> str:
    """Return Markdown that shows a text as inline code, even if it contains backticks."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    if not longest:
        return f"`{text}`" if text.strip() else "``"
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}"
