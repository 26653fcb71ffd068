import dataclasses
import datetime
import decimal
import json
import sqlite3
import subprocess
import sys
import uuid
from collections import deque, namedtuple
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from treadle._core.data import Frame, read
from treadle._core.data.frame import METADATA, unique_names
from treadle.errors import APIError, DataframeConversionError

try:
    import polars as pl
except ImportError:  # it has no wheel for every Python
    pl = None


def decoded(data: Any) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """What a browser gets: columns, and what is said of them."""
    table = pa.ipc.open_stream(read(data).to_ipc()).read_all()
    return table.to_pydict(), json.loads(table.schema.metadata[METADATA])


@dataclasses.dataclass
class City:
    name: str
    people: int


Point = namedtuple("Point", "x y")

SAME = {"name": ["Bern", "Oslo"], "people": [134, 717]}


@pytest.mark.parametrize(
    "data",
    [
        SAME,
        {"name": ("Bern", "Oslo"), "people": np.array([134, 717])},
        [{"name": "Bern", "people": 134}, {"name": "Oslo", "people": 717}],
        [City("Bern", 134), City("Oslo", 717)],
        pa.table(SAME),
        pa.RecordBatch.from_pydict(SAME),
        np.array([("Bern", 134), ("Oslo", 717)], dtype=[("name", "U9"), ("people", "i8")]),
    ],
    ids=lambda data: f"{type(data).__module__}.{type(data).__name__}",
)
def test_the_same_table_from_anywhere(data: Any) -> None:
    columns, said = decoded(data)
    assert columns == SAME
    assert said == {"index": 0, "counter": None, "rows": 2}


@pytest.mark.needs("polars")
@pytest.mark.parametrize("kind", ["DataFrame", "LazyFrame"])
def test_the_same_table_from_polars(kind: str) -> None:
    test_the_same_table_from_anywhere(getattr(pl, kind)(SAME))


@pytest.mark.parametrize(
    ("data", "columns"),
    [
        ([1, 2], {"value": [1, 2]}),
        ({1}, {"value": [1]}),
        (range(3), {"value": [0, 1, 2]}),
        (deque([1.5]), {"value": [1.5]}),
        pytest.param((x for x in "ab"), {"value": ["a", "b"]}, id="generator"),
        ([[1, "a"], [2]], {"0": [1, 2], "1": ["a", None]}),
        ([Point(1, 2)], {"x": [1], "y": [2]}),
        (np.array([[1, 2], [3, 4]]), {"0": [1, 3], "1": [2, 4]}),
        (np.float64(2), {"value": [2.0]}),
        (np.ma.array([1, 2], mask=[False, True]), {"value": [1, None]}),
        (pa.array([1]), {"value": [1]}),
        ({"a": [1, 2], "b": 0}, {"a": [1, 2], "b": [0, 0]}),
        (None, {}),
        ({}, {}),
        ([], {}),
        ([{"a": 1}, {"b": 2}], {"a": [1, None], "b": [None, 2]}),
    ],
    ids=str,
)
def test_shapes(data: Any, columns: dict[str, list[Any]]) -> None:
    assert decoded(data)[0] == columns


def test_dict_of_values_is_names_and_values() -> None:
    columns, said = decoded({"a": 1, "b": 2})
    assert columns == {"": ["a", "b"], "value": [1, 2]}
    assert said["index"] == 1


def test_dict_of_dicts() -> None:
    columns, said = decoded({"a": {"x": 1, "y": 2}, "b": {"y": 3}})
    assert columns == {"": ["x", "y"], "a": [1, 2], "b": [None, 3]}
    assert said["index"] == 1


def test_database_cursor() -> None:
    connection = sqlite3.connect(":memory:")
    assert decoded(connection.execute("select 1 as a, 'x' as b"))[0] == {"a": [1], "b": ["x"]}
    connection.close()


def test_counting_index_needs_no_column() -> None:
    columns, said = decoded(pd.DataFrame({"a": [1, 2, 3]}).iloc[::2])
    assert columns == {"a": [1, 3]}
    assert said["counter"] == [0, 2]


def test_index_comes_first() -> None:
    frame = pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="key"))
    columns, said = decoded(frame)
    assert list(columns) == ["key", "a"]
    assert said == {"index": 1, "counter": None, "rows": 2}


