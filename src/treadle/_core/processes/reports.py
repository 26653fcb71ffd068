"""The values that a task reports while it runs: small, as bytes, and limited in number.

They are kept as bytes wherever the task runs, so a reader gets the value as it was when it was reported.
Loading executes code, so only readers load them. It imports nothing of Treadle: worker processes load this
before anything else.
"""

import pickle
import struct
from collections import deque
from collections.abc import Iterable
from typing import Any

from .by_value import dumps as dumps_by_value

COUNT = 1000
"""The number of kept values: the newest."""

LARGEST = 1 << 16
"""The largest size of one value in bytes."""

ALL = 1 << 20
"""The largest size of all kept values in bytes."""

_SIZE = struct.Struct("<I")


class Reports:
    """The newest reported values. Not thread-safe."""

    def __init__(self) -> None:
        self._values: deque[bytes] = deque()
        self._size = 0

    def __len__(self) -> int:
        return len(self._values)

    def add(self, values: Iterable[bytes]) -> None:
        """Add values. The oldest are dropped if there are too many."""
        for value in values:
            self._values.append(value)
            self._size += len(value)
            while len(self._values) > COUNT or self._size > ALL:
                self._size -= len(self._values.popleft())

    def all(self) -> list[bytes]:
        """Return all values, oldest first."""
        return list(self._values)

    def take(self) -> list[bytes]:
        """Return all values and forget them."""
        values = list(self._values)
        self._values.clear()
        self._size = 0
        return values


def told(progress: Any, value: Any) -> tuple[float | None, list[bytes]]:
    """Return the meaning of a call of `report`: the progress, and at most one value.

    Args:
        progress: the first argument. A number is the progress, anything else is a value.
        value: the argument `value`; `...` if it was not passed.

    Raises:
        TypeError: the value cannot be pickled.
        ValueError: it is too large.
    """
    if value is ... and progress is not None and not _is_number(progress):
        progress, value = None, progress
    fraction = None if progress is None else min(1.0, max(0.0, float(progress)))
    return fraction, [] if value is ... else [_packed(value)]


def _is_number(value: Any) -> bool:
    """Whether a value is a number of any library. Arrays and tables may also have `__float__`."""
    return hasattr(value, "__float__") and not isinstance(value, bool) and not getattr(value, "ndim", 0)


def _packed(value: Any) -> bytes:
    try:
        data = pickle.dumps(value, protocol=5)
    except Exception:  # noqa: BLE001 - what plain pickle cannot do, cloudpickle does or has the better message
        try:
            data = dumps_by_value(value)
        except Exception as error:
            kind = f"{type(value).__module__}.{type(value).__qualname__}"
            raise TypeError(
                f"`st.current_task().report` was given a `{kind}`, which cannot be pickled "
                f"({type(error).__name__}: {error}). Report numbers, texts, and lists and dicts of them."
            ) from error
    if len(data) > LARGEST:
        raise ValueError(
            f"`st.current_task().report` was given a value of {len(data):,} bytes, and takes at most "
            f"{LARGEST:,}. Report what has changed, and return what is large."
        )
    return data


def joined(values: Iterable[bytes]) -> bytes:
    """Return several values as the body of one message."""
    return b"".join(part for value in values for part in (_SIZE.pack(len(value)), value))


def separated(body: bytes | bytearray, start: int) -> list[bytes]:
    """Return the values in the body of a message, which begin at `start`.

    Raises:
        struct.error: they are incomplete.
    """
    values = []
    while start < len(body):
        (size,) = _SIZE.unpack_from(body, start)
        start += _SIZE.size + size
        values.append(bytes(body[start - size : start]))
    return values
