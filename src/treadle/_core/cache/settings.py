"""The options of a cached function."""

import dataclasses
import datetime
import re
from typing import Any, Literal

from treadle.errors import (
    APIError,
    BadTimeStringError,
    IncompatibleParametersError,
    InvalidParameterTypeError,
    MissingRequiredParameterError,
    ValueError_,
)

Kind = Literal["data", "resource"]
CacheScope = Literal["global", "session"]
RefreshMode = Literal["foreground", "background"]
TTL = float | int | datetime.timedelta | str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """How results are kept. Functions with different settings have different caches."""

    kind: Kind
    ttl: float | None = None
    """In seconds."""
    max_entries: int | None = None
    max_size: int | None = None
    """In bytes."""
    disk: bool = False
    scope: CacheScope = "global"
    refresh: RefreshMode = "foreground"


def settings_of(
    kind: Kind,
    *,
    ttl: TTL,
    max_entries: int | None,
    max_size: int | str | None = None,
    persist: str | bool | None = None,
    scope: str,
    refresh_mode: str,
) -> Settings:
    """Return checked settings.

    Raises:
        APIError: they are not valid. The message says why.
    """
    if persist not in ("disk", None, True, False):
        raise ValueError_("persist", ['"disk"', "True", "False", "None"])
    if scope not in ("global", "session"):
        raise ValueError_("scope", ['"global"', '"session"'])
    if refresh_mode not in ("foreground", "background"):
        raise ValueError_("refresh_mode", ['"foreground"', '"background"'])
    seconds, disk = seconds_of(ttl), bool(persist)
    if refresh_mode == "background":
        if seconds is None:
            raise MissingRequiredParameterError(
                "ttl", detail='With `refresh_mode="background"` it says how often.'
            )
        if disk:
            raise IncompatibleParametersError('refresh_mode="background"', "persist")
    if disk and scope == "session":
        raise IncompatibleParametersError(
            'scope="session"', "persist", explanation="What is kept on disk is found by every session."
        )
    return Settings(
        kind=kind,
        ttl=seconds,
        max_entries=_count(max_entries),
        max_size=bytes_of(max_size),
        disk=disk,
        scope="session" if scope == "session" else "global",
        refresh="background" if refresh_mode == "background" else "foreground",
    )


def _count(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidParameterTypeError("max_entries", type(value).__name__, ["int", "None"])
    if value < 1:
        raise APIError(f"`max_entries` must be 1 or more, or None for any number; it is {value}.")
    return value


_SECONDS = {
    "ns": 1e-9, "nanosecond": 1e-9, "us": 1e-6, "microsecond": 1e-6, "ms": 1e-3, "millisecond": 1e-3,
    "s": 1.0, "sec": 1.0, "second": 1.0, "m": 60.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hr": 3600.0,
    "hour": 3600.0, "d": 86_400.0, "day": 86_400.0, "w": 604_800.0, "week": 604_800.0,
}  # fmt: skip
_TIME_PART = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([A-Za-z]+)\s*(?:,|and\b)?")
_CLOCK = re.compile(r"\s*(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?\s*$")


def seconds_of(ttl: Any) -> float | None:
    """Return a duration in seconds; None for an unlimited one.

    Args:
        ttl: seconds, a timedelta, or a text like "1h 30min", "2 days" or "1 day 02:30:00".

    Raises:
        BadTimeStringError: the text is not a duration.
        APIError: it is below 0.
    """
    if ttl is None:
        return None
    if isinstance(ttl, datetime.timedelta):
        seconds = ttl.total_seconds()
    elif isinstance(ttl, str):
        seconds = _parsed(ttl)
    elif isinstance(ttl, int | float) and type(ttl) is not bool:
        seconds = float(ttl)
    else:
        raise InvalidParameterTypeError(
            "ttl", type(ttl).__name__, ["int", "float", "timedelta", "str", "None"]
        )
    if not seconds >= 0:
        raise APIError(f"`ttl` must be 0 or more, or None for ever; it is {seconds:g} seconds.")
    return None if seconds == float("inf") else seconds


def _parsed(text: str) -> float:
    total, at, found = 0.0, 0, False
    while at < len(text.rstrip()):
        clock = _CLOCK.match(text, at)
        if clock is not None:
            return total + int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3] or 0)
        part = _TIME_PART.match(text, at)
        unit = (
            None if part is None else _SECONDS.get(part[2].lower(), _SECONDS.get(part[2].lower().rstrip("s")))
        )
        if part is None or unit is None:
            raise BadTimeStringError(text)
        total += float(part[1]) * unit
        at, found = part.end(), True
    if not found:
        raise BadTimeStringError(text)
    return total


_SIZE = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([KMGT]?)(I?)B\s*", re.IGNORECASE)


def bytes_of(size: Any) -> int | None:
    """Return a size in bytes.

    Args:
        size: bytes, or a text with a unit: "500 MB", "1.5GiB". Each unit is 1024 times the previous one.

    Raises:
        ValueError_: it is not a size.
    """
    if size is None:
        return None
    found: int | None = None
    if isinstance(size, str):
        match = _SIZE.fullmatch(size)
        if match is not None and (match[2] or not match[3]):
            found = int(float(match[1]) * 1024 ** " KMGT".index(match[2].upper() or " "))
    elif isinstance(size, int) and type(size) is not bool:
        found = size
    if found is None or found < 1:
        raise ValueError_(
            "max_size", ["a number of bytes above 0", 'a text like "500MB"'], detail=f" It is {size!r}."
        )
    return found
