import datetime
import decimal
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from treadle._core.data import read

try:
    import polars as pl
except ImportError:  # it has no wheel for every Python
    pl = None


def key(data: Any) -> str:
    return read(data).fingerprint()


MAKERS: dict[str, Callable[[], Any]] = {
    "floats": lambda: pd.DataFrame({"a": [1.0, 2.0]}),
    "ints": lambda: pd.DataFrame({"a": [1, 2]}),
    "small ints": lambda: pd.DataFrame({"a": np.array([1, 2], dtype="i4")}),
    "texts": lambda: pd.DataFrame({"a": ["x", "y"]}),
    "other texts": lambda: pd.DataFrame({"a": ["x", "z"]}),
    "shifted texts": lambda: pd.DataFrame({"a": pd.Series(["ab", "c"], dtype=object)}),
    "shifted back": lambda: pd.DataFrame({"a": pd.Series(["a", "bc"], dtype=object)}),
    "objects": lambda: {"a": [1, "x"]},
    "decimals": lambda: {"a": [decimal.Decimal("1.0")]},
    "other decimals": lambda: {"a": [decimal.Decimal("1.00")]},
    "texts like decimals": lambda: {"a": ["1.0"]},
    "true": lambda: {"a": [True]},
    "one": lambda: {"a": [1]},
    "one point zero": lambda: {"a": [1.0]},
    "other name": lambda: {"b": [1]},
    "index": lambda: pd.DataFrame({"a": [1, 2]}, index=["x", "y"]),
    "index name": lambda: pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="n")),
    "counter": lambda: pd.DataFrame({"a": [1, 2]}, index=range(1, 3)),
    "category": lambda: pd.DataFrame({"a": pd.Categorical(["x", "y"])}),
    "category order": lambda: pd.DataFrame({"a": pd.Categorical(["x", "y"], categories=["y", "x"])}),
    "naive": lambda: pd.DataFrame({"a": pd.to_datetime(["2026-01-01"])}),
    "zoned": lambda: pd.DataFrame({"a": pd.to_datetime(["2026-01-01"]).tz_localize("UTC")}),
    "zurich": lambda: pd.DataFrame({"a": pd.to_datetime(["2026-01-01"]).tz_localize("Europe/Zurich")}),
    "dates": lambda: {"a": [datetime.date(2026, 1, 1)]},
    "sets": lambda: {"a": [{1, 2}]},
    "polars": lambda: pl.DataFrame({"a": ["x", None]}),
    "arrow": lambda: pa.table({"a": [[1], [2, 3]]}),
    "arrow lists": lambda: pa.table({"a": [[1, 2], [3]]}),
    "empty": lambda: pd.DataFrame(),
    "empty column": lambda: {"a": []},
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.needs("polars") if name == "polars" else ()) for name in MAKERS],
)
def test_equal_tables_have_equal_keys(name: str) -> None:
    assert key(MAKERS[name]()) == key(MAKERS[name]())


def test_different_tables_have_different_keys() -> None:
    there = {name: make for name, make in MAKERS.items() if pl is not None or name != "polars"}
    keys = {key(make()): name for name, make in there.items()}
    assert sorted(keys.values()) == sorted(there)


def test_change_in_place_is_seen() -> None:
    frame = pd.DataFrame(
        {"a": np.arange(5.0), "s": pd.Series(list("abcde"), dtype=object), "t": list("abcde")}
    )
    keys = [key(frame)]
    for column, value in (("a", 9.0), ("s", "z"), ("t", "z")):
        frame.loc[2, column] = value
        keys.append(key(frame))
    frame.index = list("vwxyz")
    keys.append(key(frame))
    assert len(set(keys)) == 5


def test_change_of_an_array_and_of_a_list_in_place_is_seen() -> None:
    array, rows = np.zeros((3, 2)), [{"a": [1]}, {"a": [2]}]
    before = key(array), key(rows)
    array[1, 1] = 1
    rows[0]["a"].append(5)
    assert key(array) != before[0]
    assert key(rows) != before[1]


def test_slices_count_as_what_they_show() -> None:
    whole = pa.table({"a": list(range(1000)), "s": [str(i) for i in range(1000)]})
    assert key(whole.slice(3, 2)) == key(whole.slice(3, 2))
    assert key(whole.slice(3, 2)) != key(whole.slice(4, 2))
    nested = pa.array([[1], [2], [3]])
    assert key(nested[1:]) != key(nested[:2])


def test_strided_columns_are_read_right() -> None:
    array = np.arange(12.0).reshape(4, 3)
    assert key(array) == key(np.asfortranarray(array))
    assert key(array) != key(array[::-1])


@given(some.lists(some.text(max_size=4), max_size=6), some.lists(some.text(max_size=4), max_size=6))
def test_texts_never_run_together(first: list[str], second: list[str]) -> None:
    assert (key({"a": first}) == key({"a": second})) == (first == second)


def test_separator_within_a_text() -> None:
    assert key({"a": ["x\x1fy", "z"]}) != key({"a": ["x", "y\x1fz"]})
