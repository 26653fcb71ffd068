"""Tables of every kind of value: what a cell shows, and what a test reads back."""

import datetime
import decimal
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

try:
    import polars as pl
except ImportError:  # it has no wheel for every Python
    pl = None

D = decimal.Decimal
MOMENT = datetime.datetime(2024, 1, 2, 3, 4, 5, 678901)
WHOLE = MOMENT.replace(microsecond=0)
UTC = datetime.UTC
TOKYO = "Asia/Tokyo"
MONTHS = pa.month_day_nano_interval()


class Kind(NamedTuple):
    make: Callable[[], Any]
    """Makes a table of one column."""
    shown: list[str]
    back: list[Any]


KINDS: dict[str, Kind] = {}


def arrow(name: str, values: list[Any], type_: pa.DataType, shown: list[str], back: Any = None) -> None:
    made = lambda: pa.table({"c": pa.array(values, type_)})  # noqa: E731
    KINDS[f"Arrow: {name}"] = Kind(made, shown, values if back is None else back)


def array(name: str, make: Callable[[], Any], shown: list[str], back: list[Any]) -> None:
    KINDS[f"Arrow: {name}"] = Kind(lambda: pa.table({"c": make()}), shown, back)


def pandas(name: str, values: Any, shown: list[str], back: Any = None, dtype: Any = None) -> None:
    made = lambda: pd.DataFrame({"c": pd.Series(values, dtype=dtype)})  # noqa: E731
    KINDS[f"pandas: {name}"] = Kind(made, shown, list(values) if back is None else back)


def polars(name: str, values: list[Any], dtype: Any, shown: list[str], back: Any = None) -> None:
    made = lambda: pl.DataFrame({"c": pl.Series(values, dtype=dtype)})  # noqa: E731
    KINDS[f"Polars: {name}"] = Kind(made, shown, values if back is None else back)


NAN, NONE = float("nan"), None

for width in (8, 16, 32, 64):
    arrow(
        f"int{width}",
        [-(2 ** (width - 1)), None],
        getattr(pa, f"int{width}")(),
        [str(-(2 ** (width - 1))), "None"],
    )
    arrow(f"uint{width}", [2**width - 1, None], getattr(pa, f"uint{width}")(), [str(2**width - 1), "None"])
arrow(
    "float16",
    [np.float16(1.5), None, np.float16(NAN)],
    pa.float16(),
    ["1.5", "None", "NaN"],
    [1.5, None, NAN],
)
arrow("float32", [1.5, None, NAN], pa.float32(), ["1.5", "None", "NaN"])
arrow("float64", [1.5, None, NAN], pa.float64(), ["1.5", "None", "NaN"])
arrow("decimal32", [D("1.20"), None], pa.decimal32(5, 2), ["1.20", "None"])
arrow("decimal64", [D("-0.05"), None], pa.decimal64(15, 2), ["-0.05", "None"])
DIGITS = "12345678901234567890.1234567891"
arrow("decimal128", [D(DIGITS), None], pa.decimal128(38, 10), [DIGITS, "None"])
arrow("decimal256", [D(DIGITS), None], pa.decimal256(60, 10), [DIGITS, "None"])
arrow("decimal of hundreds", [D("1200"), None], pa.decimal128(5, -2), ["1200", "None"])
for text in (pa.string(), pa.large_string(), pa.string_view()):
    arrow(str(text), ["ä", None, ""], text, ["ä", "None", ""])
for binary in (pa.binary(), pa.large_binary(), pa.binary(2), pa.binary_view()):
    arrow(str(binary), [b"ab", None, b"\xff!"], binary, ["ab", "None", "\\xff!"])
arrow("date32", [MOMENT.date(), None], pa.date32(), ["2024-01-02", "None"])
arrow("date64", [MOMENT.date(), None], pa.date64(), ["2024-01-02", "None"])
for unit in ("s", "ms", "us", "ns"):
    arrow(f"timestamp {unit}", [WHOLE, None], pa.timestamp(unit), ["2024-01-02 03:04:05", "None"])
    arrow(f"duration {unit}", [datetime.timedelta(1, 2), None], pa.duration(unit), ["1 day 00:00:02", "None"])
