"""`st.datetime_input`."""

from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from typing import Any, Unpack, overload

import msgspec

from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import WideInput
from treadle._core.protocol.element import Input
from treadle._core.session.widgets import Codec
from treadle.errors import APIError, InvalidMinMaxError, ValueAboveMaxError, ValueBelowMinError

from .common import look
from .moments import (
    YEARS,
    as_date,
    as_datetime,
    checked_date_format,
    checked_step,
    spelled_datetime,
    wire_datetime,
    years_from,
)

MomentLike = datetime | date | time | str
FIRST, LAST = time(0, 0), time(23, 59)


class DatetimeInput(Input, frozen=True, kw_only=True):
    """A field for a date and a time to the minute, as ISO 8601 has them. None if there is none."""

    value: str | None = None
    min: str
    max: str
    format: str = "YYYY/MM/DD"
    step: int = 900
    """Seconds between two times that are offered."""
    required: bool = False
    clearable: bool = False
    """Whether a person can remove the date and time."""
    moving: bool = False
    """Whether the default is the present moment."""

    def check(self, value: Any) -> str | None:
        """Return the date and time if they are within the limits."""
        if value is None and self.clearable:
            return None
        moment = self._moment(value)
        if not datetime.fromisoformat(self.min) <= moment <= datetime.fromisoformat(self.max):
            low, high = self.min.replace("T", " "), self.max.replace("T", " ")
            raise ValueError(f"“{self.label}”: choose a date and time from {low} to {high}.")
        return spelled_datetime(moment)

    def take(self, value: Any) -> str | None:
        """Return the date and time that the app sets. It can be None, or outside of default limits."""
        return None if value is None else spelled_datetime(self._moment(value))

    def _moment(self, value: Any) -> datetime:
        try:
            return wire_datetime(value)
        except ValueError:
            raise ValueError(f"“{self.label}” takes a date and a time.") from None

    def read(self, texts: list[str]) -> str | None:
        """Return the date and time that a text stands for, None for an empty text."""
        return texts[-1] or None

    def identity(self) -> Hashable:
        """Return what tells it from others. The present moment does not: it changes."""
        fixed = msgspec.structs.replace(self, value=None, min="", max="") if self.moving else self
        return Input.identity(fixed)


@overload
def datetime_input(
    self: Cursor,
    label: str,
    value: MomentLike = "now",
    min_value: MomentLike | None = None,
    max_value: MomentLike | None = None,
    *,
    format: str = "YYYY/MM/DD",
    step: int | timedelta = timedelta(seconds=900),
    required: bool = False,
    **shared: Unpack[WideInput],
) -> datetime: ...


@overload
def datetime_input(
    self: Cursor,
    label: str,
    value: MomentLike | None = "now",
    min_value: MomentLike | None = None,
    max_value: MomentLike | None = None,
    *,
    format: str = "YYYY/MM/DD",
    step: int | timedelta = timedelta(seconds=900),
    required: bool = False,
    **shared: Unpack[WideInput],
) -> datetime | None: ...


@positional("label value min_value max_value")
def datetime_input(
    self: Cursor,
    label: str,
    value: MomentLike | None = "now",
    min_value: MomentLike | None = None,
    max_value: MomentLike | None = None,
    *,
    format: str = "YYYY/MM/DD",
    step: int | timedelta = timedelta(seconds=900),
    required: bool = False,
    **shared: Unpack[WideInput],
) -> datetime | None:
    """Show a field for a date and a time to the minute, with a calendar.

    Return a datetime without a time zone, or None.

    Dates and times are given as a datetime, as a date (at midnight), as a time (of the day in question), as
    an ISO 8601 text such as `"2030-12-31 14:30"`, or as "now".

    Args:
        label: the label, in Markdown.
        value: the initial date and time. None: none.
        min_value: the first that can be entered. None: the day 10 years before `value`.
        max_value: the last that can be entered. None: the day 10 years after `value`.
        format: how dates are shown, as in `st.date_input`.
        step: the distance between two times that are offered: a timedelta, or a number of seconds. Other
            times can be typed.
        required: whether a value is required. If so, it cannot be removed, and its form cannot be submitted
            without one.

    Raises:
        InvalidParameterTypeError: an argument is not a date or time, or `step` has an unsupported type.
        InvalidMinMaxError: `min_value` is after `max_value`.
        ValueBelowMinError: `value` is before `min_value`.
        ValueAboveMaxError: `value` is after `max_value`.
        ValueOutOfRangeError: `step` is shorter than a minute or longer than 23 hours.
        ValueError_: `format` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.datetime_input("Pick-up", "2030-12-31 14:30"))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        '2030-12-31 14:30:00'
    """
    today = as_date("value", "today")
    moment = None if value is None else as_datetime("value", value, today, FIRST)
    day = today if moment is None else moment.date()
    low = as_datetime("min_value", years_from(day, -YEARS) if min_value is None else min_value, day, FIRST)
    high = as_datetime("max_value", years_from(day, YEARS) if max_value is None else max_value, day, LAST)
    if low > high:
        raise InvalidMinMaxError(low, high)
    if moment is not None and moment < low:
        raise ValueBelowMinError(moment, low)
    if moment is not None and moment > high:
        raise ValueAboveMaxError(moment, high)
    field = DatetimeInput(
        **look(label, shared),
        value=None if moment is None else spelled_datetime(moment),
        min=spelled_datetime(low),
        max=spelled_datetime(high),
        format=checked_date_format(format),
        step=checked_step(step, 60),
        required=bool(required),
        clearable=moment is None and not required,
        moving=value == "now",
    )
    lowest = None if min_value is None else low
    highest = None if max_value is None else high
    found: datetime | None = self.ask(field, shared, codec=_codec(day, lowest, highest))
    return found


def _codec(day: date, low: datetime | None, high: datetime | None) -> Codec:
    """Return how a datetime travels. `low` and `high` are the limits that the app has set."""

    def decode(wire: str | None) -> datetime | None:
        return None if wire is None else datetime.fromisoformat(wire)

    def encode(value: Any) -> str | None:
        if value is None:
            return None
        try:
            moment = as_datetime("value", value, day, FIRST)
        except APIError as error:
            raise ValueError(str(error)) from error
        if (low is not None and moment < low) or (high is not None and moment > high):
            raise ValueError(f"{moment} is outside of the limits.")
        return spelled_datetime(moment)

    return Codec(decode, encode)
