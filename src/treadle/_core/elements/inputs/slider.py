"""`st.slider`."""

import datetime
import math
import numbers as number_types
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeVar, Unpack, overload

from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import WideInput
from treadle._core.protocol.element import Input
from treadle._core.session.widgets import Codec
from treadle.errors import (
    APIError,
    InvalidMinMaxError,
    InvalidParameterTypeError,
    JSNumberBoundsError,
    ValueError_,
)

from .common import is_number, look
from .numbers import LARGEST_INT, checked_format, number_in, plain

SliderType = Literal["int", "float", "date", "time", "datetime"]
SliderScalar = int | float | datetime.date | datetime.time | datetime.datetime

DAY = datetime.timedelta(days=1)
MICROSECOND = datetime.timedelta(microseconds=1)
EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001 - as a wall clock shows it, in no zone
EPOCH_DAY = EPOCH.toordinal()
NAMED_FORMATS = frozenset(
    [
        "plain",
        "localized",
        "percent",
        "dollar",
        "euro",
        "yen",
        "accounting",
        "compact",
        "scientific",
        "engineering",
        "bytes",
    ]
)


class Slider(Input, frozen=True, kw_only=True):
    """A scale with a handle, or with two for a range.

    Values are numbers. A date is the days since 1970, a time the microseconds since midnight, a datetime the
    microseconds since 1970 on its own clock.
    """

    value: tuple[int | float, ...]
    type: SliderType
    min: int | float
    max: int | float
    step: int | float
    format: str

    def check(self, value: Any) -> tuple[int | float, ...]:
        """Return the positions of the handles if they are on the scale."""
        if not isinstance(value, list | tuple) or len(value) != len(self.value):
            raise ValueError(f"“{self.label}” must have {len(self.value)} values.")
        if not all(is_number(number) and self.min <= number <= self.max for number in value):
            raise ValueError(f"“{self.label}”: choose a value on the scale.")
        if self.type == "float":
            return tuple(sorted(map(float, value)))
        if any(number != int(number) for number in value):
            raise ValueError(f"“{self.label}” must have whole numbers of steps.")
        return tuple(sorted(map(int, value)))

    def spell(self, value: tuple[int | float, ...]) -> list[str]:
        """Return a text for each position: a number, or ISO 8601 for a date or time, without seconds of 0."""
        if self.type in ("int", "float"):
            return super().spell(value)
        texts = [_FAMILIES[self.type].decode(number).isoformat() for number in value]
        return (
            texts
            if self.type == "date"
            else [text.removesuffix(":00") if text.count(":") == 2 else text for text in texts]
        )

    def read(self, texts: list[str]) -> list[int | float]:
        """Return a position for each text."""
        if self.type in ("int", "float"):
            return [number_in(text) for text in texts]
        return [_moment(self.type, text) for text in texts]


class Family(NamedTuple):
    """Converts one type of value to numbers and back."""

    name: SliderType
    encode: Callable[[str, Any], int | float]
    decode: Callable[[int | float], Any]


V = TypeVar("V", int, float, datetime.datetime, datetime.date, datetime.time)
Step = int | float | datetime.timedelta


@overload
def slider(
    self: Cursor,
    label: str,
    min_value: None = None,
    max_value: None = None,
    value: None = None,
    step: int | None = None,
    format: str | None = None,
    **shared: Unpack[WideInput],
) -> int: ...


@overload
def slider(
    self: Cursor,
    label: str,
    min_value: V | None = None,
    max_value: V | None = None,
    value: V | None = None,
    step: Step | None = None,
    format: str | None = None,
    **shared: Unpack[WideInput],
) -> V: ...


@overload
def slider(
    self: Cursor,
    label: str,
    min_value: V | None = None,
    max_value: V | None = None,
    value: tuple[V, V] | list[V] | tuple[()] = (),
    step: Step | None = None,
    format: str | None = None,
    **shared: Unpack[WideInput],
) -> tuple[V, V]: ...


