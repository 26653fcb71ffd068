"""Whatever is in a table, a test reads it back."""

from typing import Any

import pandas as pd
import pytest

from treadle.testing import AppTest

from ..kinds import KINDS


def _app(make):
    import treadle as st

    st.table(make())
    st.dataframe(make())


@pytest.mark.parametrize("name", KINDS)
def test_values_are_read_back_as_they_are(name: str) -> None:
    kind = KINDS[name]
    at = AppTest.from_function(_app, args=(kind.make,)).run()
    assert not at.exception, at.exception
    for shown in (at.table[0], at.dataframe[0]):
        values = shown.value.iloc[:, 0].tolist()
        assert len(values) == len(kind.back)
        for value, expected in zip(values, kind.back, strict=True):
            assert same(value, expected), (values, kind.back)


def same(value: Any, expected: Any) -> bool:
    """Whether two values are equal; what pandas calls missing in a column of its own types is missing."""
    if not pd.api.types.is_scalar(expected) or isinstance(expected, pd.DateOffset):
        return bool(value == expected)
    if pd.isna(expected):
        return bool(pd.isna(value))
    return bool(value == expected)


def test_numbers_that_are_missing_in_two_ways_are_told_apart() -> None:
    kind = KINDS["Arrow: float64"]
    values = AppTest.from_function(_app, args=(kind.make,)).run().table[0].value["c"].tolist()
    assert values[1] is None
    assert isinstance(values[2], float)


@pytest.mark.parametrize("labels", [["a", "a", 1], ["c", None, 0.5], [True, "x", "x"]])
def test_columns_of_any_label_are_read_back(labels: list[Any]) -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=labels)
    assert AppTest.from_function(_app, args=(lambda: frame,)).run().table[0].value.columns.tolist() == labels