arrow("microseconds", [MOMENT], pa.timestamp("us"), ["2024-01-02 03:04:05.678901"])
NANO = 1_704_164_645_678_901_234
arrow("nanoseconds", [NANO], pa.timestamp("ns"), ["2024-01-02 03:04:05.678901234"], [pd.Timestamp(NANO)])
ZONED = MOMENT.replace(tzinfo=UTC)
arrow("time zone", [ZONED, None], pa.timestamp("us", TOKYO), ["2024-01-02 12:04:05.678901+09:00", "None"])
arrow("offset", [ZONED], pa.timestamp("us", "+05:30"), ["2024-01-02 08:34:05.678901+05:30"])
arrow("time32", [datetime.time(1, 2, 3), None], pa.time32("s"), ["01:02:03", "None"])
arrow("time64", [datetime.time(1, 2, 3, 4), None], pa.time64("us"), ["01:02:03.000004", "None"])
array(
    "time64 ns",
    lambda: pa.array([3_723_000_000_004]).cast(pa.time64("ns")),
    ["01:02:03.000000004"],
    [pd.Timedelta(3_723_000_000_004)],
)
arrow("null", [None], pa.null(), ["None"])
arrow(
    "interval",
    [pa.MonthDayNano([1, 2, 3])],
    MONTHS,
    ["1 month 2 days 3 ns"],
    [pd.DateOffset(months=1, days=2, nanoseconds=3)],
)
arrow("list", [[1, None], None, []], pa.list_(pa.int64()), ["1, None", "None", ""])
arrow("large list", [["a", "b,c"], None], pa.large_list(pa.string()), ["a, b,c", "None"])
arrow("list of a size", [[1, 2], None], pa.list_(pa.int8(), 2), ["1, 2", "None"])
arrow("list view", [[1, 2], None], pa.list_view(pa.int64()), ["1, 2", "None"])
arrow("list of lists", [[[1], [2, 3]], None], pa.list_(pa.list_(pa.int64())), ["[1], [2, 3]", "None"])
arrow("list of decimals", [[D("1.10")]], pa.list_(pa.decimal128(38, 2)), ["1.10"])
arrow("list of moments", [[MOMENT]], pa.list_(pa.timestamp("us")), ["2024-01-02 03:04:05.678901"])
arrow("list of dates", [[MOMENT.date()]], pa.list_(pa.date32()), ["2024-01-02"])
arrow("list of large integers", [[2**62]], pa.list_(pa.int64()), [str(2**62)])
POINT = pa.struct([("a", pa.int64()), ("b", pa.string())])
arrow("list of structs", [[{"a": 1, "b": "x"}], None], pa.list_(POINT), ['{"a": 1, "b": "x"}', "None"])
NESTED = pa.struct([("a", pa.list_(pa.decimal128(5, 2))), ("b", pa.timestamp("us")), ("c", pa.bool_())])
arrow(
    "struct",
    [{"a": [D("1.50")], "b": MOMENT, "c": None}, None],
    NESTED,
    ['{"a": ["1.50"], "b": "2024-01-02 03:04:05.678901", "c": null}', "None"],
)
arrow(
    "map", [[("k", 1), ("l", None)], None], pa.map_(pa.string(), pa.int64()), ['{"k": 1, "l": null}', "None"]
)
array("categories", lambda: pa.array(["a", None]).dictionary_encode(), ["a", "None"], ["a", NAN])
array("categories of numbers", lambda: pa.array([7, None]).dictionary_encode(), ["7", "None"], [7, NAN])
array("categories of decimals", lambda: pa.array([D("1.10")]).dictionary_encode(), ["1.10"], [D("1.10")])
array(
    "categories of moments",
    lambda: pa.array([MOMENT]).dictionary_encode(),
    ["2024-01-02 03:04:05.678901"],
    [MOMENT],
)


