"""Every type of Arrow, pandas and Polars is among the kinds of the tests, and is read in windows too."""

from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pytest

from treadle._core.data import read
from treadle._core.data.rows import RowReader, TooMuch

from ..kinds import KINDS

try:
    import polars as pl
except ImportError:  # it has no wheel for every Python
    pl = None


def column_of(name: str) -> Any:
    table = KINDS[name].make()
    return (
        table.column(0)
        if isinstance(table, pa.Table)
        else table.iloc[:, 0]
        if hasattr(table, "iloc")
        else table[:, 0]
    )


def nested_in(type_: pa.DataType) -> set[int]:
    """Return the ids of a type of Arrow, and of those in it."""
    found = {type_.id}
    if isinstance(type_, pa.BaseExtensionType):
        found |= nested_in(type_.storage_type)
    elif isinstance(type_, pa.DictionaryType):
        found |= nested_in(type_.value_type)
    elif not isinstance(type_, pa.RunEndEncodedType):
        for i in range(type_.num_fields):
            found |= nested_in(type_.field(i).type)
    return found


def test_every_type_of_arrow_is_among_the_kinds() -> None:
    import pyarrow.lib as lib

    there: set[int] = set()
    for name in KINDS:
        if name.startswith("Arrow: "):
            there |= nested_in(column_of(name).type)
    # Python has no arrays of these.
    skipped = {"Type_INTERVAL_MONTHS", "Type_INTERVAL_DAY_TIME"}
    missing = {
        name
        for name in dir(lib)
        if name.startswith("Type_") and name not in skipped and getattr(lib, name) not in there
    }
    assert missing == set()


def test_every_type_of_pandas_is_among_the_kinds() -> None:
    from pandas.core.dtypes.base import _registry

    there = {type(column_of(name).dtype) for name in KINDS if name.startswith("pandas: ")}
    assert {each for each in _registry.dtypes if each not in there} == set()


@pytest.mark.skipif(pl is None, reason="Polars has no wheel for this Python")
def test_every_type_of_polars_is_among_the_kinds() -> None:
    def all_of(cls: type) -> set[type]:
        return {cls}.union(*(all_of(each) for each in cls.__subclasses__()))

    there = {type(column_of(name).dtype) for name in KINDS if name.startswith("Polars: ")}
    # Those that are a base of others, or stand for a type that is not known, have no values.
    skipped = {"Unknown", "BaseExtension", "Extension", "Object"}
    concrete = {
        each
        for each in all_of(pl.DataType)
        if not each.__subclasses__() and each.__module__.startswith("polars.datatypes")
    }
    assert {each.__name__ for each in concrete - there} - skipped == set()


@pytest.mark.parametrize("name", KINDS)
def test_every_type_is_read_sorted_and_searched_in_windows(name: str) -> None:
    frame = read(KINDS[name].make())
    reader = RowReader(frame)

    def values(stream: bytes) -> list[str]:
        table = pa.ipc.open_stream(stream).read_all()
        return [repr(value) for value in table.column(len(frame.index)).to_pylist()]

    whole = values(reader.read(0, frame.rows))
    table = pa.ipc.open_stream(frame.to_ipc()).read_all()
    assert whole == [repr(value) for value in table.column(len(frame.index)).to_pylist()]
    for row in range(frame.rows):
        assert values(reader.read(row, 1)) == [whole[row]]
    for down in (False, True):
        key = ((len(frame.index), down),)
        try:
            assert sorted(values(reader.read(0, frame.rows, key))) == sorted(whole)
        except TooMuch:
            pytest.fail("so few rows can be sorted")
        for words in ("1", "a", "none", "-", "(", "é"):
            found, complete = reader.search(words, [len(frame.index)], key)
            assert complete
            assert all(0 <= row < frame.rows and column == 0 for row, column in found)