def slider(
    self: Cursor,
    label: str,
    min_value: Any = None,
    max_value: Any = None,
    value: Any = None,
    step: Any = None,
    format: str | None = None,
    **shared: Unpack[WideInput],
) -> Any:
    """Show a slider and return its value: a number, date, time or datetime.

    A range returns a tuple of two values.

    Args:
        label: the label, in Markdown.
        min_value: the lower end. None: 0, 0.0, midnight, or 14 days before `value`.
        max_value: the upper end. None: 100, 1.0, the end of the day, or 14 days after `value`.
        value: the initial value. Two values make a range; `()` is the whole range. None: the lower end. A
            value beyond an end moves that end.
        step: the distance between two positions; a timedelta for dates and times. None: 1, 0.01, one day, or
            15 minutes.
        format: how values are shown: a printf format, or a name such as "percent", "dollar" or "compact"; for
            dates and times a pattern like `"DD MMM YYYY, HH:mm"`.

    Raises:
        InvalidParameterTypeError: a value has an unsupported type, or the values have different types.
        InvalidMinMaxError: `min_value` and `max_value` are equal.
        ValueError_: `step` is not above 0, or `value` has more than two values.
        JSNumberBoundsError: a number is too large for JavaScript to represent exactly.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     low, high = st.slider("Width (cm)", 20, 200, (60, 140))
        ...     st.text(f"from {low} to {high}")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'from 60 to 140'
    """
    several = isinstance(value, list | tuple)
    values = list(value) if several else [] if value is None else [value]
    if len(values) > 2:
        raise ValueError_("value", ["one value", "a range of two"])
    family, tzinfo = _family({"value": values, "min_value": min_value, "max_value": max_value})
    given = sorted(family.encode("value", each) for each in values)
    low = None if min_value is None else family.encode("min_value", min_value)
    high = None if max_value is None else family.encode("max_value", max_value)
    low, high = _ends(family.name, low, high, given)
    if several and not given:
        given = [low, high]
    positions = tuple(given or [low])
    low, high = min(low, *positions), max(high, *positions)
    stride = _step(family.name, step, high - low)
    props = Slider(
        **look(label, shared),
        value=positions,
        type=family.name,
        min=low,
        max=high,
        step=stride,
        format=_format(family.name, format, stride),
    )
    travel = _codec(family, several, tzinfo)
    return self.ask(props, shared, codec=travel)


def _family(given: dict[str, Any]) -> tuple[Family, datetime.tzinfo | None]:
    """Return the common type of all values, and the time zone of the first value that has one."""
    flat = [
        (name, each)
        for name, value in given.items()
        for each in (value if isinstance(value, list) else [value])
        if each is not None
    ]
    names = [_type_of(name, each) for name, each in flat]
    if len(set(names)) > 1:
        found = ", ".join(f"`{name}` is {kind}" for (name, _), kind in zip(flat, names, strict=True))
        raise InvalidParameterTypeError("value", found, ["of the same type as `min_value` and `max_value`"])
    tzinfo = next((zone for _, each in flat if (zone := getattr(each, "tzinfo", None)) is not None), None)
    return _FAMILIES[names[0] if names else "int"], tzinfo


def _type_of(name: str, value: Any) -> SliderType:
    if isinstance(value, datetime.datetime):
        return "datetime"
    if isinstance(value, datetime.date):
        return "date"
    if isinstance(value, datetime.time):
        return "time"
    if isinstance(value, number_types.Integral):
        return "int"
    if isinstance(value, number_types.Real):
        return "float"
    raise InvalidParameterTypeError(name, type(value).__name__, ["int", "float", "date", "time", "datetime"])


def _micros(name: str, value: datetime.datetime) -> int:
    micros = (value.replace(tzinfo=None) - EPOCH) // MICROSECOND
    if abs(micros) > LARGEST_INT:
        raise JSNumberBoundsError(
            f"`{name}` ({value}) is out of range: JavaScript represents times from 1685 to 2255 to the "
            "microsecond. Use dates."
        )
    return micros


def _time_micros(name: str, value: datetime.time) -> int:
    return (datetime.datetime.combine(EPOCH.date(), value.replace(tzinfo=None)) - EPOCH) // MICROSECOND


_FAMILIES: dict[SliderType, Family] = {
    "int": Family("int", plain, int),
    "float": Family("float", plain, float),
    "date": Family(
        "date",
        lambda name, day: day.toordinal() - EPOCH_DAY,
        lambda days: datetime.date.fromordinal(int(days) + EPOCH_DAY),
    ),
    "time": Family("time", _time_micros, lambda micros: (EPOCH + int(micros) * MICROSECOND).time()),
    "datetime": Family("datetime", _micros, lambda micros: EPOCH + int(micros) * MICROSECOND),
}


