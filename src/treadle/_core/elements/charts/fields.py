"""What charts of tables have in common: which columns they show, in which colours."""

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal, get_args

from treadle._core.data import Column, Frame, read
from treadle._core.data.columns import ArrowValues, CategoryValues, PythonValues, Values
from treadle._core.elements.colors import css_color, is_color
from treadle.errors import APIError, InvalidParameterTypeError, ValueError_

FieldType = Literal["quantitative", "temporal", "ordinal", "nominal"]
Stack = Literal["normalize", "center", "layered"]


@dataclasses.dataclass(frozen=True, slots=True)
class Fields:
    """The columns that a chart shows."""

    frame: Frame
    """Only these columns, and the index if the chart needs it."""
    along: str | None
    """The column of the horizontal axis. None: the index, or the row number."""
    lines: tuple[str, ...]
    """The columns of the vertical axis."""
    series: str | None
    """The column whose values distinguish the lines, in data that has one row for each point."""
    colors: tuple[str, ...]
    """A colour for each of `lines`; empty for those of the theme."""


def chosen(data: Any, x: Any, y: Any, color: Any, *others: str | None) -> Fields:
    """Return the columns that a chart shows, from the arguments of its command.

    Args:
        data: the table.
        x: see `st.line_chart`.
        y: see `st.line_chart`.
        color: see `st.line_chart`.
        others: columns that the chart needs besides.

    Raises:
        APIError: a column does not exist, or the number of colours is not the number of lines.
        InvalidColorError: something in `color` is not a colour.
        InvalidParameterTypeError: `x` is not the name of a column.
    """
    frame = read(data)
    if x is not None and not isinstance(x, str) and str(x) not in frame.names:
        raise InvalidParameterTypeError(
            "x", type(x).__name__, ["str", "None"], detail="Pass the name of a column, or None for the index."
        )
    along = None if x is None else frame.find(x, "x")
    series = _series_column(frame, color)
    lines = _lines(frame, y, along, series)
    plain = series is not None or color is None or (isinstance(color, list | tuple) and not color)
    colors = () if plain else _colors(color, lines)
    if series is not None and len(lines) > 1:
        raise APIError(
            f"`color` is the column `{series}`, so each of its values becomes a line, but `y` has "
            f"{len(lines)} columns. Pass one column as `y`, or one colour for each line."
        )
    needed = frame.select([name for name in (along, series, *lines, *others) if name is not None])
    if along in frame.names:
        needed = dataclasses.replace(needed, index=(), counter=None)
    return Fields(needed, along, lines, series, colors)


def _lines(frame: Frame, y: Any, along: str | None, series: str | None) -> tuple[str, ...]:
    if y is None:
        return tuple(name for name in frame.names if name not in (along, series))
    names = [y] if isinstance(y, str) or not isinstance(y, Sequence) else list(y)
    return tuple(dict.fromkeys(frame.find(name, "y") for name in names))


def _series_column(frame: Frame, color: Any) -> str | None:
    """Return the column that `color` names. None: it contains colours, or is None."""
    if not isinstance(color, str):
        return None
    if color in frame.names:
        return color
    return None if is_color(color) else frame.find(color, "color")


def _colors(color: Any, lines: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(color, str | list | tuple):
        raise APIError(
            f"`color` cannot be {color!r}. It is a colour, a list of colours, or the name of a column."
        )
    # Three numbers are one colour. Any other list has several.
    several = isinstance(color, list | tuple) and not is_color(color)
    colors = tuple(css_color(one) for one in (color if several else [color]))
    if len(colors) != len(lines):
        raise APIError(
            f"`color` has {len(colors)} colour{'s' * (len(colors) != 1)}, but the chart has {len(lines)} "
            f"lines: {', '.join(lines[:30])}. Pass one colour for each line."
        )
    return colors


def checked_stack(stack: Any) -> bool | Stack | None:
    """Return `stack`.

    Raises:
        ValueError_: it is not True, False, "normalize", "center", "layered" or None.
    """
    if stack is None or isinstance(stack, bool):
        return stack
    names: tuple[Stack, ...] = get_args(Stack)
    for name in names:
        if isinstance(stack, str) and stack == name:
            return name
    raise ValueError_("stack", ["True", "False", *(f"'{name}'" for name in names), "None"])


def kind_of(values: Values) -> FieldType:
    """Return how an axis shows the values of a column."""
    import pyarrow as pa

    if isinstance(values, CategoryValues):
        return "ordinal" if values.ordered else "nominal"
    type = values.head(1000).arrow().type if isinstance(values, PythonValues) else values.arrow().type
    if pa.types.is_temporal(type) and not pa.types.is_time(type) and not pa.types.is_duration(type):
        return "temporal"
    plain = pa.types.is_integer(type) or pa.types.is_floating(type) or pa.types.is_decimal(type)
    return "quantitative" if plain or pa.types.is_time(type) or pa.types.is_duration(type) else "nominal"


def on_its_clock(values: Values) -> Values:
    """Return moments as the clocks of their time zone show them. Other values stay as they are."""
    import pyarrow as pa
    import pyarrow.compute

    if isinstance(values, PythonValues):
        return values
    array = values.arrow()
    if not pa.types.is_timestamp(array.type) or array.type.tz is None:
        return values
    return ArrowValues(pyarrow.compute.local_timestamp(array))


def along_of(fields: Fields) -> Column | None:
    """Return the column of the horizontal axis; None if rows are counted."""
    if fields.along is None:
        return fields.frame.index[0] if fields.frame.index else None
    columns = (*fields.frame.columns, *fields.frame.index)
    return next(column for column in columns if column.name == fields.along)