def test_levels_of_index_and_header() -> None:
    frame = pd.DataFrame(
        [[1, 2]],
        index=pd.MultiIndex.from_tuples([("a", 1)], names=["k", None]),
        columns=pd.MultiIndex.from_tuples([("p", "q"), ("p", "r")]),
    )
    columns, said = decoded(frame)
    assert columns == {"k": ["a"], "": [1], "p_q": [1], "p_r": [2]}
    assert said["index"] == 2


def test_series_keeps_name_and_index() -> None:
    columns, _ = decoded(pd.Series([1], index=["x"], name="n"))
    assert columns == {"": ["x"], "n": [1]}


def test_dict_of_series_is_aligned() -> None:
    columns, _ = decoded({"a": pd.Series([1], index=["x"]), "b": pd.Series([2], index=["x"])})
    assert columns == {"": ["x"], "a": [1], "b": [2]}


def test_names_are_unique_texts() -> None:
    assert unique_names([1, "1", None, ("a", 2), "1"]) == ["1", "1.1", "None", "a_2", "1.2"]


class Opaque:
    def __str__(self) -> str:
        return "opaque"


TOKYO = datetime.timezone(datetime.timedelta(hours=9))
ODD: dict[str, tuple[list[Any], list[Any]]] = {
    "mixed": ([1, "a", 2.5, None], ["1", "a", "2.5", None]),
    "booleans and numbers": ([True, 1], ["True", "1"]),
    "missing texts": (["a", float("nan"), pd.NA, None], ["a", None, None, None]),
    "huge": ([2**80, 1], [decimal.Decimal(2**80), decimal.Decimal(1)]),
    "beyond all types": ([10**80, 1], [str(10**80), "1"]),
    "numbers": ([1, 2.5], [1.0, 2.5]),
    "decimals": ([decimal.Decimal("1.10"), None], [decimal.Decimal("1.10"), None]),
    "ids": ([uuid.UUID(int=1)], [str(uuid.UUID(int=1))]),
    "bytes": ([b"abc", b"\xff"], [b"abc", b"\xff"]),
    "dicts": ([{"a": 1}, {}], ['{"a": 1}', "{}"]),
    "lists": ([[1, 2], None, []], [[1, 2], None, []]),
    "equal dicts": ([{"a": 1, "b": [2]}, None], [{"a": 1, "b": [2]}, None]),
    "mixed lists": ([[1, "a"]], ['[1, "a"]']),
    "sets": ([{2, 1}], [[1, 2]]),
    "dates": ([datetime.date(2026, 1, 2)], [datetime.date(2026, 1, 2)]),
    "dates and times": (
        [datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2)],
        ["2026-01-02", "2026-01-02 00:00:00"],
    ),
    "zones and none": (
        [datetime.datetime(2026, 1, 2), datetime.datetime(2026, 1, 2, tzinfo=TOKYO)],
        ["2026-01-02 00:00:00", "2026-01-02 00:00:00+09:00"],
    ),
    "times": ([datetime.time(1, 2)], [datetime.time(1, 2)]),
    "objects": ([Opaque()], ["opaque"]),
    "half a character": (["\ud800"], ["?"]),
    "complex": ([1j], ["1j"]),
    "nothing": ([None, None], [None, None]),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_objects(name: str) -> None:
    values, shown = ODD[name]
    assert decoded({"c": values})[0] == {"c": shown}
    assert decoded(pd.DataFrame({"c": pd.Series(values, dtype=object)}))[0] == {"c": shown}


PANDAS: dict[str, tuple[Any, list[Any]]] = {
    "category": (pd.Categorical(["a", None, "b"]), ["a", None, "b"]),
    "number category": (pd.Categorical([3, 1, 3]), [3, 1, 3]),
    "period": (pd.PeriodIndex(["2026-01", None], freq="M"), ["2026-01", None]),
    "interval": (pd.IntervalIndex.from_breaks([0, 1, 2]), ["(0, 1]", "(1, 2]"]),
    "masked": (pd.array([1, None], dtype="Int64"), [1, None]),
    "boolean": (pd.array([True, None], dtype="boolean"), [True, None]),
    "text": (pd.array(["a", None], dtype="string[python]"), ["a", None]),
    "arrow": (pd.array([1, None], dtype=pd.ArrowDtype(pa.int8())), [1, None]),
    "sparse": (pd.arrays.SparseArray([0, 0, 1]), [0, 0, 1]),
    "small": (np.array([1.5], dtype="f2"), [1.5]),
    "foreign order": (np.array([1, 2], dtype=">i4"), [1, 2]),
    "days": (np.array(["2026-01-02"], dtype="M8[D]"), [datetime.datetime(2026, 1, 2)]),
}