_PARSE: dict[SliderType, Callable[[str], Any]] = {
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
}


def _moment(name: SliderType, text: str) -> int | float:
    """Return a date or time of the address as a number. It is the time on a wall clock, without a zone."""
    moment = _PARSE[name](text)
    if getattr(moment, "tzinfo", None) is not None:
        raise ValueError("A time in an address must have no time zone.")
    try:
        return _FAMILIES[name].encode("value", moment)
    except APIError as error:
        raise ValueError(str(error)) from error


def _ends(
    name: SliderType, low: int | float | None, high: int | float | None, given: list[int | float]
) -> tuple[int | float, int | float]:
    """Return the ends of the scale. Missing ends depend on the type."""
    if name in ("date", "datetime"):
        fortnight = 14 if name == "date" else 14 * DAY // MICROSECOND
        ends = given or [end for end in (low, high) if end is not None]
        open_low, open_high = ends[0] - fortnight, ends[-1] + fortnight
    elif name == "time":
        open_low, open_high = 0, DAY // MICROSECOND - 1
    else:
        open_low, open_high = (0, 100) if name == "int" else (0.0, 1.0)
    low = open_low if low is None else low
    high = open_high if high is None else high
    if low == high:
        raise InvalidMinMaxError(low, high)
    return min(low, high), max(low, high)


def _step(name: SliderType, step: Any, span: int | float) -> int | float:
    """Return the step as a number of the scale."""
    if name in ("int", "float"):
        if step is None:
            return 1 if name == "int" else 0.01
        number = plain("step", step)
        if (name == "int") != isinstance(number, int):
            raise InvalidParameterTypeError(
                "step", type(number).__name__, [f"{name}, as the other numbers are"]
            )
        if number <= 0:
            raise ValueError_("step", ["a number above 0"])
        return number
    unit = DAY if name == "date" else MICROSECOND
    if step is None:
        return 1 if name == "date" else (DAY if span >= DAY // unit and name != "time" else DAY / 96) // unit
    if not isinstance(step, datetime.timedelta):
        raise InvalidParameterTypeError("step", type(step).__name__, ["timedelta", "None"])
    if step <= datetime.timedelta(0) or step % unit:
        raise ValueError_("step", ["whole days above 0"] if name == "date" else ["a time above 0"])
    return step // unit


def _format(name: SliderType, format: str | None, step: int | float) -> str:
    if name in ("int", "float"):
        if isinstance(format, str) and format in NAMED_FORMATS:
            return format
        return checked_format(format) or ("%d" if name == "int" else f"%0.{_decimals(step)}f")
    if format is not None:
        return str(format)
    if name == "time":
        return "HH:mm"
    whole_days = name == "date" or step % (DAY // MICROSECOND) == 0
    return "YYYY-MM-DD" if whole_days else "YYYY-MM-DD HH:mm"


def _decimals(step: int | float) -> int:
    """Return the number of decimals that shows every step; at least two, as for money."""
    return max(2, min(10, -math.floor(math.log10(step))))


def _codec(family: Family, several: bool, tzinfo: datetime.tzinfo | None) -> Codec:
    """Return the codec for one value, or for a tuple if `several`."""
    allowed = {"int", "float"} if family.name == "float" else {family.name}

    def value_of(number: int | float) -> Any:
        value = family.decode(number)
        return value if tzinfo is None else value.replace(tzinfo=tzinfo)

    def decode(wire: tuple[int | float, ...]) -> Any:
        values = tuple(map(value_of, wire))
        return values if several else values[0]

    def encode(value: Any) -> tuple[int | float, ...]:
        if isinstance(value, list | tuple) != several:
            raise ValueError("it must be a range of two values." if several else "it must be one value.")
        values = value if several else [value]
        try:
            types = {_type_of("value", each) for each in values}
            positions = [family.encode("value", each) for each in values] if types <= allowed else None
        except APIError as error:
            raise ValueError(str(error)) from error
        if positions is None:
            raise ValueError(f"its values must be of type {family.name}.")
        return tuple(sorted(positions))

    return Codec(decode, encode)
