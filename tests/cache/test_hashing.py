"""What is equal is recognised, what differs is told apart."""

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import io
import math
import operator
import os
import pathlib
import re
import subprocess
import sys
import textwrap
import threading
import types
import uuid
import zoneinfo
from typing import Any, NamedTuple

import attrs
import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pydantic
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from treadle._core.cache.hashing import Unhashable, Writer

try:
    import polars as pl
except ImportError:  # it has no wheel for every Python
    pl = None


def key(value: Any) -> bytes:
    return Writer().write(value)


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    RED = 1


class Shade(enum.Flag):
    A = 1
    B = 2


@dataclasses.dataclass
class Point:
    x: float
    y: Any = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Frozen:
    x: float
    y: Any = 0


@attrs.define
class Attrs:
    x: float
    y: Any = 0


class Model(pydantic.BaseModel):
    x: float
    y: Any = 0


class Struct(msgspec.Struct):
    x: float
    y: Any = 0


class Named(NamedTuple):
    x: float
    y: Any = 0


class Plain:
    def __init__(self, x: Any, y: Any = 0) -> None:
        self.x, self.y = x, y

    def method(self) -> None:
        pass


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x: Any, y: Any = 0) -> None:
        self.x, self.y = x, y


class Words(list):
    pass


def adder(n: int) -> Any:
    return lambda x: x + n


def with_default(x: int = 1) -> int:
    return x


def with_other_default(x: int = 2) -> int:
    return x


def image(colour: str) -> Image.Image:
    return Image.new("RGB", (3, 2), colour)


def n(number: int) -> int:
    """A number that the compiler does not know."""
    return number


class Uploaded(io.BytesIO):
    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(data)
        self.name = name


PEOPLE = sa.Table("people", sa.MetaData(), sa.Column("age", sa.Integer))

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
NOON = datetime.datetime(2026, 7, 1, 12, 0)