def _ends(values: Any) -> Any:
    return pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), values)


array("run ends", lambda: _ends(pa.array(["a", None])), ["a", "a", "None"], ["a", "a", NAN])
array("run ends of numbers", lambda: _ends(pa.array([5, 6])), ["5", "5", "6"], [5, 5, 6])
array(
    "run ends in chunks",
    lambda: pa.chunked_array([_ends(pa.array([5, 6]))] * 2),
    list("556556"),
    [5, 5, 6, 5, 5, 6],
)
array("run ends in a slice", lambda: _ends(pa.array([5, 6])).slice(1), ["5", "6"], [5, 6])
array(
    "run ends in a list",
    lambda: pa.ListArray.from_arrays([0, 3], _ends(pa.array([5, 6]))),
    ["5, 5, 6"],
    [[5, 5, 6]],
)
array(
    "union",
    lambda: pa.UnionArray.from_dense(
        pa.array([0, 1], pa.int8()), pa.array([0, 0], pa.int32()), [pa.array([1]), pa.array(["x"])]
    ),
    ["1", "x"],
    [1, "x"],
)
array(
    "sparse union",
    lambda: pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["w", "x"])]),
    ["1", "x"],
    [1, "x"],
)
arrow("large list view", [[1, 2], None], pa.large_list_view(pa.int64()), ["1, 2", "None"])
ID = uuid.UUID(int=5)
array("UUIDs", lambda: pa.array([ID.bytes], pa.uuid()), [str(ID)], [str(ID)])

for name in ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"):
    pandas(name, [1, None], ["1", "None"], dtype=name)
for name in ("Float32", "Float64"):
    pandas(name, [1.5, None], ["1.5", "None"], [1.5, NAN], dtype=name)
pandas("boolean", [True, None], ["true", "None"], dtype="boolean")
pandas("string", ["a", None], ["a", "None"], ["a", NAN], dtype="string")
pandas("floats", [1.5, NAN, np.inf], ["1.5", "NaN", "∞"])
pandas("numbers among objects", [1, NAN, None], ["1", "NaN", "None"], dtype=object)
pandas("moments", [pd.Timestamp(MOMENT), pd.NaT], ["2024-01-02 03:04:05.678901", "NaT"])
pandas(
    "moments of a zone", [pd.Timestamp(MOMENT, tz=TOKYO), pd.NaT], ["2024-01-02 03:04:05.678901+09:00", "NaT"]
)
pandas("durations", [pd.Timedelta(hours=1), pd.NaT], ["01:00:00", "NaT"])
pandas("categories", pd.Categorical(["a", None]), ["a", "None"], ["a", NAN])
pandas("categories of numbers", pd.Categorical([3, None]), ["3", "None"], [3, NAN])
pandas("categories of moments", pd.Categorical([pd.Timestamp(MOMENT)]), ["2024-01-02 03:04:05.678901"])
pandas("periods", pd.period_range("2024-01", periods=1, freq="M"), ["2024-01"], ["2024-01"])
pandas("intervals", pd.interval_range(0, 1), ["(0, 1]"], ["(0, 1]"])
pandas("sparse", pd.arrays.SparseArray([0, 1]), ["0", "1"], [0, 1])
pandas("dicts", [{"a": 1, "b": None}, {"a": 2, "b": None}], ['{"a": 1, "b": null}', '{"a": 2, "b": null}'])
pandas("dicts that differ", [{"a": 1}, {"b": [2]}, None], ['{"a": 1}', '{"b": [2]}', "None"])
pandas("lists", [[1, 2], [], None], ["1, 2", "", "None"])
pandas("mixed lists", [[1, "a"], [None]], ['[1, "a"]', "[null]"])
pandas("lists of dicts", [[{"a": [1, 2]}], []], ['{"a": [1, 2]}', ""])
pandas("tuples", [(1, 2)], ["1, 2"], [[1, 2]])
pandas("arrays", [np.array([1.5, 2.0])], ["1.5, 2"], [[1.5, 2.0]])
pandas("decimals", [D("1.10"), None], ["1.10", "None"])
LONG = "12345678901234567890.123456789012345678901234567890"
pandas("long decimals", [D(LONG)], [LONG])
pandas("huge integers", [2**70, -1, None], [str(2**70), "-1", "None"], dtype=object)
pandas("integers beyond all types", [10**100, 1], [str(10**100), "1"])
pandas("bytes", [b"ab", b"\xff", None], ["ab", "\\xff", "None"])
pandas("times", [datetime.time(1, 2, 3, 4), None], ["01:02:03.000004", "None"])
pandas("dates", [MOMENT.date(), None], ["2024-01-02", "None"])
pandas("UUIDs", [ID], [str(ID)], [str(ID)])
pandas("Arrow's structs", [{"a": 1}], ['{"a": 1}'], dtype=pd.ArrowDtype(pa.struct([("a", pa.int64())])))
pandas("Arrow's decimals", [D("1.10")], ["1.10"], dtype=pd.ArrowDtype(pa.decimal128(10, 2)))

