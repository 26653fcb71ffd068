"""Checks a frame's shape before it becomes Python objects.

A decoder builds everything that a frame contains. Maps are dangerous: Python's hashes of numbers and tuples
are not secret, and `-1` and `-2` have the same hash. A map whose keys are arrays of those puts thousands of
keys into one bucket, and a frame of a few hundred kilobytes keeps the server thread busy for hours. Browsers
send only strings as keys, whose hashes are secret, so all other keys are refused. The walk reads lengths and
skips contents; it builds nothing.
"""

from collections.abc import Iterator

MAX_DEPTH = 64
MAX_ITEMS = 200_000
SLICE = 2_000
"""Items of a frame that are checked before other work gets its turn: about a millisecond."""

WALK_FROM = 512
"""Smaller frames, in bytes, cannot be harmful, so ordinary clicks are not checked."""

_STRINGS = {0xD9: 1, 0xDA: 2, 0xDB: 4}
# What follows the head: a fixed number of bytes; or a length of some bytes and then as many bytes (and the
# type of an ext).
_FIXED = {
    **{0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCA: 4, 0xCB: 8},
    **{0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8},
    **{0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17},
}
_SIZED = {0xC4: (1, 0), 0xC5: (2, 0), 0xC6: (4, 0), 0xC7: (1, 1), 0xC8: (2, 1), 0xC9: (4, 1)} | {
    head: (width, 0) for head, width in _STRINGS.items()
}
_ARRAYS = {0xDC: 2, 0xDD: 4}
_MAPS = {0xDE: 2, 0xDF: 4}


def check(frame: bytes) -> None:
    """Refuse a MessagePack frame that would be expensive to decode. The decoder checks the rest.

    Raises:
        ValueError: it would. The message says why.
    """
    for _ in slices(frame):
        pass


def slices(frame: bytes) -> Iterator[None]:
    """Check a frame as `check` does, and pause after each part of it.

    Raises:
        ValueError: it would be expensive to decode. The message says why.
    """
    if len(frame) >= WALK_FROM:
        yield from _walk(frame)


def _walk(frame: bytes) -> Iterator[None]:
    at, items, end = 0, 0, len(frame)
    # The number of remaining items by depth. For a map, even numbers are the places of keys. Arrays have no
    # keys.
    open_: list[tuple[int, bool]] = []
    left, is_map = 1, False
    while True:
        while left == 0:
            if not open_:
                return
            left, is_map = open_.pop()
        if at >= end:
            return  # truncated: the decoder reports it
        head = frame[at]
        at += 1
        items += 1
        if not items % SLICE:
            yield
        if items > MAX_ITEMS:
            raise ValueError(f"The message has more than {MAX_ITEMS:,} items.")
        if is_map and left % 2 == 0 and not (0xA0 <= head <= 0xBF or head in _STRINGS):
            raise ValueError("The message has a map with a key that is not a string.")
        left -= 1
        if head <= 0x7F or head >= 0xE0:
            continue
        if 0xA0 <= head <= 0xBF:
            at += head - 0xA0
        elif head in _FIXED:
            at += _FIXED[head]
        elif head in _SIZED:
            width, more = _SIZED[head]
            at += width + more + int.from_bytes(frame[at : at + width])
        elif head == 0xC1:
            return  # never valid: the decoder reports it
        else:
            if len(open_) >= MAX_DEPTH:
                raise ValueError(f"The message is nested more than {MAX_DEPTH} deep.")
            open_.append((left, is_map))
            if head <= 0x8F:
                left, is_map = 2 * (head - 0x80), True
            elif head <= 0x9F:
                left, is_map = head - 0x90, False
            else:
                is_map = head in _MAPS
                width = _MAPS[head] if is_map else _ARRAYS[head]
                left = int.from_bytes(frame[at : at + width]) * (2 if is_map else 1)
                at += width
