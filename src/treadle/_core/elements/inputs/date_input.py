"""`st.date_input`."""

from collections.abc import Hashable, Sequence
from datetime import date, datetime
from typing import Any, Literal, Unpack, overload

import msgspec

from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import WideInput
from treadle._core.protocol.element import Input
from treadle._core.session.widgets import Codec
from treadle.errors import (
    APIError,
    InvalidMinMaxError,
    InvalidParameterTypeError,
    ValueAboveMaxError,
    ValueBelowMinError,
)

from .common import held, look
from .moments import YEARS, as_date, checked_date_format, wire_date, years_from

DateLike = date | datetime | str
DateRange = tuple[()] | tuple[date] | tuple[date, date]


class DateInput(Input, frozen=True, kw_only=True):
    """A field for a date or a range of dates. `value` has the entered dates in ISO 8601."""

    value: tuple[str, ...] = ()
    min: str
    max: str
    format: str = "YYYY/MM/DD"
    is_range: bool = False
    required: bool = False
    clearable: bool = False
    """Whether a person can remove the dates."""
    moving: bool = False
    """Whether the default is the present day."""

    def check(self, value: Any) -> tuple[str, ...]:
        """Return the dates if there are as many as there may be, in order, and within the limits."""
        days = self._days(value)
        if not days and not self.clearable:
            raise ValueError(f"“{self.label}” must have a date.")
        low, high = date.fromisoformat(self.min), date.fromisoformat(self.max)
        if not all(low <= day <= high for day in days):
            raise ValueError(f"“{self.label}”: choose a date from {self.min} to {self.max}.")
        if days != sorted(days):
            raise ValueError(f"“{self.label}”: the end cannot be before the start.")
        return tuple(map(date.isoformat, days))

    def take(self, value: Any) -> tuple[str, ...]:
        """Return the dates that the app sets. It may leave limits that it has not set."""
        return tuple(map(date.isoformat, self._days(value)))

    def _days(self, value: Any) -> list[date]:
        if not isinstance(value, list | tuple) or len(value) > (2 if self.is_range else 1):
            raise ValueError(f"“{self.label}” takes {'up to two dates' if self.is_range else 'one date'}.")
        try:
            return [wire_date(each) for each in value]
        except ValueError:
            raise ValueError(f"“{self.label}” takes dates.") from None

    def spell(self, value: tuple[str, ...]) -> list[str]:
        """Return the dates; an empty text if there are none."""
        return list(value) or [""]

    def read(self, texts: list[str]) -> list[str]:
        """Return the dates that texts stand for."""
        return [] if texts == [""] else texts

    def identity(self) -> Hashable:
        """Return what tells it from others. The present day does not: it changes."""
        fixed = msgspec.structs.replace(self, value=(), min="", max="") if self.moving else self
        return Input.identity(fixed)


@overload
def date_input(
    self: Cursor,
    label: str,
    value: None,
    min_value: DateLike | None = None,
    max_value: DateLike | None = None,
    *,
    format: str = "YYYY/MM/DD",
    required: bool = False,
    **shared: Unpack[WideInput],
) -> date | None: ...


@overload
def date_input(
    self: Cursor,
    label: str,
    value: date | Literal["today"] = "today",
    min_value: DateLike | None = None,
    max_value: DateLike | None = None,
    *,
    format: str = "YYYY/MM/DD",
    required: bool = False,
    **shared: Unpack[WideInput],
) -> date: ...


@overload
def date_input(
    self: Cursor,
    label: str,
    value: list[DateLike] | tuple[DateLike, ...],
    min_value: DateLike | None = None,
    max_value: DateLike | None = None,
    *,
    format: str = "YYYY/MM/DD",
    required: bool = False,
    **shared: Unpack[WideInput],
) -> DateRange: ...


@overload
def date_input(
    self: Cursor,
    label: str,
    value: DateLike | Sequence[DateLike] | None = "today",
    min_value: DateLike | None = None,
    max_value: DateLike | None = None,
    *,
    format: str = "YYYY/MM/DD",
    required: bool = False,
    **shared: Unpack[WideInput],
) -> date | DateRange | None: ...


