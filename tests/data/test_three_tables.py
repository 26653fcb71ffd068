"""Tables as components get and send them: three Arrow tables, with the types that their library reads."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from treadle._core.data.three_tables import ThreeTables, from_three_tables, is_table, to_three_tables
from treadle.errors import APIError


def arrow(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()


@pytest.mark.parametrize(
    "value",
    [
        pd.DataFrame({"a": [1]}),
        pd.Series([1]),
        pd.Index([1]),
        {"a": pd.Series([1])},
        pl.DataFrame({"a": [1]}),
        pl.Series([1]),
        pa.table({"a": [1]}),
        np.zeros(3),
        np.zeros((2, 2)),
    ],
    ids=lambda value: type(value).__module__ + type(value).__name__,
)
def test_tables(value: Any) -> None:
    assert is_table(value)
    assert all(arrow(part) is not None for part in to_three_tables(value))


@pytest.mark.parametrize(
    "value", [None, 1, "a", b"a", [1], {"a": [1]}, {}, (1,), {1}, np.int64(1), np.zeros((1, 1, 1))]
)
def test_no_tables(value: Any) -> None:
    assert not is_table(value)


def test_index_and_labels_have_tables_of_their_own() -> None:
    index = pd.MultiIndex.from_tuples([("x", 1), ("y", 2)])
    data, rows, columns = to_three_tables(pd.DataFrame({"n": [1, 2], "t": ["a", None]}, index=index))
    assert arrow(rows).to_pydict() == {"0": ["x", "y"], "1": [1, 2]}
    assert arrow(columns).to_pydict() == {"0": ["n", "t"]}
    assert arrow(data).column_names[:2] == ["n", "t"]


def test_newer_types_of_arrow_are_not_sent() -> None:
    frame = pd.DataFrame(
        {"t": pd.Series(["a"], dtype="string[pyarrow]"), "c": pd.Series(["x"], dtype="category")}
    )
    data, _, columns = to_three_tables(frame)
    sent = [*arrow(data).schema.types, *arrow(columns).schema.types]
    assert not any(pa.types.is_large_string(kind) or pa.types.is_string_view(kind) for kind in sent)
    polars = to_three_tables(pl.DataFrame({"t": ["a"], "l": [["b"]]}))
    assert [str(kind) for kind in arrow(polars.data).schema.types] == ["string", "list<item: string>"]


def test_values_of_mixed_types_become_texts() -> None:
    frame = pd.DataFrame({"m": [1, "a"], "z": [1 + 2j, 3j], "n": [1, 2]}, index=["x", 5])
    data, rows, _ = to_three_tables(frame)
    assert arrow(data).to_pydict()["m"] == ["1", "a"]
    assert arrow(data).to_pydict()["n"] == [1, 2]
    assert arrow(rows).to_pydict() == {"0": ["x", "5"]}


def test_equal_labels_are_sent() -> None:
    tables = to_three_tables(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    assert arrow(tables.columns).to_pydict() == {"0": ["a", "a"]}


def test_there_and_back() -> None:
    frame = from_three_tables(to_three_tables(pd.DataFrame({"n": [1, 2]}, index=["x", "y"])))
    assert frame.values.tolist() == [[1], [2]]
    assert [frame.columns.get_level_values(0).tolist(), frame.index.get_level_values(0).tolist()] == [
        ["n"],
        ["x", "y"],
    ]


@pytest.mark.parametrize("data", [b"", b"1", b"\xff\xff\xff\xff\x00\x00\x00\x7f"])
def test_what_is_no_arrow_is_an_error(data: bytes) -> None:
    with pytest.raises(APIError, match="a table that cannot be read"):
        from_three_tables(ThreeTables(data, data, data))