if pl is not None:
    for name in ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32"):
        polars(name, [1, None], getattr(pl, name), ["1", "None"])
    for name in ("Float16", "Float32", "Float64"):
        if hasattr(pl, name):
            polars(name, [1.5, None], getattr(pl, name), ["1.5", "None"])
    if hasattr(pl, "UInt128"):
        polars("UInt128", [2**100, None], pl.UInt128, [str(2**100), "None"])
    if hasattr(pl, "Map"):
        pairs = [("k", 1), ("l", None)]
        polars("Map", [dict(pairs)], pl.Map(pl.String, pl.Int64), ['{"k": 1, "l": null}'], [pairs])
    polars("Boolean", [True, None], pl.Boolean, ["true", "None"])
    polars("String", ["a", None], pl.String, ["a", "None"])
    polars("Int128", [2**100, None, -5], pl.Int128, [str(2**100), "None", "-5"])
    polars("Int128 in lists", [[2**100]], pl.List(pl.Int128), [f"[{2**100}]"])
    polars("Decimal", [D("1.10"), None], pl.Decimal(38, 2), ["1.10", "None"])
    polars("Categorical", ["a", None], pl.Categorical, ["a", "None"], ["a", NAN])
    polars("Enum", ["a", None], pl.Enum(["a"]), ["a", "None"], ["a", NAN])
    polars(
        "Struct",
        [{"a": 1, "b": "x"}, None],
        pl.Struct({"a": pl.Int64, "b": pl.String}),
        ['{"a": 1, "b": "x"}', "None"],
    )
    polars("List", [[1, None], None], pl.List(pl.Int64), ["1, None", "None"])
    polars("Array", [[1, 2], None], pl.Array(pl.Int64, 2), ["1, 2", "None"])
    polars("Datetime", [MOMENT, None], pl.Datetime("us"), ["2024-01-02 03:04:05.678901", "None"])
    polars("Datetime of a zone", [ZONED], pl.Datetime("us", TOKYO), ["2024-01-02 12:04:05.678901+09:00"])
    polars("Duration", [datetime.timedelta(1), None], pl.Duration("us"), ["1 day 00:00:00", "None"])
    polars("Time", [datetime.time(1, 2), None], pl.Time, ["01:02:00", "None"])
    polars("Date", [MOMENT.date(), None], pl.Date, ["2024-01-02", "None"])
    polars("Binary", [b"a\xff", None], pl.Binary, ["a\\xff", "None"])
    polars("Null", [None], pl.Null, ["None"])
    polars("UInt64", [2**64 - 1, None], pl.UInt64, [str(2**64 - 1), "None"])
