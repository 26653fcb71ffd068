"""`st.time_input`."""

from collections.abc import Hashable
from datetime import datetime, time, timedelta
from typing import Any, Literal, Unpack, get_args, overload

import msgspec

from treadle._core.elements.checks import one_of
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import WideInput
from treadle._core.protocol.element import Input
from treadle._core.session.widgets import Codec
from treadle.errors import APIError

from .common import look
from .moments import as_time, checked_step, spelled_time, wire_time

TimeLike = time | datetime | str
TimeFormat = Literal["12h", "24h", "localized"]
TIME_FORMATS: tuple[TimeFormat, ...] = get_args(TimeFormat)
QUARTER = timedelta(minutes=15)


class TimeInput(Input, frozen=True, kw_only=True):
    """A field for a time of day in ISO 8601, with seconds only if the step has some. It can be None."""

    value: str | None = None
    step: int = 900
    """Seconds between two times in the list."""
    format: TimeFormat = "24h"
    required: bool = False
    clearable: bool = False
    """Whether a person can remove the time."""
    moving: bool = False
    """Whether the default is the present time."""

    def check(self, value: Any) -> str | None:
        """Return the time if it is one."""
        if value is None and self.clearable:
            return None
        return self._time(value)

    def take(self, value: Any) -> str | None:
        """Return the time that the app sets. The app can remove it."""
        return None if value is None else self._time(value)

    def _time(self, value: Any) -> str:
        try:
            return spelled_time(wire_time(value), self.step)
        except ValueError:
            raise ValueError(f"“{self.label}” takes a time.") from None

    def read(self, texts: list[str]) -> str | None:
        """Return the time that a text stands for, None for an empty text."""
        return texts[-1] or None

    def identity(self) -> Hashable:
        """Return what tells it from others. The present time does not: it changes."""
        fixed = msgspec.structs.replace(self, value=None) if self.moving else self
        return Input.identity(fixed)


@overload
def time_input(
    self: Cursor,
    label: str,
    value: TimeLike = "now",
    *,
    required: bool = False,
    step: int | timedelta = timedelta(seconds=900),
    format: TimeFormat = "24h",
    **shared: Unpack[WideInput],
) -> time: ...


@overload
def time_input(
    self: Cursor,
    label: str,
    value: TimeLike | None = "now",
    *,
    required: bool = False,
    step: int | timedelta = timedelta(seconds=900),
    format: TimeFormat = "24h",
    **shared: Unpack[WideInput],
) -> time | None: ...


def time_input(
    self: Cursor,
    label: str,
    value: TimeLike | None = "now",
    *,
    required: bool = False,
    step: int | timedelta = timedelta(seconds=900),
    format: TimeFormat = "24h",
    **shared: Unpack[WideInput],
) -> time | None:
    """Show a field for a time of day, with a list of times. Return the time, or None if there is none.

    Args:
        label: the label, in Markdown.
        value: the initial time: a time, a datetime, an ISO 8601 text such as `"14:30"`, or "now". None: no
            time.
        required: whether a time is required. If so, it cannot be removed, and its form cannot be submitted
            without one.
        step: the distance between two times in the list: a timedelta, or a number of seconds. Other times can
            be typed. If the step is in whole minutes, seconds are not shown.
        format: "24h", "12h" (with AM and PM), or "localized" (as is usual in the user's language).

    Raises:
        InvalidParameterTypeError: `value` is not a time, or `step` has an unsupported type.
        ValueOutOfRangeError: `step` is shorter than a second or longer than 23 hours.
        ValueError_: `format` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.time_input("Opening", "08:30"))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        '08:30:00'
    """
    seconds = checked_step(step, 1)
    field = TimeInput(
        **look(label, shared),
        value=None if value is None else spelled_time(as_time("value", value), seconds),
        step=seconds,
        format=one_of("format", format, TIME_FORMATS),
        required=bool(required),
        clearable=value is None and not required,
        moving=value == "now",
    )
    found: time | None = self.ask(field, shared, codec=_codec(seconds))
    return found


def _codec(step: int) -> Codec:
    def decode(wire: str | None) -> time | None:
        return None if wire is None else time.fromisoformat(wire)

    def encode(value: Any) -> str | None:
        if value is None:
            return None
        try:
            return spelled_time(as_time("value", value), step)
        except APIError as error:
            raise ValueError(str(error)) from error

    return Codec(decode, encode)
