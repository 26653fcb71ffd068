"""`st.table` and `st.dataframe`: what is sent, what is recognised, what is refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from treadle._core.data import Frame
from treadle._core.protocol.blob import INLINE_LIMIT
from treadle.testing import AppTest

OpenPage = Callable[..., Any]


def columns(props: Any) -> dict[str, list[Any]]:
    result: dict[str, list[Any]] = pa.ipc.open_stream(props.data.data).read_all().to_pydict()
    return result


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Frame]:
    """Every frame that was written as Arrow."""
    frames: list[Frame] = []
    write = Frame.to_ipc

    def counted(self: Frame) -> bytes:
        frames.append(self)
        return write(self)

    monkeypatch.setattr(Frame, "to_ipc", counted)
    return frames


def test_dataframe_shows_data(open_page: OpenPage) -> None:
    page = open_page(
        "import treadle as st\nst.dataframe({'a': [1, 2]}, height=200, hide_index=True, row_height=40)"
    )
    grid = page.one("dataframe")
    assert columns(grid) == {"a": [1, 2]}
    assert (grid.height, grid.hide_index, grid.row_height) == (200, True, 40)


def test_table_shows_the_first_rows_and_says_so(open_page: OpenPage) -> None:
    table = open_page("import treadle as st\nst.table([{'n': i} for i in range(1200)])").one("table")
    assert len(columns(table)["n"]) == 1000
    assert table.note == "First 1,000 of 1,200 rows. `st.dataframe` shows all."


def test_unchanged_rerun_neither_writes_nor_sends(open_page: OpenPage, written: list[Frame]) -> None:
    page = open_page(
        """
        import treadle as st, numpy as np, pandas as pd
        st.button("again")
        frame = pd.DataFrame(np.arange(100_000.0).reshape(-1, 10))
        frame["text"] = [f"row {i}" for i in range(len(frame))]
        st.dataframe(frame)
        st.table({"a": [1]})
        st.line_chart(frame.head(100), y=["0", "1"])
        """
    )
    before = page.one("dataframe")
    page.live.collect(page.browser)
    assert len(written) == 3
    page.interact((page.nodes("button")[0].id, True))
    assert page.one("dataframe") == before
    assert len(written) == 3
    batch = page.live.collect(page.browser)
    assert batch is None or batch.ops == []


def test_another_session_does_not_write_the_table_again(open_page: OpenPage, written: list[Frame]) -> None:
    page = open_page("import treadle as st\nst.dataframe({'a': list(range(20_000))})")
    other = type(page)(page.live.app)
    assert other.one("dataframe").data is page.one("dataframe").data
    assert len(written) == 1


def test_table_that_was_changed_in_place_is_sent_again(open_page: OpenPage) -> None:
    page = open_page(
        """
        import treadle as st, pandas as pd
        if "frame" not in st.session_state:
            st.session_state.frame = pd.DataFrame({"a": [1.0, 2.0]})
        if st.button("change"):
            st.session_state.frame.loc[0, "a"] = 5
        st.dataframe(st.session_state.frame)
        """
    )
    page.interact((page.nodes("button")[0].id, True))
    assert columns(page.one("dataframe")) == {"a": [5.0, 2.0]}


def test_large_tables_are_fetched_by_id(open_page: OpenPage) -> None:
    page = open_page(
        "import treadle as st, numpy as np\nst.dataframe(np.arange(10_000.0))\nst.dataframe([1])"
    )
    large, small = page.props("dataframe")
    assert len(large.data.data) > INLINE_LIMIT
    assert not large.data.inline
    assert page.live.app.blobs.get(large.data.id) == large.data
    assert small.data.inline
    assert columns(large)["value"] == list(np.arange(10_000.0))


def test_column_config(open_page: OpenPage) -> None:
    page = open_page(
        """
        import treadle as st
        from treadle._core.elements.data.column_config import NumberColumn, ProgressColumn
        config = {"a": None, "b": "Bee", "c": NumberColumn("Sea", format="%.1f", width="small"),
                  4: ProgressColumn(max_value=9),
                  "missing": "x"}
        st.dataframe({"a": [1], "b": [2], "c": [3], "d": [4]}, column_config=config,
                     column_order=["c", "zz", "b"])
        """
    )
    grid = page.one("dataframe")
    looks = {look.column: look for look in grid.looks}
    assert grid.column_order == ("c", "b")
    assert looks["a"].hidden
    assert looks["b"].label == "Bee"
    assert (looks["c"].label, looks["c"].format, looks["c"].width, looks["c"].type) == (
        "Sea",
        "%.1f",
        "small",
        "number",
    )
    assert (looks["d"].type, looks["d"].max) == ("progress", 9.0)
    assert "missing" not in looks


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("st.dataframe([1], lazy='yes')", "InvalidParameterTypeError: `lazy`"),
        (
            "st.dataframe([1], column_config={'value': {'lable': 'x'}})",
            "APIError: `column_config['value']` has the unknown key `lable`",
        ),
        (
            "st.dataframe([1], column_config={'value': {'type_config': {'type': 'smell'}}})",
            "ValueError: `type`",
        ),
        ("st.column_config.ButtonColumn(on_click=print)", "MissingRequiredParameterError: `key`"),
        ("st.column_config.ProgressColumn(color='smell')", "ValueError: `color`"),
        ("st.dataframe([1], row_height=5)", "ValueOutOfRangeError: `row_height` (5)"),
        ("st.dataframe([1], width=0)", "InvalidWidthError"),
        ("st.dataframe(3)", "DataframeConversionError: `data` is an object of type `builtins.int`"),
        ("st.dataframe([1], hide_index='yes')", "InvalidParameterTypeError: `hide_index`"),
        ("st.table([1], border='dotted')", "ValueError: `border`"),
        ("st.table([1], height=-1)", "InvalidHeightError"),
    ],
)
def test_bad_input_is_refused(open_page: OpenPage, call: str, message: str) -> None:
    error = open_page(f"import treadle as st\n{call}").error()
    assert message in error


def test_key_keeps_the_node(open_page: OpenPage) -> None:
    page = open_page(
        """
        import treadle as st
        if st.button("more"):
            st.text("something before it")
        st.dataframe([1], key="grid")
        """
    )
    node = page.nodes("dataframe")[0].id
    page.interact((page.nodes("button")[0].id, True))
    assert page.nodes("dataframe")[0].id == node


def test_writing_over_a_table(open_page: OpenPage) -> None:
    page = open_page("import treadle as st\ngrid = st.dataframe([1])\ngrid.dataframe([2])")
    assert columns(page.one("dataframe")) == {"value": [2]}


def test_a_large_table_stays_on_the_server() -> None:
    pd = pytest.importorskip("pandas")
    data = pd.DataFrame({"n": range(60_000), "kind": pd.Categorical(["a", "b"] * 30_000)})

    def page(data) -> None:  # type: ignore[no-untyped-def]
        import treadle as st

        st.dataframe(data)
        st.dataframe(data, lazy=False)
        st.dataframe(data.head(1500), lazy=True)
        st.dataframe(data.head(1000), lazy=True)

    at = AppTest.from_function(page, args=(data,)).run()
    shown = [each._props for each in at.dataframe]
    assert [each.windows is None for each in shown] == [False, True, False, True]
    assert shown[0].windows.rows == 60_000
    assert len(shown[0].data.data) < 40_000
    for each, rows in zip(at.dataframe, (60_000, 60_000, 1500, 1000), strict=True):
        pd.testing.assert_frame_equal(each.value, data.head(rows))


def test_an_unchanged_large_table_is_recognised_and_a_changed_one_is_another() -> None:
    np = pytest.importorskip("numpy")
    pd = pytest.importorskip("pandas")
    data = pd.DataFrame({"n": np.arange(60_000)})

    def page(data) -> None:  # type: ignore[no-untyped-def]
        import treadle as st

        st.dataframe(data)

    apps = [AppTest.from_function(page, args=(data,)).run() for _ in range(2)]
    first = apps[0].dataframe[0]._props
    assert apps[0].run().dataframe[0]._props is first
    data.loc[50_000, "n"] = -1
    second = apps[0].run().dataframe[0]._props
    assert second.windows != first.windows
    assert second.data == first.data  # the first rows are the same
    assert apps[0].dataframe[0].value["n"][50_000] == -1


@pytest.mark.parametrize(
    ("call", "message"), [("style", "treadle.errors.IncompatibleParametersError"), ("head", None)]
)
def test_a_styler_cannot_be_read_in_windows(call: str, message: str | None) -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("jinja2")
    data = pd.DataFrame({"n": range(2000)})

    def page(data) -> None:  # type: ignore[no-untyped-def]
        import treadle as st

        st.dataframe(data, lazy=True)

    at = AppTest.from_function(page, args=(data.style if call == "style" else data.head(2000),)).run()
    raised = [each._props.type for each in at.exception]
    assert raised == ([] if message is None else [message])
