import itertools
import random
from typing import Any

import msgspec
import pytest

from treadle._core.server import guard


def _random_value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.randrange(9 if depth < 4 else 7)
    size = chance.choice([0, 3, 20, 40, 300, 70_000 if depth == 0 else 30])
    values: list[Any] = [
        None,
        chance.random() < 0.5,
        chance.choice([0, -1, -40, 200, 70_000, -70_000, 2**40, -(2**40)]),
        chance.random(),
        "x" * size,
        b"x" * size,
        msgspec.msgpack.Ext(5, b"x" * chance.choice([1, 2, 4, 8, 16, 3, 300])),
    ]
    if kind < 7:
        return values[kind]
    items = [_random_value(chance, depth + 1) for _ in range(chance.choice([0, 2, 5, 20]))]
    return items if kind == 7 else {f"key{n}": item for n, item in enumerate(items)}


def test_whatever_an_honest_browser_sends_passes() -> None:
    chance = random.Random(7)
    for _ in range(300):
        value = [_random_value(chance) for _ in range(5)]
        list(guard._walk(msgspec.msgpack.encode(["interact", [[1, value]]])))


@pytest.mark.parametrize("key", [b"\x01", b"\x92\x01\x02", b"\xc0", b"\xca\0\0\0\0", b"\xc4\x01x", b"\x80"])
def test_a_map_with_other_keys_than_strings_is_refused(key: bytes) -> None:
    good = b"\xa1k" + b"\x93\x01\x02\x81\xa1z\x01"
    with pytest.raises(ValueError, match="not a string"):
        list(guard._walk(b"\x92\x01\x82" + good + key + b"\x01"))


def test_keys_that_all_have_one_hash_never_reach_the_decoder() -> None:
    # hash(-1) == hash(-2), so all of these collide: 4,096 keys are eight million comparisons, 2**18 are
    # hours.
    keys = list(itertools.product((-1, -2), repeat=12))
    assert len({hash(key) for key in keys}) == 1
    frame = msgspec.msgpack.encode(["interact", [[1, dict.fromkeys(keys, 0)]]])
    with pytest.raises(ValueError, match="not a string"):
        guard.check(frame)


def test_nesting_and_numbers_of_items_are_bounded() -> None:
    with pytest.raises(ValueError, match="deep"):
        guard.check(b"\x91" * 10_000)
    with pytest.raises(ValueError, match="items"):
        guard.check(b"\xdd\x00\x10\x00\x00" + b"\x01" * 2**20)


def test_noise_neither_fails_nor_hangs() -> None:
    chance = random.Random(11)
    for _ in range(3000):
        frame = chance.randbytes(chance.randrange(60))
        try:
            list(guard._walk(frame))
        except ValueError as error:
            assert str(error)  # noqa: PT017 (either outcome is right)