def date_input(
    self: Cursor,
    label: str,
    value: Any = "today",
    min_value: DateLike | None = None,
    max_value: DateLike | None = None,
    *,
    format: str = "YYYY/MM/DD",
    required: bool = False,
    **shared: Unpack[WideInput],
) -> Any:
    """Show a field for a date or for a range of dates, with a calendar.

    Dates are given as a date, a datetime, an ISO 8601 text such as `"2030-12-31"`, or "today".

    Args:
        label: the label, in Markdown.
        value: the initial date. None: no date. A sequence of up to two dates makes it a range.
        min_value: the first date that can be entered. None: 10 years before `value`.
        max_value: the last date that can be entered. None: 10 years after `value`.
        format: how dates are shown: `YYYY`, `MM` and `DD`, in this order or as "DD/MM/YYYY" or "MM/DD/YYYY",
            with `/`, `.` or `-` between them.
        required: whether a date is required. If so, it cannot be removed, and its form cannot be submitted
            without one.

    Returns:
        The date, or None if there is none. For a range, a tuple: two dates, one date while the second is not
        entered yet, or no date.

    Raises:
        InvalidParameterTypeError: an argument is not a date.
        InvalidMinMaxError: `min_value` is after `max_value`.
        ValueBelowMinError: `value` is before `min_value`.
        ValueAboveMaxError: `value` is after `max_value`.
        ValueError_: `format` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     day = st.date_input("Delivery", "2030-12-31", format="DD.MM.YYYY")
        ...     st.text(f"by {day:%d %B}")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'by 31 December'
    """
    # The app may have set a range before the field was shown for the first time.
    kind = held(shared) if value == "today" else value
    is_range = isinstance(kind, Sequence) and not isinstance(kind, str)
    given = [] if value is None else list(value) if is_range and value != "today" else [value]
    if len(given) > 2:
        raise InvalidParameterTypeError(
            "value", type(value).__name__, ["a date", "a sequence of up to two dates"]
        )
    days = [as_date("value", each) for each in given]
    first, last = (days[0], days[-1]) if days else (as_date("value", "today"),) * 2
    low = years_from(first, -YEARS) if min_value is None else as_date("min_value", min_value)
    high = years_from(last, YEARS) if max_value is None else as_date("max_value", max_value)
    if value == "today":
        days = [min(max(days[0], low), high)] if low <= high else days
    if low > high:
        raise InvalidMinMaxError(low, high)
    if days and days[0] < low:
        raise ValueBelowMinError(days[0], low)
    if days and days[-1] > high:
        raise ValueAboveMaxError(days[-1], high)
    field = DateInput(
        **look(label, shared),
        value=tuple(map(date.isoformat, days)),
        min=low.isoformat(),
        max=high.isoformat(),
        format=checked_date_format(format),
        is_range=is_range,
        required=bool(required),
        clearable=not days and not required,
        moving=value == "today",
    )
    lowest = None if min_value is None else low
    highest = None if max_value is None else high
    return self.ask(field, shared, codec=_codec(is_range, lowest, highest))


def _codec(is_range: bool, low: date | None, high: date | None) -> Codec:
    """Return how dates travel. `low` and `high` are the limits that the app has set."""

    def decode(wire: tuple[str, ...]) -> Any:
        days = tuple(map(date.fromisoformat, wire))
        return days if is_range else days[0] if days else None

    def encode(value: Any) -> tuple[str, ...]:
        if value is None:
            return ()
        if isinstance(value, list | tuple) != is_range:
            raise ValueError("it must be a range of dates." if is_range else "it must be one date.")
        try:
            days = [as_date("value", each) for each in (value if is_range else [value])]
        except APIError as error:
            raise ValueError(str(error)) from error
        for day in days:
            if (low is not None and day < low) or (high is not None and day > high):
                raise ValueError(f"{day} is outside of the limits.")
        return tuple(map(date.isoformat, days))

    return Codec(decode, encode)
