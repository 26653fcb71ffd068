"""`add_rows` of earlier releases of Streamlit: a chart or a table gets more rows at its end."""

import sys
import threading
from collections.abc import Mapping
from typing import Any

from treadle._core.elements.cursor import Cursor
from treadle.errors import APIError

GROWING = frozenset(
    {
        "altair_chart", "area_chart", "bar_chart", "dataframe", "line_chart", "scatter_chart", "table",
        "vega_lite_chart",
    }
)  # fmt: skip
"""The commands whose elements can get more rows."""


class Grown:
    """How an element was shown, with its rows so far."""

    __slots__ = ("_args", "_command", "_given", "_lock")

    def __init__(self, command: str, args: tuple[Any, ...], given: Mapping[str, Any]) -> None:
        self._lock = threading.RLock()
        self._command, self._args, self._given = command, args, given  # guarded by _lock

    def set(self, command: str, args: tuple[Any, ...], given: Mapping[str, Any]) -> None:
        """Set how the element was shown last."""
        with self._lock:
            self._command, self._args, self._given = command, args, given

    def add(self, element: Any, rows: Any) -> None:
        """Show an element again, with more rows.

        The lock makes calls of several threads come one after the other; no code of the app runs meanwhile.
        """
        with self._lock:
            named = "altair_chart" if self._command == "altair_chart" else "data"
            before: Any = self._args[0] if self._args else self._given.get(named)
            if self._command == "altair_chart":
                after = before.copy()
                after.data = joined(before.data, rows)
            else:
                after = joined(before, rows)
            given = {name: value for name, value in self._given.items() if name != named}
            getattr(element, self._command)(after, *self._args[1:], **given)


def note(element: Any, command: str, args: tuple[Any, ...], given: Mapping[str, Any]) -> None:
    """Note how an element was shown, for `add_rows`."""
    if element.grown is None:
        element.grown = Grown(command, args, given)
    else:
        element.grown.set(command, args, given)


def joined(before: Any, rows: Any) -> Any:
    """Return two tables as one. Rows without names get those of the first."""
    if before is None:
        return rows
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(before, polars.DataFrame):
        added = rows if isinstance(rows, polars.DataFrame) else polars.DataFrame(rows, before.columns)
        return polars.concat([before, added], how="vertical_relaxed")
    try:
        import pandas
    except ImportError:
        raise APIError(
            "`add_rows` needs pandas. Install it, or write over the element: `chart.line_chart(rows)`."
        ) from None
    first = before if isinstance(before, pandas.DataFrame) else pandas.DataFrame(before)
    added = rows if isinstance(rows, pandas.DataFrame) else pandas.DataFrame(rows)
    nameless = isinstance(added.columns, pandas.RangeIndex)
    if nameless and len(added.columns) == len(first.columns):
        added = added.set_axis(first.columns, axis="columns")
    counted = all(isinstance(each.index, pandas.RangeIndex) for each in (first, added))
    return added if first.empty else pandas.concat([first, added], ignore_index=counted)


def adder(element: Any) -> Any:
    """Return the method `add_rows` of an element.

    Raises:
        AttributeError: it is no chart and no table of rows.
    """
    grown: Grown | None = element.grown if isinstance(element, Cursor) else None
    if grown is None:
        raise AttributeError(
            "`add_rows` is a name of an earlier Streamlit. It works for `st.dataframe`, `st.table`, and the "
            "charts of rows. Write over this element: `chart.plotly_chart(figure)`.",
            name="add_rows",
            obj=element,
        )

    def add_rows(data: Any = None, **named: Any) -> None:
        """Show the element again, with more rows at its end."""
        if (data is None) == (not named) or len(named) > 1:
            raise APIError("`add_rows` takes one table: `add_rows(rows)`.")
        grown.add(element, data if data is not None else next(iter(named.values())))

    return add_rows