DIFFERENT: dict[str, Any] = {
    "none": lambda: None,
    "true": lambda: True,
    "false": lambda: False,
    "one": lambda: 1,
    "zero": lambda: 0,
    "minus one": lambda: -1,
    "one point zero": lambda: 1.0,
    "zero point zero": lambda: 0.0,
    "nan": lambda: math.nan,
    "one as a text": lambda: "1",
    "one as bytes": lambda: b"1",
    "one as complex": lambda: 1 + 0j,
    "big": lambda: 10**30,
    "bigger": lambda: 10**30 + 1,
    "long text": lambda: "a" * 5000,
    "longer text": lambda: "a" * 5001,
    "broken text": lambda: "\ud800",
    "bytearray": lambda: bytearray(b"1"),
    "memoryview": lambda: memoryview(b"1"),
    "ellipsis": lambda: ...,
    "decimal": lambda: decimal.Decimal("1"),
    "precise decimal": lambda: decimal.Decimal("1.0"),
    "fraction": lambda: fractions.Fraction(1),
    "range": lambda: range(3),
    "slice": lambda: slice(1, 2),
    "uuid": lambda: uuid.UUID(int=1),
    "date": lambda: datetime.date(2026, 7, 1),
    "midnight": lambda: datetime.datetime(2026, 7, 1),
    "noon": lambda: NOON,
    "noon in Berlin": lambda: NOON.replace(tzinfo=BERLIN),
    "noon two hours east": lambda: NOON.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
    "the second time": lambda: NOON.replace(fold=1),
    "time": lambda: datetime.time(12, 0),
    "a minute": lambda: datetime.timedelta(minutes=1),
    "two minutes": lambda: datetime.timedelta(minutes=2),
    "empty list": list,
    "empty tuple": tuple,
    "empty set": set,
    "empty frozenset": frozenset,
    "empty dict": dict,
    "list": lambda: [1, 2],
    "other order": lambda: [2, 1],
    "nested": lambda: [[1], 2],
    "nested otherwise": lambda: [[1, 2]],
    "tuple": lambda: (1, 2),
    "set": lambda: {1, 2},
    "set of texts": lambda: {"1", "2"},
    "dict": lambda: {1: 2},
    "dict the other way": lambda: {2: 1},
    "ordered": lambda: collections.OrderedDict([(1, 2), (3, 4)]),
    "ordered otherwise": lambda: collections.OrderedDict([(3, 4), (1, 2)]),
    "defaultdict": lambda: collections.defaultdict(int, {1: 2}),
    "other defaultdict": lambda: collections.defaultdict(list, {1: 2}),
    "counter": lambda: collections.Counter({1: 2}),
    "deque": lambda: collections.deque([1, 2]),
    "short deque": lambda: collections.deque([1, 2], maxlen=2),
    "subclass of list": lambda: Words([1, 2]),
    "namespace": lambda: types.SimpleNamespace(x=1),
    "proxy": lambda: types.MappingProxyType({1: 2}),
    "enum": lambda: Colour.RED,
    "other enum": lambda: Colour.BLUE,
    "int enum": lambda: Level.RED,
    "flag": lambda: Shade.A,
    "flags": lambda: Shade.A | Shade.B,
    "dataclass": lambda: Point(1),
    "other dataclass": lambda: Point(2),
    "dataclass of an int": lambda: Point(1.0),
    "frozen dataclass": lambda: Frozen(1),
    "attrs": lambda: Attrs(1),
    "other attrs": lambda: Attrs(2),
    "pydantic": lambda: Model(x=1),
    "other pydantic": lambda: Model(x=2),
    "struct": lambda: Struct(1),
    "other struct": lambda: Struct(2),
    "named tuple": lambda: Named(1),
    "plain": lambda: Plain(1),
    "other plain": lambda: Plain(2),
    "slotted": lambda: Slotted(1),
    "other slotted": lambda: Slotted(2),
    "path": lambda: pathlib.PurePosixPath("a"),
    "windows path": lambda: pathlib.PureWindowsPath("a"),
    "path text": lambda: "a",
    "pattern": lambda: re.compile("a"),
    "pattern without case": lambda: re.compile("a", re.IGNORECASE),
    "pattern of bytes": lambda: re.compile(b"a"),
    "class": lambda: Point,
    "other class": lambda: Plain,
    "builtin class": lambda: int,
    "module": lambda: math,
    "other module": lambda: os,
    "function": lambda: with_default,
    "other default": lambda: with_other_default,
    "closure": lambda: adder(1),
    "other closure": lambda: adder(2),
    "lambda": lambda: lambda x: x + 1,
    "other lambda": lambda: lambda x: x + 2,
    "builtin": lambda: len,
    "bound builtin": lambda: [1].append,
    "method": lambda: Plain(1).method,
    "method of another": lambda: Plain(2).method,
    "partial": lambda: functools.partial(with_default, 1),
    "other partial": lambda: functools.partial(with_default, 2),
    "itemgetter": lambda: operator.itemgetter(1),
    "other itemgetter": lambda: operator.itemgetter(2),
    "bytes file": lambda: io.BytesIO(b"1"),
    "text file": lambda: io.StringIO("1"),
    "array": lambda: np.array([1, 2]),
    "small array": lambda: np.array([1, 2], dtype="i4"),
    "float array": lambda: np.array([1.0, 2.0]),
    "column": lambda: np.array([[1], [2]]),
    "row": lambda: np.array([[1, 2]]),
    "objects": lambda: np.array([1, "x"], dtype=object),
    "texts": lambda: np.array(["ab", "c"], dtype=object),
    "texts shifted": lambda: np.array(["a", "bc"], dtype=object),
    "fixed texts": lambda: np.array(["ab", "c"]),
    "moments": lambda: np.array(["2026-01-01"], dtype="M8[s]"),
    "scalar": lambda: np.int64(1),
    "float scalar": lambda: np.float64(1),
    "no dimension": lambda: np.array(1),
    "empty array": lambda: np.array([]),
    "empty rows": lambda: np.zeros((3, 0)),
    "masked": lambda: np.ma.masked_array([1, 2], mask=[True, False]),
    "masked otherwise": lambda: np.ma.masked_array([1, 2], mask=[False, True]),
    "record": lambda: np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    "record by other names": lambda: np.array([(1, 2.0)], dtype=[("a", "i4"), ("c", "f8")]),
    "dtype": lambda: np.dtype("i4"),
    "other dtype": lambda: np.dtype("f4"),
    "frame": lambda: pd.DataFrame({"a": [1, 2]}),
    "frame of floats": lambda: pd.DataFrame({"a": [1.0, 2.0]}),
    "frame by another name": lambda: pd.DataFrame({"b": [1, 2]}),
    "frame by a number": lambda: pd.DataFrame({1: [1, 2]}),
    "frame by that as a text": lambda: pd.DataFrame({"1": [1, 2]}),
    "frame of texts": lambda: pd.DataFrame({"a": ["x", "y"]}),
    "frame of objects": lambda: pd.DataFrame({"a": pd.Series(["x", 1], dtype=object)}),
    "frame of lists": lambda: pd.DataFrame({"a": [[1], [2]]}),
    "frame of arrays": lambda: pd.DataFrame({"a": [np.arange(9999), 2]}),
    "frame of other arrays": lambda: pd.DataFrame({"a": [np.arange(9999) * (np.arange(9999) != 5000), 2]}),
    "frame with an index": lambda: pd.DataFrame({"a": [1, 2]}, index=["x", "y"]),
    "frame with a named index": lambda: pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="n")),
    "frame with two indexes": lambda: pd.DataFrame(
        {"a": [1, 2]}, index=pd.MultiIndex.from_tuples([(1, 2), (1, 3)])
    ),
    "frame with a shifted index": lambda: pd.DataFrame({"a": [1, 2]}, index=range(1, 3)),
    "frame with attributes": lambda: _with_attrs(pd.DataFrame({"a": [1, 2]})),
    "categories": lambda: pd.Series(pd.Categorical(["x", "y"])),
    "ordered categories": lambda: pd.Series(pd.Categorical(["x", "y"], ordered=True)),
    "other categories": lambda: pd.Series(pd.Categorical(["x", "y"], categories=["y", "x"])),
    "nullable": lambda: pd.Series([1, None], dtype="Int64"),
    "nullable otherwise": lambda: pd.Series([None, 1], dtype="Int64"),
    "zone": lambda: pd.Series(pd.to_datetime(["2026-01-01"]).tz_localize("UTC")),
    "other zone": lambda: pd.Series(pd.to_datetime(["2026-01-01"]).tz_localize("Europe/Berlin")),
    "periods": lambda: pd.Series(pd.period_range("2026", periods=2, freq="M")),
    "intervals": lambda: pd.Series(pd.interval_range(0, 2)),
    "sparse": lambda: pd.Series(pd.arrays.SparseArray([0, 0, 1])),
    "timestamp": lambda: pd.Timestamp("2026-07-01 12:00"),
    "NA": lambda: pd.NA,
    "NaT": lambda: pd.NaT,
    "polars": lambda: pl.DataFrame({"a": [1, 2]}),
    "polars floats": lambda: pl.DataFrame({"a": [1.0, 2.0]}),
    "polars name": lambda: pl.DataFrame({"b": [1, 2]}),
    "polars null": lambda: pl.DataFrame({"a": [1, None]}),
    "polars texts": lambda: pl.DataFrame({"a": ["x", "y"]}),
    "polars objects": lambda: pl.DataFrame({"a": pl.Series([object, int], dtype=pl.Object)}),
    "polars series": lambda: pl.Series("a", [1, 2]),
    "polars lazy": lambda: pl.LazyFrame({"a": [1, 2]}).filter(pl.col("a") > 1),
    "polars lazier": lambda: pl.LazyFrame({"a": [1, 2]}).filter(pl.col("a") > 2),
    "polars expression": lambda: pl.col("a") > 1,
    "polars type": lambda: pl.Int64,
    "arrow": lambda: pa.table({"a": [1, 2]}),
    "arrow name": lambda: pa.table({"b": [1, 2]}),
    "arrow lists": lambda: pa.table({"a": [[1], [2]]}),
    "arrow array": lambda: pa.array([1, 2]),
    "arrow slice": lambda: pa.array([0, 1, 3])[1:],
    "arrow batch": lambda: pa.record_batch({"a": [1, 2]}),
    "arrow schema": lambda: pa.schema({"a": pa.int64()}),
    "arrow type": pa.int64,
    "arrow scalar": lambda: pa.scalar(1),
    "arrow type of a field with metadata": lambda: pa.struct(
        [pa.field("a", pa.int64(), metadata={"x": "1"})]
    ),
    "arrow type of a field with none": lambda: pa.struct([pa.field("a", pa.int64())]),
    "arrow field": lambda: pa.field("a", pa.int64()),
    "arrow field with metadata": lambda: pa.field("a", pa.int64(), metadata={"x": "1"}),
    "arrow field with other metadata": lambda: pa.field("a", pa.int64(), metadata={"x": "2"}),
    "arrow nanosecond": lambda: pa.scalar(1, pa.time64("ns")),
    "arrow nanoseconds": lambda: pa.scalar(2, pa.time64("ns")),
    "arrow scalar of a union": lambda: pa.UnionArray.from_sparse(
        pa.array([0], pa.int8()), [pa.array([1]), pa.array(["a"])]
    )[0],
    "arrow scalar of fields of one name": lambda: pa.StructArray.from_arrays(
        [pa.array([1]), pa.array([2])], names=["a", "a"]
    )[0],
    "polars 128 bits": lambda: pl.Series("a", [1, 2], dtype=pl.Int128),
    "other polars 128 bits": lambda: pl.Series("a", [1, 3], dtype=pl.Int128),
    "fields that overlap": lambda: np.zeros(
        2, {"names": ["a", "b"], "formats": ["i4", "i2"], "offsets": [0, 0]}
    ),
    "fields that overlap less": lambda: np.zeros(
        2, {"names": ["a", "b"], "formats": ["i4", "i2"], "offsets": [0, 2]}
    ),
    "record of an object": lambda: np.array([(1, "x" * n(2))], dtype=[("a", "i4"), ("b", object)])[0],
    "record of another object": lambda: np.array([(1, "x" * n(3))], dtype=[("a", "i4"), ("b", object)])[0],
    "masked and filled": lambda: np.ma.masked_array([1, 2], mask=[True, False], fill_value=5),
    "keys": lambda: {1: 2, 3: 4}.keys(),
    "items": lambda: {1: 2, 3: 4}.items(),
    "values": lambda: {1: 2, 3: 4}.values(),
    "uploaded": lambda: Uploaded("a.csv", b"1"),
    "uploaded by another name": lambda: Uploaded("b.csv", b"1"),
    "statement": lambda: sa.select(PEOPLE.c.age).where(PEOPLE.c.age > 1),
    "other statement": lambda: sa.select(PEOPLE.c.age).where(PEOPLE.c.age > 2),
    "statement as a text": lambda: sa.text("select :age").bindparams(age=1),
    "statement as a text for another": lambda: sa.text("select :age").bindparams(age=2),
    "condition": lambda: PEOPLE.c.age > 1,
    "table of a database": lambda: PEOPLE,
    "image": lambda: image("red"),
    "other image": lambda: image("blue"),
    "grey image": lambda: image("red").convert("L"),
}


