import json
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.elements.text.json import to_json


def test_a_string_is_json_already(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.json('{"a": 1}', expanded=2)

    shown = open_page(app).one("json")
    assert (shown.body, shown.expanded) == ('{"a": 1}', 2)


def test_what_json_lacks_becomes_its_nearest_relative() -> None:
    import collections
    import dataclasses
    import datetime
    import decimal
    import enum
    import pathlib
    import types

    @dataclasses.dataclass
    class Worker:
        name: str
        seconds: set[int]

    color = enum.Enum("color", ["RED"])
    shown = json.loads(
        to_json(
            {
                "dataclass": Worker("a", {3, 1, 2}),
                "time": datetime.datetime(2026, 1, 2, 3, 4),
                "deque": collections.deque([1, 2]),
                "proxy": types.MappingProxyType({"a": 1}),
                "bytes": b"ab",
                "enum": color.RED,
                "decimal": decimal.Decimal("1.50"),
                "path": pathlib.PurePosixPath("a/b"),
            }
        )
    )
    assert shown == {
        "dataclass": {"name": "a", "seconds": [1, 2, 3]},
        "time": "2026-01-02T03:04:00",
        "deque": [1, 2],
        "proxy": {"a": 1},
        "bytes": "b'ab'",
        "enum": "color.RED",
        "decimal": "1.50",
        "path": "a/b",
    }


def test_numpy_and_pandas_values_are_plain_data() -> None:
    np = pytest.importorskip("numpy")
    pd = pytest.importorskip("pandas")
    shown = json.loads(
        to_json(
            {
                "scalar": np.float32(1.5),
                "array": np.array([[1, 2]]),
                "series": pd.Series([1, 2]),
                "true": np.True_,
            }
        )
    )
    assert shown == {"scalar": 1.5, "array": [[1, 2]], "series": [1, 2], "true": True}


def test_keys_that_are_no_strings_are_shown_as_text() -> None:
    assert json.loads(to_json({(1, 2): {3: {"x"}}})) == {"(1, 2)": {"3": ["x"]}}


def test_what_contains_itself_is_cut_off() -> None:
    loop: list[Any] = [1]
    loop.append(loop)
    assert json.loads(to_json(loop)) == [1, "…"]
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert "…" in json.loads(to_json(deep).replace("\\u2026", "…"), parse_constant=None).__repr__()


def test_numbers_beyond_json_are_written_as_python_does() -> None:
    assert to_json([float("nan"), float("-inf"), 2**80]) == f"[NaN, -Infinity, {2**80}]"


def test_an_iterator_is_not_used_up() -> None:
    numbers = iter([1, 2])
    to_json({"numbers": numbers})
    assert next(numbers) == 1
