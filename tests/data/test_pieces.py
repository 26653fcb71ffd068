"""Tables in pieces. When rows are added, only the last piece changes."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from treadle._core.data import read
from treadle._core.data.frame import PIECE


def ids(data: object) -> list[bytes]:
    return [piece.to_ipc() for piece in read(data).pieces()]


def rows(count: int) -> dict[str, object]:
    moments = np.arange(count).astype("M8[ms]")
    return {"a": np.arange(count), "t": moments, "k": [f"name {i % 7}" for i in range(count)]}


@pytest.mark.parametrize(
    "make",
    [
        lambda count: pd.DataFrame({"a": np.arange(count), "b": np.arange(count) / 2}),
        lambda count: pd.DataFrame(rows(count)),
        lambda count: pd.DataFrame(rows(count)).set_index("t"),
        lambda count: pl.DataFrame(rows(count)),
        lambda count: pa.table({"a": np.arange(count), "k": [None, "x"] * (count // 2)}),
    ],
)
def test_added_rows_change_the_last_piece_only(make: object) -> None:
    before, after = ids(make(50_000)), ids(make(50_100))  # type: ignore[operator]
    assert len(before) == len(after) > 2
    assert before[:-1] == after[:-1]
    assert before[-1] != after[-1]
    assert all(len(piece) > PIECE / 2 for piece in before[:-1])


def test_the_pieces_have_all_rows_and_their_numbers() -> None:
    frame = pd.DataFrame({"a": np.arange(70_000)}, index=pd.RangeIndex(10, 140_010, 2))
    pieces = read(frame).pieces()
    assert sum(piece.rows for piece in pieces) == 70_000
    assert [piece.counter for piece in pieces[:2]] == [(10, 2), (10 + 2 * pieces[0].rows, 2)]
    assert pieces[1].to_arrow()["a"][0].as_py() == pieces[0].rows


def test_what_is_small_or_of_python_is_one_piece() -> None:
    assert len(read({"a": list(range(100_000))}).pieces()) == 1
    assert len(read(pd.DataFrame({"a": [1, 2]})).pieces()) == 1
    assert len(read(None).pieces()) == 1