@pytest.mark.parametrize("name", PANDAS)
def test_pandas_types(name: str) -> None:
    values, shown = PANDAS[name]
    assert decoded(pd.DataFrame({"c": values}))[0] == {"c": shown}


@pytest.mark.parametrize("zone", ["Europe/Zurich", TOKYO, "UTC"], ids=str)
def test_time_zone_is_kept(zone: Any) -> None:
    moment = pd.Timestamp("2026-06-01 12:00", tz=zone)
    table = read(pd.DataFrame({"t": [moment]})).to_arrow()
    assert table.schema.field("t").type.tz in ("Europe/Zurich", "+09:00", "UTC")
    assert table.column("t")[0].as_py() == moment


def test_durations() -> None:
    assert decoded(pd.DataFrame({"d": [pd.Timedelta("90s")]}))[0] == {"d": [datetime.timedelta(seconds=90)]}


@pytest.mark.needs("polars")
def test_polars_types() -> None:
    assert decoded(pl.Series("n", [1]))[0] == {"n": [1]}
    frame = pl.DataFrame(
        {
            "c": pl.Series(["a", "b"], dtype=pl.Categorical),
            "s": [{"k": 1}, None],
            "o": pl.Series([{1}, {2}], dtype=pl.Object),
        }
    )
    columns, _ = decoded(frame)
    assert columns["c"] == ["a", "b"]
    assert columns["s"] == [{"k": 1}, None]
    assert columns["o"] == [[1], [2]]


def test_arrow_types_that_browsers_do_not_know() -> None:
    table = pa.table(
        {
            "b": pa.array([b"x"]),
            "v": pa.array(["y"], pa.string_view()),
            "d": pa.array([1]).dictionary_encode(),
        }
    )
    assert decoded(table)[0] == {"b": [b"x"], "v": ["y"], "d": [1]}


def test_chunks_become_one_batch() -> None:
    table = pa.concat_tables([pa.table({"a": [1]}), pa.table({"a": [2]})])
    assert len(list(pa.ipc.open_stream(read(table).to_ipc()))) == 1


@pytest.mark.needs("polars")
def test_lazy_tables_are_read_in_part() -> None:
    frame = read(pl.LazyFrame({"a": range(20_000)}))
    assert (frame.rows, frame.note) == (10_000, "First 10,000 rows of a lazy table.")


def test_what_is_no_table_says_so() -> None:
    for value in ("text", 5, b"bytes", object()):
        with pytest.raises(DataframeConversionError, match=type(value).__name__):
            read(value)
    with pytest.raises(DataframeConversionError, match="3 dimensions"):
        read(np.zeros((1, 1, 1)))
    with pytest.raises(DataframeConversionError, match="`a` has 1, `b` has 2"):
        read({"a": [1], "b": [1, 2]})


def test_unknown_column_lists_the_others() -> None:
    frame = read(SAME)
    assert isinstance(frame, Frame)
    with pytest.raises(APIError, match=r"`y` names a column `size`.*`name`, `people`"):
        frame.find("size", "y")


def test_importing_treadle_data_imports_no_library() -> None:
    code = (
        "import sys, treadle._core.data; print({'pandas', 'polars', 'pyarrow', 'numpy', 'narwhals'} & "
        "set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_python_data_needs_neither_pandas_nor_polars() -> None:
    code = (
        "import sys; from treadle._core.data import read; read({'a': [1, 'x'], 'b': [1.5, None]}).to_ipc();"
        "print({'pandas', 'polars'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_without_pandas_tables_are_the_same() -> None:
    code = (
        "import sys, datetime; from treadle._core.data import read\n"
        "now, zone = datetime.datetime(2026, 1, 2, 3), datetime.timezone(datetime.timedelta(hours=9))\n"
        "data = {'t': ['a', None, 'é'], 'i': [1, None, -(2**60)], 'f': [1, None, 2.5], 'b': [True, None, "
        "False],"
        "  'd': [now.date(), None, now.date()], 'm': [now, None, now], 'z': [now.replace(tzinfo=zone)] * 3}\n"
        "if PANDAS: import pandas\n"
        "table = read(data).to_arrow(); table.validate(full=True)\n"
        "assert PANDAS == ('pandas' in sys.modules)\n"
        "print(table.schema.types, table.to_pylist())"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code.replace("PANDAS", known)], capture_output=True, text=True, check=True
        ).stdout
        for known in ("True", "False")
    ]
    assert outputs[0] == outputs[1]
    assert "tzinfo" in outputs[0]
