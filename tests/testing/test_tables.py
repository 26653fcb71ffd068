"""A table's `.value` is the DataFrame that the app has shown."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from treadle.testing import AppTest

FRAMES = {
    "plain": pd.DataFrame({"a": [1, 2]}),
    "an index of texts": pd.DataFrame({"a": [1, 2]}, index=["x", "y"]),
    "an index with a name": pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="k")),
    "an index in disorder": pd.DataFrame({"a": [1, 2]}, index=[3, 1]),
    "an index of times": pd.DataFrame({"a": [1, 2]}, index=pd.DatetimeIndex(["2020-01-01", "2021-05-05"])),
    "an index of categories": pd.DataFrame({"a": [1, 2]}, index=pd.CategoricalIndex(["u", "v"])),
    "levels of an index": pd.DataFrame(
        {"a": [1, 2]}, index=pd.MultiIndex.from_tuples([("x", 1), ("y", 2)], names=["p", "q"])
    ),
    "levels of an index without names": pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([("x", 1)])),
    "a range that begins at 5": pd.DataFrame({"a": [1, 2]}, index=pd.RangeIndex(5, 7)),
    "a range in steps": pd.DataFrame({"a": [1, 2]}, index=pd.RangeIndex(5, 9, 2)),
    "a range that counts down": pd.DataFrame({"a": [1, 2]}, index=pd.RangeIndex(5, 3, -1)),
    "a range with a name": pd.DataFrame({"a": [1, 2]}, index=pd.RangeIndex(0, 2, name="n")),
    "chosen rows": pd.DataFrame({"a": [1, 2, 3, 4]}).iloc[[0, 3]],
    "levels of columns": pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("A", "x"), ("A", "y")])),
    "levels of columns with names": pd.DataFrame(
        [[1, 2]], columns=pd.MultiIndex.from_tuples([("A", 1), ("B", 2)], names=["u", None])
    ),
    "levels of both": pd.DataFrame(
        [[1, 2]],
        index=pd.MultiIndex.from_tuples([("x", 1)]),
        columns=pd.MultiIndex.from_tuples([("A", "x"), ("A", "y")]),
    ),
    "numbers as columns": pd.DataFrame([[1, 2], [3, 4]]),
    "one number as a column": pd.DataFrame([[1], [3]]),
    "fractions as columns": pd.DataFrame([[1, 2]], columns=[0.5, 1.5]),
    "times as columns": pd.DataFrame([[1, 2]], columns=pd.DatetimeIndex(["2020-01-01", "2021-05-05"])),
    "columns that have a name": pd.DataFrame([[1, 2]], columns=pd.Index(["a", "b"], name="c")),
    "texts and numbers as columns": pd.DataFrame([[1, 2]], columns=["a", 1]),
    "columns of one name": pd.DataFrame([[1, 2]], columns=["a", "a"]),
    "nothing": pd.DataFrame(),
    "no rows": pd.DataFrame({"a": pd.Series(dtype="float64")}),
    "no columns": pd.DataFrame(index=pd.RangeIndex(3)),
    "no columns and an index": pd.DataFrame(index=["x", "y"]),
}


def page(kind: str, data: object) -> object:
    def app(kind: str, data: object) -> None:
        import treadle as st

        getattr(st, kind)(data)

    at = AppTest.from_function(app, args=(kind, data)).run()
    assert not at.exception
    return getattr(at, kind)[0].value


@pytest.mark.parametrize("kind", ["dataframe", "table"])
@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_comes_back_with_its_index_and_its_columns(kind: str, name: str) -> None:
    found = page(kind, FRAMES[name])
    assert isinstance(found, pd.DataFrame)
    assert_frame_equal(found, FRAMES[name], check_freq=False, check_column_type="equiv")


@pytest.mark.parametrize(
    ("data", "as_pandas_has_it"),
    [
        (pd.Series([1, 2], index=["x", "y"]), pd.DataFrame({0: [1, 2]}, index=["x", "y"])),
        (pd.Series([1, 2], name="s"), pd.DataFrame({"s": [1, 2]})),
        ([[1, 2], [3, 4]], pd.DataFrame([[1, 2], [3, 4]])),
        (FRAMES["numbers as columns"].to_numpy(), FRAMES["numbers as columns"]),
        ({"a": [1, 2]}, FRAMES["plain"]),
        ([1, 2], pd.DataFrame({"value": [1, 2]})),
        (None, pd.DataFrame()),
    ],
)
def test_other_data_comes_as_the_frame_that_pandas_makes_of_it(
    data: object, as_pandas_has_it: pd.DataFrame
) -> None:
    found = page("dataframe", data)
    assert isinstance(found, pd.DataFrame)
    assert_frame_equal(found, as_pandas_has_it, check_column_type="equiv")
