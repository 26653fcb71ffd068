"""What the inputs of dates and times share: what an app may give for a moment, and how it travels."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from treadle._core.elements.checks import one_of
from treadle.errors import InvalidParameterTypeError, ValueOutOfRangeError

DATE_FORMATS = tuple(
    order.replace("/", mark)
    for mark in ("/", ".", "-")
    for order in ("YYYY/MM/DD", "DD/MM/YYYY", "MM/DD/YYYY")
)
YEARS = 10
"""How many years there are to choose from before and after the value, where the app sets no limits."""
LONGEST_STEP = timedelta(hours=23)

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d(:\d\d)?", re.ASCII)


def checked_date_format(format: Any) -> str:
    """Return a format of dates.

    Raises:
        InvalidParameterTypeError: it is not a str.
        ValueError_: it is none of `DATE_FORMATS`.
    """
    if not isinstance(format, str):
        raise InvalidParameterTypeError("format", type(format).__name__, ["str"])
    return one_of("format", format, DATE_FORMATS)


def checked_step(step: Any, shortest: int) -> int:
    """Return a step in seconds.

    Args:
        step: a timedelta, or an int of seconds.
        shortest: how many seconds it has at least.

    Raises:
        InvalidParameterTypeError: it is something else.
        ValueOutOfRangeError: it is too short, or longer than 23 hours.
    """
    if isinstance(step, timedelta):
        step = int(step.total_seconds())
    if not isinstance(step, int) or isinstance(step, bool):
        raise InvalidParameterTypeError("step", type(step).__name__, ["int", "timedelta"])
    if not shortest <= step <= LONGEST_STEP.total_seconds():
        least = f"{shortest} second{'s' if shortest > 1 else ''}"
        raise ValueOutOfRangeError("step", f"{step} seconds", least, "23 hours")
    return step


def now() -> datetime:
    """Return the present as the clock on the wall of the server shows it."""
    return datetime.now()  # noqa: DTZ005 - in no zone, as what is entered is in none


def as_date(name: str, value: Any) -> date:
    """Return a date that an app gives as a date, a datetime, an ISO 8601 text or "today".

    Raises:
        InvalidParameterTypeError: it is something else.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value == "today":
        return now().date()
    if isinstance(value, str):
        for parse in (date.fromisoformat, lambda text: datetime.fromisoformat(text).date()):
            try:
                return parse(value)
            except ValueError:
                continue
    raise InvalidParameterTypeError(name, type(value).__name__, ["date", "datetime", "ISO string", '"today"'])


def as_time(name: str, value: Any) -> time:
    """Return a time from a time, a datetime, an ISO 8601 text or "now", without fractions of a second.

    Raises:
        InvalidParameterTypeError: it is something else.
    """
    if value == "now":
        value = now()
    if isinstance(value, str):
        for parse in (time.fromisoformat, lambda text: datetime.fromisoformat(text).time()):
            try:
                value = parse(value)
                break
            except ValueError:
                continue
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.replace(microsecond=0, tzinfo=None)
    raise InvalidParameterTypeError(name, type(value).__name__, ["time", "datetime", "ISO string", '"now"'])


def as_datetime(name: str, value: Any, day: date, clock: time) -> datetime:
    """Return a datetime to the minute from a datetime, a date, a time, an ISO 8601 text or "now".

    Args:
        name: the parameter.
        value: the argument.
        day: the date of what is only a time.
        clock: the time of what is only a date.

    Raises:
        InvalidParameterTypeError: it is something else.
    """
    if value == "now":
        value = now()
    if isinstance(value, str):
        value = _parsed(value.strip().replace("/", "-"))
    if isinstance(value, time):
        value = datetime.combine(day, value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, clock)
    if isinstance(value, datetime):
        return to_the_minute(value)
    raise InvalidParameterTypeError(
        name, type(value).__name__, ["datetime", "date", "time", "ISO string", '"now"']
    )


def _parsed(text: str) -> datetime | time | str:
    for parse in (
        datetime.fromisoformat,
        time.fromisoformat,
    ):  # the first takes a date alone, too, for midnight
        try:
            found: datetime | time = parse(text)
        except ValueError:
            continue
        return found
    return text


def to_the_minute(value: datetime) -> datetime:
    """Return a datetime of Python's own class, without seconds and as its own clock shows it."""
    return datetime(value.year, value.month, value.day, value.hour, value.minute)  # noqa: DTZ001


def years_from(day: date, years: int) -> date:
    """Return the same day in another year (February 28 for 29), or the end of the calendar."""
    year = day.year + years
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def wire_date(text: Any) -> date:
    """Return a date that has arrived from a browser.

    Raises:
        ValueError: it is none.
    """
    if isinstance(text, str) and _DATE.fullmatch(text):
        return date.fromisoformat(text)
    raise ValueError("not a date")


def wire_time(text: Any) -> time:
    """Return a time that has arrived from a browser.

    Raises:
        ValueError: it is none.
    """
    if isinstance(text, str) and _TIME.fullmatch(text):
        return time.fromisoformat(text)
    raise ValueError("not a time")


def wire_datetime(text: Any) -> datetime:
    """Return a date and time that have arrived from a browser.

    Raises:
        ValueError: they are none.
    """
    day, mark, clock = text.partition("T") if isinstance(text, str) else ("", "", "")
    if not mark or len(clock) != 5:
        raise ValueError("not a date and time")
    return datetime.combine(wire_date(day), wire_time(clock))


def spelled_time(value: time, step: int) -> str:
    """Return a time as it travels: with seconds only if the step has some."""
    return value.isoformat("seconds" if step % 60 else "minutes")


def spelled_datetime(value: datetime) -> str:
    """Return a date and time as they travel."""
    return value.isoformat(timespec="minutes")
