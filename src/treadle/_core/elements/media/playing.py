"""What sounds and films have in common: their data and the part that is played."""

import datetime
from typing import Any

from treadle._core.cache.settings import seconds_of
from treadle._core.carry.context import require
from treadle._core.data.media import media_blob
from treadle._core.protocol.blob import Blob
from treadle._core.runtime.blobs import BlobStore
from treadle.errors import APIError

MediaTime = int | float | datetime.timedelta | str
"""A time in a sound or film: seconds, or a text like "1m30s"."""


def stored(data: Any, type: str, what: str) -> Blob:
    """Return what an app gives as a blob that browsers can request in parts.

    Args:
        data: bytes, a file that is open for reading, or the path of a file.
        type: the media type.
        what: what messages call it.

    Raises:
        APIError: the file cannot be read.
        InvalidParameterTypeError: it is something else.
    """
    store = require().host.of_app(BlobStore)
    return store.add(media_blob(data, type, what, store.secret))


def played_part(start: Any, end: Any) -> tuple[int, int | None]:
    """Return the seconds at which playing begins and ends. Parts of seconds are left out.

    Raises:
        APIError: one is no time, or the end is not after the start.
    """
    first, last = _seconds("start_time", start), None if end is None else _seconds("end_time", end)
    if last is not None and last <= first:
        raise APIError(f"`end_time` ({last} s) must be after `start_time` ({first} s).")
    return first, last


def _seconds(name: str, value: Any) -> int:
    try:
        seconds = seconds_of(value)
    except APIError as error:
        raise APIError(_no_time(name, value)) from error
    if seconds is None:
        raise APIError(_no_time(name, value))
    return int(seconds)


def _no_time(name: str, value: Any) -> str:
    return f'`{name}` cannot be {value!r}. It must be seconds, a timedelta, or a text like "1m30s" or "20s".'
