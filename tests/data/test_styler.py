"""pandas' Styler: colours and texts travel with the table."""

import json

import pandas as pd
import pytest

from treadle._core.data import Frame, read
from treadle._core.data.frame import METADATA
from treadle.errors import APIError
from treadle.testing.tables import to_pandas

pytest.importorskip("jinja2", reason="pandas' Styler needs it")

DATA = pd.DataFrame({"city": ["Bern", "Oslo"], "share": [0.25, float("nan")]}, index=["a", "b"])


def told(frame: Frame) -> dict[str, object]:
    said: dict[str, object] = json.loads(frame.to_arrow().schema.metadata[METADATA])["styles"]
    return said


def test_colours_are_numbers_in_a_palette() -> None:
    frame = read(
        DATA.style.highlight_max(color="gold", subset=["share"]).set_properties(subset=["city"], color="red")
    )
    styles = frame.styles
    assert styles is not None
    assert styles.palette == ((), (("color", "red"),), (("background-color", "gold"),))
    assert [each.codes for each in styles.cells] == [(), (1,), (2, 0)]
    assert told(frame)["codes"] == [2]
    assert told(frame)["whole"] == {"1": 1}
    assert frame.to_arrow().column(3).to_pylist() == [2, 0]
    assert str(frame.to_arrow().column(3).type) == "uint8"


def test_texts_travel_where_they_differ_from_the_values() -> None:
    frame = read(DATA.style.format({"share": "{:.0%}"}, na_rep="-"))
    assert frame.styles is not None
    assert [each.texts for each in frame.styles.cells] == [None, None, ("25%", "-")]
    assert told(frame)["texts"] == [2]


def test_an_own_format_of_texts_travels() -> None:
    frame = read(DATA.style.format(str.upper, subset=["city"]))
    assert frame.styles is not None
    assert frame.styles.cells[1].texts == ("BERN", "OSLO")


def test_index_header_caption_and_hidden_columns() -> None:
    styler = DATA.style.map_index(lambda _: "font-weight: bold").map_index(lambda _: "color: blue", axis=1)
    styles = read(styler.set_caption("Shares").hide(axis="index").hide(["city"], axis="columns")).styles
    assert styles is not None
    assert (styles.caption, styles.hide_index, styles.hidden) == ("Shares", True, (0,))
    assert styles.palette[styles.cells[0].codes[0]] == (("font-weight", "bold"),)
    assert [styles.palette[head] for head in styles.heads] == [(("color", "blue"),)] * 2


def test_bars_are_backgrounds() -> None:
    frame = read(DATA[["share"]].style.bar(vmin=0, vmax=1))
    assert frame.styles is not None
    assert "linear-gradient" in dict(frame.styles.palette[frame.styles.cells[1].codes[0]])["background"]


def test_too_many_cells() -> None:
    with (
        pd.option_context("styler.render.max_elements", 3),
        pytest.raises(
            APIError, match=r"has 4 cells, and pandas' option `styler.render.max_elements` allows 3"
        ),
    ):
        read(DATA.style)


def test_the_content_is_the_data_again() -> None:
    frame = read(DATA.style.highlight_null())
    pd.testing.assert_frame_equal(to_pandas(frame.to_arrow()), DATA)


def test_styles_are_part_of_the_fingerprint() -> None:
    plain, red, blue = (
        read(DATA.style.set_properties(**properties)).fingerprint()
        for properties in ({}, {"color": "red"}, {"color": "blue"})
    )
    assert len({plain, red, blue}) == 3
    striped = [
        read(
            DATA.style.map(
                lambda value, own=own: f"color: {'red' if value == own else 'blue'}", subset=["city"]
            )
        )
        for own in ("Bern", "Oslo")
    ]
    assert striped[0].fingerprint() != striped[1].fingerprint()


def test_the_first_rows_keep_their_styles() -> None:
    frame = read(DATA.style.highlight_null(color="red").format("{}")).head(1)
    assert frame.styles is not None
    assert frame.to_arrow().num_rows == 1
    assert frame.styles.cells[2].codes == (0,)


def test_charts_read_the_data() -> None:
    frame = read(DATA.style.highlight_null()).select(["share"])
    assert frame.styles is None
    assert frame.to_arrow().column_names == ["", "share"]


def css(frame: Frame, column: int, row: int) -> dict[str, str]:
    """Return the CSS of a cell; those of the index come first."""
    assert frame.styles is not None
    codes = frame.styles.cells[column].codes
    code = 0 if not codes else codes[0] if len(codes) == 1 else codes[row]
    return dict(frame.styles.palette[code])


def test_styles_of_the_table_are_styles_of_its_cells() -> None:
    styler = DATA.style.set_table_styles(
        [
            {"selector": "th", "props": [("color", "red")]},
            {"selector": "td, th.row_heading.level0", "props": "background-color: yellow; position: fixed"},
            {"selector": "tbody tr:nth-child(even)", "props": [("font-weight", "bold")]},
            {"selector": "tr:hover", "props": [("color", "pink")]},
        ]
    )
    styler.set_table_styles({"share": [{"selector": "", "props": [("color", "green")]}]}, overwrite=False)
    styler.set_table_styles({"a": [{"selector": "td", "props": "color: blue"}]}, overwrite=False, axis=1)
    frame = read(styler.map(lambda _: "background-color: white", subset=["share"]))
    assert css(frame, 0, 0) == {"background-color": "yellow", "color": "red"}
    assert css(frame, 1, 0) == {"background-color": "yellow", "color": "blue"}
    assert css(frame, 1, 1) == {"background-color": "yellow", "font-weight": "bold"}
    assert css(frame, 2, 1) == {"background-color": "white", "color": "green", "font-weight": "bold"}
    assert frame.styles is not None
    assert [dict(frame.styles.palette[head]) for head in frame.styles.heads] == [
        {"color": "red"},
        {"color": "green"},
    ]


@pytest.mark.parametrize(
    ("selector", "rows"),
    [
        ("td:first-child", []),
        ("td:nth-child(2)", [0, 1, 2, 3]),
        ("tr:nth-child(2n+1) td", [0, 2]),
        ("tr:nth-last-child(-n+1) > td", [3]),
        ("tr:last-child .data", [3]),
        (".mine", [1]),
        ("*", [0, 1, 2, 3]),
        ("thead td", []),
        ("table tbody td.col0.row2", [2]),
        ("td td", []),
        ("a:link", []),
        ("td:nth-child(x)", []),
        ("][", []),
    ],
)
def test_a_selector_finds_the_cells_that_it_would_find_in_html(selector: str, rows: list[int]) -> None:
    data = pd.DataFrame({"a": [1, 2, 3, 4]})
    styler = data.style.set_table_styles([{"selector": selector, "props": [("color", "red")]}])
    styler.set_td_classes(pd.DataFrame({"a": ["", "mine other", "", ""]}))
    frame = read(styler)
    assert [row for row in range(4) if css(frame, 0, row)] == rows
