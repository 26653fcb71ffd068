"""Large tables are read by windows: rows in any order, and searches."""

import datetime
import decimal
import random
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pytest

from treadle._core.data import read
from treadle._core.data.rows import MOST_FOUND, MOST_ROWS, RowReader, TooMuch, identity, is_large

NUMBERS = [3, None, 1, 2, 1]


def rows_of(stream: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pa.ipc.open_stream(stream).read_all().to_pylist()
    return rows


def reader(**columns: Any) -> RowReader:
    return RowReader(read(pa.table(columns)))


def test_rows_are_those_of_the_table() -> None:
    table = reader(n=list(range(1000)), name=[f"name {i}" for i in range(1000)])
    assert rows_of(table.read(990, 20)) == [{"n": i, "name": f"name {i}"} for i in range(990, 1000)]
    assert rows_of(table.read(5000, 20)) == []
    assert len(rows_of(table.head())) == table.block


def test_rows_come_with_their_positions_when_they_are_sorted() -> None:
    table = reader(n=NUMBERS, name=list("abcde"))
    for down, wanted in ((False, [2, 4, 3, 0, 1]), (True, [0, 3, 2, 4, 1])):
        assert [row[""] for row in rows_of(table.read(0, 10, ((0, down),)))] == wanted
    assert [row["name"] for row in rows_of(table.read(1, 2, ((0, False),)))] == ["e", "d"]
    assert [row[""] for row in rows_of(table.read(0, 10, ((0, False), (1, True))))] == [4, 2, 3, 0, 1]
    assert [row[""] for row in rows_of(table.read(0, 10, ((-1, True),)))] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("chunks", [1, 7])
def test_every_type_is_sorted_with_what_is_missing_last(chunks: int) -> None:
    day = datetime.date(2026, 1, 1)
    random.seed(1)
    numbers = [random.choice([None, random.randrange(50)]) for _ in range(chunks * 11)]
    made: dict[str, Any] = {
        "int": numbers,
        "float": [float("nan") if n is None else n / 4 for n in numbers],
        "half": pa.array(numbers, pa.float16()),
        "decimal": [None if n is None else decimal.Decimal(n) / 4 for n in numbers],
        "text": [None if n is None else f"{'aB'[n % 2]}{n:03}" for n in numbers],
        "date": [None if n is None else day + datetime.timedelta(n) for n in numbers],
        "moment": pa.array(numbers, pa.timestamp("us", "Europe/Zurich")),
        "time": pa.array(numbers, pa.time64("us")),
        "span": pa.array(numbers, pa.duration("ns")),
        "bool": [None if n is None else n % 2 == 0 for n in numbers],
        "bytes": [None if n is None else bytes([n]) for n in numbers],
        "category": pa.array([None if n is None else f"c{n:03}" for n in numbers]).dictionary_encode(),
        "list": [None if n is None else [n + 100] for n in numbers],
        "struct": [None if n is None else {"a": n + 100} for n in numbers],
        "null": pa.nulls(len(numbers)),
    }
    whole = pa.table(made)
    table = RowReader(read(pa.concat_tables([whole.slice(i * 11, 11) for i in range(chunks)])))
    for column, name in enumerate(made):
        for down in (False, True):
            read_rows = rows_of(table.read(0, 1000, ((column, down),)))
            values = [row[name] for row in read_rows]
            there = [value for value in values if value is not None and value == value]
            assert all(value is None or value != value for value in values[len(there) :]), name
            key = str if name in ("list", "struct") else str.lower if name == "text" else None
            assert there == sorted(there, key=key, reverse=down), name
            assert sorted(row[""] for row in read_rows) == list(range(len(numbers)))
        table.search("a1", [column])


def test_a_search_finds_cells_in_reading_order_of_any_sort() -> None:
    table = reader(a=["x1", "y", "X2"], b=[1.5, 2.25, None], c=[None, "1.5x", ["q"][0]])
    assert table.search("X", [0, 1, 2]) == ([(0, 0), (1, 2), (2, 0)], True)
    assert table.search("1.5", [2, 1, 0]) == ([(0, 1), (1, 0)], True)
    assert table.search("x", [0], ((0, True),)) == ([(1, 0), (2, 0)], True)
    assert table.search(" ", [0]) == ([], True)
    assert table.search("x", [7, -1]) == ([], True)


def test_a_search_is_bounded() -> None:
    table = reader(a=["x"] * (MOST_FOUND + 5))
    assert len(table.search("x", [0])[0]) == MOST_FOUND
    assert table.search("x", [0], (), lambda: True) == ([], False)
    assert len(rows_of(reader(a=range(MOST_ROWS * 2)).read(0, 10**9))) == MOST_ROWS


def test_a_client_cannot_sort_by_anything() -> None:
    table = reader(a=[1], b=[[1]])
    for keys in ([(2, False)], [(-2, False)], [(0, False)] * 4):
        with pytest.raises(ValueError):
            table.check(keys)
    big = reader(a=pa.array([[1]] * 200_001))
    with pytest.raises(TooMuch):
        big.order(((0, False),))


def test_orders_are_kept_and_limited() -> None:
    table = reader(**{f"c{i}": [3, 1, 2] for i in range(9)})
    assert not table.is_ready(((0, False),))
    first = table.order(((0, False),))
    assert table.is_ready(((0, False),))
    assert table.order(((0, False),)) is first
    for column in range(1, 6):
        table.order(((column, False),))
    assert not table.is_ready(((0, False),))


def test_what_the_app_changes_later_is_not_in_the_rows() -> None:
    np = pytest.importorskip("numpy")
    pd = pytest.importorskip("pandas")
    numbers = np.arange(100.0)
    frame = read(pd.DataFrame({"n": numbers}, copy=False))
    table = RowReader(frame)
    numbers[5] = -1
    assert rows_of(table.read(5, 1)) == [{"n": 5.0}]
    assert identity(frame) is None


def test_arrow_is_recognised_without_reading_it() -> None:
    table = pa.table({"n": [1, 2, 3], "name": ["a", "b", None]})
    assert identity(read(table)) == identity(read(table.select(["n", "name"])))
    assert identity(read(table)) != identity(read(table.slice(1)))
    assert identity(read(table)) != identity(read(table.rename_columns(["n", "other"])))


def test_large_is_many_rows_or_cells() -> None:
    assert not is_large(read({"a": range(50_000)}))
    assert is_large(read({"a": range(50_001)}))
    assert is_large(read({str(i): range(30_000) for i in range(9)}))