def _with_attrs(frame: pd.DataFrame) -> pd.DataFrame:
    frame.attrs["source"] = "x"
    return frame


def case(name: str) -> Any:
    return pytest.param(name, marks=pytest.mark.needs("polars") if "polars" in name else ())


@pytest.mark.parametrize("name", [*map(case, DIFFERENT)])
def test_equal_values_have_equal_keys(name: str) -> None:
    assert key(DIFFERENT[name]()) == key(DIFFERENT[name]())


def test_different_values_have_different_keys() -> None:
    names: dict[bytes, str] = {}
    there = {name: make for name, make in DIFFERENT.items() if pl is not None or "polars" not in name}
    for name, make in there.items():
        assert names.setdefault(key(make()), name) == name
    assert len(names) == len(there)


def test_keys_of_large_values_are_small() -> None:
    for value in (np.zeros(100_000), "x" * 100_000, list(range(10_000)), b"x" * 100_000, {"a": ["b" * 9000]}):
        assert len(key(value)) < 200


def test_order_does_not_count_where_python_says_so() -> None:
    assert key({"a": 1, "b": [2]}) == key({"b": [2], "a": 1})
    assert key({"x", "y", 1, None}) == key({None, 1, "y", "x"})
    assert key(frozenset(range(100))) == key(frozenset(reversed(range(100))))


