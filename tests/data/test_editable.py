"""Tables that people edit: they come back in the type that they had."""

import datetime
import decimal
import logging
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from treadle._core.data.editable import editable
from treadle._core.data.edits import Edits
from treadle.errors import APIError, DataframeConversionError

FRAME = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"]})


def edits(cells: Any = (), added: Any = (), deleted: Any = ()) -> Edits:
    return Edits(
        "",
        tuple((row, tuple(values.items())) for row, values in dict(cells).items()),
        tuple((f"n{i}", tuple(values.items())) for i, values in enumerate(added)),
        tuple(deleted),
    )


@pytest.mark.parametrize(
    ("data", "name", "value", "expected"),
    [
        ({"a": [1, 2]}, "a", 5, {"a": [5, 2]}),
        ({"k": 1, "m": 2}, "value", 5, {"k": 5, "m": 2}),
        ({"a": {"x": 1, "y": 2}}, "a", 5, {"a": {"x": 5, "y": 2}}),
        ([1, 2], "value", 5, [5, 2]),
        ((1, 2), "value", 5, (5, 2)),
        ({1}, "value", 5, {5}),
        ([[1, 2], [3, 4]], "1", 5, [[1, 5], [3, 4]]),
        ([{"a": 1, "b": "x"}], "b", "y", [{"a": 1, "b": "y"}]),
    ],
)
def test_lists_and_dicts_come_back(data: Any, name: str, value: Any, expected: Any) -> None:
    table = editable(data)
    assert table.edited(Edits()) == data
    found = table.edited(edits({0: {name: value}}))
    assert found == expected
    assert type(found) is type(data)


def test_tables_come_back_in_their_types() -> None:
    change = edits({0: {"a": 5}})
    pd.testing.assert_frame_equal(editable(FRAME).edited(change), FRAME.assign(a=[5, 2, 3]))
    assert FRAME["a"].tolist() == [1, 2, 3]
    series = pd.Series([1, 2], name="a")
    pd.testing.assert_series_equal(editable(series).edited(change), pd.Series([5, 2], name="a"))
    assert editable(pl.DataFrame({"a": [1, 2]})).edited(change).equals(pl.DataFrame({"a": [5, 2]}))
    assert editable(pa.table({"a": [1, 2]})).edited(change).column("a").to_pylist() == [5, 2]
    array = editable(np.array([1, 2])).edited(edits({0: {"value": 5}}))
    assert isinstance(array, np.ndarray)
    assert array.tolist() == [5, 2]
    assert editable(np.array([[1, 2]])).edited(edits({0: {"1": 5}})).tolist() == [[1, 5]]
    assert editable(pl.Series("a", [1, 2])).edited(change).equals(pl.Series("a", [5, 2]))
    assert isinstance(editable(None).edited(Edits()), pd.DataFrame)


KINDS = pd.DataFrame(
    {
        "integer": [1],
        "float": [1.5],
        "boolean": [True],
        "text": ["x"],
        "date": [datetime.date(2024, 1, 1)],
        "time": [datetime.time(12)],
        "datetime": [pd.Timestamp("2024-01-01")],
        "duration": [pd.Timedelta("1s")],
        "list": [["x"]],
        "decimal": [decimal.Decimal("1.5")],
        "empty": [None],
        "other": [{"x": 1}],
    }
)


def test_kinds() -> None:
    assert {name: kind for name, kind in editable(KINDS).kinds.items() if name != "_index"} == {
        name: name for name in KINDS
    }
    assert editable(KINDS).kinds["_index"] == "integer"
    assert editable(pd.DataFrame({"c": pd.Categorical(["a"])})).kinds["c"] == "text"
    assert editable(pd.DataFrame({"n": pd.array([1, None], "Int64")})).kinds["n"] == "integer"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("integer", 7, 7),
        ("float", 7, 7.0),
        ("boolean", False, False),
        ("text", "y", "y"),
        ("date", "2025-05-17", datetime.date(2025, 5, 17)),
        ("time", "10:30:00.000", datetime.time(10, 30)),
        ("datetime", "2025-05-17T10:30:00.000", pd.Timestamp("2025-05-17 10:30")),
        ("duration", 2.5, pd.Timedelta("2.5s")),
        ("list", ("a", "b"), ["a", "b"]),
        ("decimal", 2.5, decimal.Decimal("2.5")),
        ("empty", "x", "x"),
        ("empty", 3, 3),
    ],
)
def test_values_of_each_kind(name: str, value: Any, expected: Any) -> None:
    found = editable(KINDS).edited(edits({0: {name: value}}))[name].iloc[0]
    assert found == expected
    assert editable(KINDS).edited(edits({0: {name: None}}))[name].isna().iloc[0]


def test_moments_keep_the_zone_of_their_column() -> None:
    data = pd.DataFrame({"at": pd.to_datetime(["2024-01-01 12:00"]).tz_localize("Europe/Zurich")})
    found = editable(data).edited(edits({0: {"at": "2024-06-01T10:00:00.000Z"}}))
    assert str(found["at"].iloc[0]) == "2024-06-01 12:00:00+02:00"
    assert found.dtypes.tolist() == data.dtypes.tolist()


def test_rows_are_added_and_deleted() -> None:
    found = editable(FRAME).edited(edits({2: {"b": "q"}}, [{"a": 9, "b": "w"}, {}], [0]))
    assert found["b"].tolist()[:3] == ["y", "q", "w"]
    assert found.index.tolist() == [1, 2, 3, 4]
    assert found["a"].iloc[3] != found["a"].iloc[3]


def test_a_row_needs_a_label_of_its_own_where_the_index_does_not_count(
    caplog: pytest.LogCaptureFixture,
) -> None:
    table = editable(FRAME.set_index("b"))
    added = [{"_index": "w", "a": 9}, {"_index": "x", "a": 1}, {"a": 2}]
    found = table.edited(edits({0: {"_index": "first"}}, added))
    assert found.index.tolist() == ["first", "y", "z", "w", "x"]
    assert not table.counted


def test_a_value_that_fits_nothing_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    data = pd.DataFrame({"c": pd.Categorical(["a", "b"])})
    with caplog.at_level(logging.WARNING):
        assert editable(data).edited(edits({0: {"c": "nowhere"}}))["c"].tolist() == ["a", "b"]
    assert "'nowhere'" in caplog.text


def test_headers_of_several_rows_and_numbers_become_texts() -> None:
    data = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")]))
    assert editable(data).frame.names == ["a_x", "a_y"]
    assert editable(pd.DataFrame([[1, 2]], columns=[2024, 2025])).frame.names == ["2024", "2025"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "different names"),
        (pd.DataFrame({"_index": [1]}), "no column can have this name"),
        (FRAME.set_index(["a", "b"]), "MultiIndex"),
        (FRAME.set_index(pd.period_range("2024", periods=3, freq="D")), "PeriodIndex"),
    ],
)
def test_tables_that_cannot_be_edited(data: Any, message: str) -> None:
    with pytest.raises(APIError, match=message):
        editable(data)


def test_what_is_no_table() -> None:
    with pytest.raises(DataframeConversionError):
        editable(3)
