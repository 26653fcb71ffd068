"""What a call of `report` means, and the bounds of what is kept of it."""

import decimal
import fractions
import threading

import numpy as np
import pandas as pd
import pytest

from treadle._core.processes.reports import ALL, COUNT, LARGEST, Reports, joined, separated, told


@pytest.mark.parametrize(
    "number", [0.5, 1, np.float32(0.5), np.array(0.5), decimal.Decimal("0.5"), fractions.Fraction(1, 2)]
)
def test_a_number_in_first_place_is_how_much_is_done(number):
    assert told(number, ...) == (float(number), [])


@pytest.mark.parametrize(
    "value", [{"loss": 0.5}, [0.5], "half", True, np.array([0.5]), pd.Series([0.5]), (), b"0.5"]
)
def test_anything_else_there_is_a_value(value):
    progress, values = told(value, ...)
    assert (progress, len(values)) == (None, 1)


def test_a_number_can_be_a_value_and_so_can_nothing():
    assert told(None, ...) == (None, [])
    assert len(told(0.25, 3.5)[1]) == len(told(None, None)[1]) == 1
    assert told(0.25, 3.5)[0] == 0.25


def test_a_value_that_cannot_travel_is_refused_where_it_is_reported():
    with pytest.raises(TypeError, match="lock"):
        told(None, threading.Lock())
    with pytest.raises(ValueError, match="at most 65,536"):
        told(None, bytes(LARGEST))


def test_the_newest_are_kept_within_bounds():
    kept = Reports()
    kept.add(b"%d" % number for number in range(3 * COUNT))
    assert kept.all() == [b"%d" % number for number in range(2 * COUNT, 3 * COUNT)]
    kept.add(bytes(LARGEST) for _ in range(100))
    assert sum(map(len, kept.all())) <= ALL
    assert len(kept) == ALL // LARGEST
    assert len(kept.take()) == ALL // LARGEST
    assert len(kept) == 0


def test_values_travel_together():
    values = [b"", b"one", bytes(1000)]
    assert separated(b"head" + joined(values), 4) == values