def test_keys_are_the_same_in_another_process() -> None:
    source = """
        import sys
        from treadle._core.cache.hashing import Writer
        def f(x, y={"a", "b", "c"}): return x in {"d", "e", "f"} and y
        print(Writer().write([{"a", "b", "c"}, f, {"x": 1, "y": 2}]).hex())
    """
    done = {
        subprocess.run(
            [sys.executable, "-c", textwrap.dedent(source)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(done) == 1


def test_a_value_that_contains_itself_has_a_key() -> None:
    def loop(end: Any) -> list[Any]:
        made: list[Any] = [1, end]
        made.append({"again": made})
        return made

    assert key(loop(2)) == key(loop(2))
    assert key(loop(2)) != key(loop(3))
    plain = Plain(1)
    plain.y = plain
    assert key(plain) != key(Plain(1, Plain(1)))


def test_a_value_that_is_there_twice_counts_as_equal_ones() -> None:
    part = ["x"]
    assert key([part, part]) == key([["x"], ["x"]])


def test_every_element_of_a_large_array_counts() -> None:
    array = np.zeros(1_000_000)
    before = key(array)
    array[777_777] = 1
    assert key(array) != before


def test_memory_order_and_strides_are_read_right() -> None:
    array = np.arange(12.0).reshape(3, 4)
    assert key(array[:, ::2]) == key(array[:, ::2].copy())
    assert key(np.asfortranarray(array)) != key(array.T)
    assert key(np.asfortranarray(array)) == key(np.asfortranarray(array.copy()))


def test_every_cell_of_a_frame_counts() -> None:
    for value, other in ((1.5, 2.5), ("x", "y"), (pd.Timestamp("2026"), pd.Timestamp("2027")), ([1], [2])):
        frame = pd.DataFrame({"a": [value] * 100})
        before = key(frame)
        frame.at[50, "a"] = other
        assert key(frame) != before


def test_chunks_of_arrow_do_not_count() -> None:
    whole = pa.table({"a": [1, 2, 3], "s": ["x", "y", "z"]})
    assert key(pa.concat_tables([whole[:1], whole[1:]])) == key(whole)
    assert key(whole[1:]) == key(pa.table({"a": [2, 3], "s": ["y", "z"]}))


@pytest.mark.needs("polars")
@pytest.mark.parametrize(
    "values",
    [
        [1, None, 3],
        [1.5, None, 3.0],
        [True, None, False],
        [True, False, True],
        ["x", None, "y"],
        [b"x", None, b"y"],
        [datetime.date(2026, 1, 1), None, datetime.date(2026, 1, 2)],
        [datetime.timedelta(1), None, datetime.timedelta(2)],
    ],
)
def test_how_a_series_of_polars_was_made_does_not_count(values: list[Any]) -> None:
    whole = pl.Series("a", values)
    file = io.BytesIO()
    whole.to_frame().write_parquet(file)
    made = [
        pl.concat([whole[:1], whole[1:]]),
        pl.Series("a", [*values, *values])[3:],
        pl.Series("a", [values[0], *values]).gather([1, 2, 3]),
        pl.read_parquet(file.getvalue())["a"],
        pl.Series("a", arrow := whole.to_arrow().take(pa.array([0, 1, 2])), dtype=whole.dtype),
    ]
    assert len(arrow) == 3
    assert {key(each) for each in made} == {key(whole)}
    assert key(whole) != key(pl.Series("a", values[::-1], dtype=whole.dtype).slice(0, 3).extend(whole))
    if isinstance(values[0], str):
        kinds = pl.Categorical, pl.Enum(["y", "x"])
        assert len({key(each.cast(kind)) for each in made for kind in kinds}) == 2
    if None in values:
        filled = whole.fill_null(values[0])
        assert key(filled) != key(whole)
        assert key(whole) != key(pl.Series("a", [None, *values[::2]], dtype=whole.dtype))


def test_a_private_attribute_and_an_extra_field_of_a_model_count() -> None:
    class Open(pydantic.BaseModel, extra="allow"):
        _secret: int = 0

    first, second = Open(a=1), Open(a=2)
    assert key(first) != key(second)
    third = Open(a=1)
    third._secret = 1
    assert key(first) != key(third)


def test_an_open_file_is_known_by_what_it_is_and_how_far_it_was_read(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "file"
    path.write_text("one two")
    with path.open() as first, path.open() as second:
        assert key(first) == key(second)
        second.read(3)
        assert key(first) != key(second)


@pytest.mark.parametrize(
    "value", [threading.Lock(), (i for i in ()), sys._getframe(), [threading.Lock()], Plain(threading.Lock())]
)
def test_what_cannot_be_recognised_is_named(value: Any) -> None:
    with pytest.raises(Unhashable, match=r"object of type (_thread\.lock|generator|frame)"):
        key(value)


def test_too_deep_is_an_error_and_no_crash() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(Unhashable, match="nested too deeply"):
        key(deep)
    while deep:
        deep = deep[0]


def test_hash_funcs_by_type_by_base_and_by_name() -> None:
    class Sub(Plain):
        pass

    name = f"{Plain.__module__}.Plain"
    for funcs in ({Plain: lambda value: value.x}, {name: lambda value: value.x}):
        writer = Writer(funcs)
        assert writer.write(Plain(1, threading.Lock())) == writer.write(Plain(1, threading.Lock()))
        assert writer.write([Plain(1)]) != writer.write([Plain(2)])
        assert writer.write(Sub(1, threading.Lock())) != writer.write(Plain(1))
    assert Writer({"builtins.int": lambda value: 0}).write(1) == Writer({"int": lambda value: 0}).write(2)


values = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False)
    | some.text()
    | some.binary(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner) | some.tuples(inner, inner),
    max_leaves=12,
)


def exact(value: Any) -> Any:
    """A form in which values are equal only if they are of the same types."""
    if isinstance(value, dict):
        return "dict", {name: exact(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value), [exact(item) for item in value]
    return type(value), repr(value)


@given(values, values)
def test_keys_are_equal_if_values_are(first: Any, second: Any) -> None:
    assert (key(first) == key(second)) == (exact(first) == exact(second))


@given(some.lists(some.text(max_size=3), max_size=4), some.lists(some.text(max_size=3), max_size=4))
def test_texts_of_an_array_never_run_together(first: list[str], second: list[str]) -> None:
    same = key(np.array(first, dtype=object)) == key(np.array(second, dtype=object))
    assert same == (first == second)


def test_no_library_is_imported() -> None:
    source = (
        "import sys; from treadle._core.cache.hashing import Writer; Writer().write([object, {1: 2}, lambda: "
        "3]);"
        "assert not {'numpy', 'pandas', 'polars', 'pyarrow', 'PIL', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", source], check=True)


def test_zones_of_one_name_are_told_apart() -> None:
    hour = datetime.timedelta(hours=1)
    zones = [datetime.timezone(hour, "X"), datetime.timezone(2 * hour, "X"), datetime.timezone(hour)]
    zones += [datetime.UTC, zoneinfo.ZoneInfo("UTC")]
    assert len({key(zone) for zone in zones}) == len(zones)
    assert key(datetime.timezone(hour, "X")) == key(datetime.timezone(hour, "X"))


class Marked(Point):
    """Derived from a dataclass, and itself none."""

    def __init__(self, name: str) -> None:
        super().__init__(1.0)
        self.name = name

    @functools.cached_property
    def loud(self) -> str:
        return self.name.upper()


@dataclasses.dataclass
class Row(list[int]):
    name: str


def test_what_a_class_has_besides_its_fields_counts() -> None:
    assert key(Marked("a")) != key(Marked("b"))
    assert key(Row("a")) == key(Row("a"))
    longer = Row("a")
    longer.append(1)
    assert key(longer) != key(Row("a")) != key(Row("b"))


def test_what_a_field_was_computed_to_does_not_count() -> None:
    read = Marked("a")
    assert read.loud == "A"
    assert key(read) == key(Marked("a"))


class Bare(set[int]):
    __slots__ = ()


def test_a_set_without_a_dict_of_its_own_is_recognised() -> None:
    assert key(Bare([1, 2])) == key(Bare([2, 1])) != key(Bare([1]))


def test_what_of_an_image_is_transparent_counts() -> None:
    plain, clear = Image.new("P", (2, 2)), Image.new("P", (2, 2))
    clear.info["transparency"] = 0
    assert key(plain) != key(clear)


class Person:
    def __init__(self, name: str) -> None:
        self.name = name
        self.friends: list[Person] = []


def friends(count: int) -> list[Person]:
    people = [Person(str(at)) for at in range(count)]
    for each in people:
        each.friends = [other for other in people if other is not each]
    return people


def test_objects_that_refer_to_each_other_are_recognised_or_refused_and_never_followed_for_ever() -> None:
    assert key(friends(4)) == key(friends(4)) != key(friends(3))
    with pytest.raises(Unhashable, match="refer to each other in too many ways"):
        key(friends(30))


def test_an_object_with_many_references_to_it_is_written_once() -> None:
    made = Plain(0)
    for _ in range(60):  # 2 ** 60 ways lead to the first one
        made = Plain(made, made)
    assert len(key(made)) < 200


def test_a_value_that_contains_itself_is_the_same_wherever_it_is() -> None:
    def loop() -> Plain:
        made = Plain(1)
        made.y = made
        return made

    once = loop()
    assert key([once, [once]]) == key([once, [loop()]])


@pytest.mark.parametrize("kind", [io.BytesIO, io.StringIO])
def test_a_closed_file_is_named(kind: Any) -> None:
    file = kind()
    file.close()
    with pytest.raises(Unhashable, match="a file that is closed"):
        key(file)


@pytest.mark.needs("polars")
@pytest.mark.filterwarnings("ignore:.*map_elements")
def test_what_a_library_cannot_give_away_is_named_with_its_reason() -> None:
    lock = threading.Lock()
    with pytest.raises(Unhashable, match=r"type polars\S*\.Expr: .*cannot pickle '_thread\.lock' object"):
        key(pl.col("a").map_elements(lambda value: lock))


class Tensor:
    """As torch has them, of a type of numbers that numpy has not."""

    dtype = "torch.bfloat16"

    def __init__(self, data: Any) -> None:
        self.data = np.asarray(data, dtype="u2")
        self.shape = self.data.shape

    def numpy(self) -> Any:
        if self.data.dtype != "u1":
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.data

    def detach(self) -> "Tensor":
        return self

    cpu = resolve_conj = resolve_neg = contiguous = detach

    def numel(self) -> int:
        return self.data.size

    def reshape(self, *shape: int) -> "Tensor":
        return Tensor(self.data.reshape(*shape))

    def view(self, dtype: str) -> "Tensor":
        made = Tensor(())
        made.data = self.data.view(dtype)
        return made


def test_tensors_are_read_as_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = types.ModuleType("torch")
    torch.Tensor, torch.uint8 = Tensor, "u1"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", torch)
    assert key(Tensor([1, 2])) == key(Tensor([1, 2]))
    different = [Tensor([1, 2]), Tensor([2, 1]), Tensor([[1, 2]]), Tensor([[1], [2]]), Tensor([]), Tensor(1)]
    assert len({key(tensor) for tensor in different}) == len(different)
