"""The order of rows by the values of their columns, and by those that people have entered."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.ipc
import pytest

from treadle._core.data import read
from treadle._core.data.rows import ORDERS_KEPT, Changed, Forgotten, RowReader


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("wide", [False, True])
def test_numbers_keep_their_order_where_they_are_equal(down: bool, wide: bool) -> None:
    chance = np.random.default_rng(0)
    for _ in range(20):
        whole = chance.integers(-5, 5, size=300) * (10**12 if wide else 1)
        for numbers in (whole, whole / 4):
            listed = [None if chance.random() < 0.1 else each.item() for each in numbers]
            reader = RowReader(read(pa.table({"n": pa.array(listed, pa.array(numbers).type)})))
            there = [i for i, each in enumerate(listed) if each is not None]
            there.sort(key=lambda i: -listed[i] if down else listed[i])  # type: ignore[operator]
            missing = [i for i, each in enumerate(listed) if each is None]
            assert reader.order(((0, down),)).to_pylist() == there + missing


ENTERED: list[tuple[pa.DataType, list[object], object, int]] = [
    (pa.int64(), [1, 3, 5], 4, 2),
    (pa.int64(), [1, 3, 2**60], str(2**59), 2),
    (pa.uint8(), [1, 3, 5], 2, 1),
    (pa.float64(), [0.5, 1.5, 2.5], 1, 1),
    (pa.string(), ["a", "c", "e"], "D", 2),
    (pa.dictionary(pa.int8(), pa.string()), ["a", "c", "e"], "b", 1),
    (pa.bool_(), [False, False, True], True, 2),
    (pa.decimal128(9, 2), [Decimal("1.00"), Decimal("2.00"), Decimal("3.00")], 2.5, 2),
    (pa.date32(), [date(2020, 1, 1), date(2020, 3, 1), date(2020, 5, 1)], "2020-02-01", 1),
    (pa.timestamp("ns"), [datetime(2020, 1, 1), datetime(2020, 3, 1), None], "2020-02-01T00:00:00.000", 1),
    (
        pa.timestamp("us", "Europe/Berlin"),
        [datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 3, 1, tzinfo=UTC), None],
        "2020-02-01T00:00:00.000Z",
        1,
    ),
    (pa.time64("us"), [time(1), time(3), time(5)], "04:00:00", 2),
    (pa.duration("ms"), [timedelta(hours=1), timedelta(hours=3), None], 2 * 3600.0, 1),
    (pa.list_(pa.string()), [["a"], ["c"], None], ["b"], 1),
]


@pytest.mark.parametrize(("type_", "values", "entered", "place"), ENTERED, ids=lambda each: str(each))
def test_rows_are_sorted_by_what_people_have_entered(
    type_: pa.DataType, values: list[object], entered: object, place: int
) -> None:
    reader = RowReader(read(pa.table({"x": pa.array([*values, values[0]], type_)})))
    changed = reader.order(reader.arrange(Changed(((0, False),), [[(3, entered)]], [], 0))).to_pylist()
    assert changed.index(3) in (place, place + 1)
    assert [row for row in changed if row != 3] == [0, 1, 2]
    order = reader.arrange(Changed(((0, False),), [[(4, entered)]], [0, 3], 2))
    # The second added row has no value, so it is last.
    assert set(reader.order(order).to_pylist()) == {1, 2, 4, 5}
    assert reader.rows_of(order, [5, 0, 1]) == [3, None, reader.order(order).to_pylist().index(1)]
    rows = pa.ipc.open_stream(reader.read(0, 10, order)).read_all()
    assert rows.column("").to_pylist() == reader.order(order).to_pylist()


def test_an_order_with_changes_is_refused_or_forgotten() -> None:
    reader = RowReader(read(pa.table({"n": [3, 1, 2]})))
    by = ((0, False),)
    for changed in (
        Changed(by, [[(3, 1)]], [], 0),
        Changed(by, [[]], [-1], 0),
        Changed(by, [], [], 0),
        Changed(by, [[(0, "x")]], [], 0),
        Changed(by, [[(0, [1])]], [], 0),
    ):
        with pytest.raises(ValueError):
            reader.arrange(changed)
    first = reader.arrange(Changed(by, [[(1, 9)]], [0], 0))
    assert reader.order(first).to_pylist() == [2, 1]
    assert reader.search("2", [0], first) == ([(0, 0)], True)
    for value in range(ORDERS_KEPT):
        reader.arrange(Changed(by, [[(1, value)]], [], 0))
    with pytest.raises(Forgotten):
        reader.order(first)
