"""axe finds nothing to complain about: on the demo, on a page with every input, and on one with every
error.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas  # noqa: F401 - the apps share this process, and would wait for it
import pytest
from playwright.sync_api import BrowserContext, Page, expect

import treadle

from .waiting import eventually, resize

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
DEMO = Path(treadle.__file__).parent / "_core/hello/app.py"

INPUTS = """
    import treadle as st

    st.title("Inputs")
    for disabled in (False, True):
        with st.container(border=True):
            key = str(disabled)
            st.button("Button", disabled=disabled, help="Help", key="a" + key)
            st.button("Primary", type="primary", icon=":material/add:", disabled=disabled, key="b" + key)
            st.button("Tertiary", type="tertiary", shortcut=None, disabled=disabled, key="c" + key)
            st.text_input("Text", "text", help="Help", disabled=disabled, max_chars=5, key="d" + key)
            st.text_input("Placeholder", placeholder="what it is", disabled=disabled, key="e" + key)
            st.text_input("Password", type="password", disabled=disabled, key="f" + key)
            st.text_input("Hidden label", label_visibility="collapsed", disabled=disabled, key="g" + key)
            st.text_area("Area", disabled=disabled, key="h" + key)
            st.number_input("Number", 0, 10, 5, disabled=disabled, key="i" + key)
            st.slider("Slider", 0, 100, 30, disabled=disabled, key="j" + key)
            st.slider("Range", 0, 100, (30, 60), disabled=disabled, key="k" + key)
            st.checkbox("Checkbox", True, disabled=disabled, key="l" + key)
            st.toggle("Toggle", disabled=disabled, key="m" + key)
            st.radio("Radio", ["one", "two"], captions=["first", "second"], disabled=disabled, key="n" + key)
            st.selectbox("Select", ["one", "two"], disabled=disabled, key="o" + key)
            st.multiselect("Several", ["one", "two"], ["one"], disabled=disabled, key="p" + key)
            st.multiselect("None", ["one", "two"], disabled=disabled, key="q" + key)
            st.date_input("Date", "2030-01-15", disabled=disabled, key="r" + key)
            st.date_input("Dates", (), required=True, disabled=disabled, key="s" + key)
            st.time_input("Time", "08:30", disabled=disabled, key="t" + key)
            st.datetime_input("Moment", None, disabled=disabled, key="u" + key)
            st.select_slider("Options", ["S", "M", "L"], ("S", "M"), disabled=disabled, key="v" + key)
            st.pills("Pills", ["one", "two"], default="one", disabled=disabled, key="w" + key)
            st.segmented_control("Segments", ["one", "two"], selection_mode="multi", disabled=disabled,
                                 key="x" + key)
            for signs in ("thumbs", "faces", "stars"):
                st.feedback(signs, default=1, disabled=disabled, key=signs + key)
            st.pagination(20, default=6, disabled=disabled, key="y" + key)
            st.menu_button("Menu", ["one", "two"], disabled=disabled, key="z" + key)
            st.link_button("Link", "https://example.org", type="primary", disabled=disabled, key="0" + key)
            st.download_button("Download", "x", disabled=disabled, key="1" + key)
            st.color_picker("Colour", "#336699", disabled=disabled, key="2" + key)
            st.file_uploader("Files", accept_multiple_files=True, disabled=disabled, key="3" + key)
            st.camera_input("Camera", disabled=disabled, key="4" + key)
            st.audio_input("Sound", disabled=disabled, key="5" + key)
            with st.container():
                st.chat_input("Message", accept_file=True, disabled=disabled, key="6" + key)
            st.page_link("https://example.org", label="A page", disabled=disabled)
            st.popover("Popover", disabled=disabled, key="7" + key).text("Open")
    with st.form("form"):
        st.text_input("In a form")
        st.form_submit_button("Submit")
    st.sidebar.title("Sidebar")
    st.sidebar.text_input("Beside")
    first, second = st.tabs(["First", "Second"])
    first.text("In a tab")
    with st.expander("More", expanded=True):
        st.caption("In an expander")
"""

ERRORS = """
    import pandas as pd
    import treadle as st

    st.title("Errors")
    for show in (st.error, st.warning, st.info, st.success):
        show("Something **happened**: `code` and a [link](https://example.org)")
    frame = pd.DataFrame({"name": ["Ann", None], "ok": [True, None], "n": [1.5, None]}, index=["a", None])
    frame.index.name = None
    st.dataframe(frame)
    st.table(pd.DataFrame({f"column {i}": ["a rather long text"] * 2 for i in range(20)}))
    st.markdown("|" + "wide column|" * 30 + "\\n|" + "-|" * 30 + "\\n|" + "x|" * 30)
    st.code("x = 1  # " + "long " * 60, line_numbers=True)
    st.json({"a": [None, True, 1.5, "text"]})
    try:
        raise ValueError("first")
    except ValueError as error:
        try:
            raise RuntimeError("second") from error
        except RuntimeError as second:
            st.exception(second)

    def deep(n):
        return deep(n - 1) if n else {}["missing"]

    st.metric("Down", 1, -1)
    with st.status("Failed", state="error", expanded=True):
        st.text("why")
    st.text_input("Rule", validate=None) if False else None
    deep(3)
"""

TABLES = """
    import pandas as pd
    import treadle as st

    st.title("Tables")
    names = ["Ada", None]
    data = pd.DataFrame({"name": names, "born": [1815, 1906], "here": [True, False], "do": ["Go", "Go"]})
    modes = ["multi-row", "multi-column", "multi-cell"]
    st.dataframe(data, on_select="rerun", selection_mode=modes, alt="People")
    st.dataframe(data, on_select="rerun", selection_mode="single-row", column_config={
        "do": st.column_config.ButtonColumn(key="do"), "name": st.column_config.MarkdownColumn(help="Who"),
    })
    st.data_editor(data, num_rows="dynamic", alt="More people")
    st.data_editor(data, disabled=True)
    st.text("the end")
"""


def violations(page: Page) -> list[str]:
    """What axe finds on a page, a line for each place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run(document).then(({ violations }) => violations)")
    return [
        f"{rule['id']}: {node['html'][:140]} ({json.dumps(node['any'] and node['any'][0]['message'])})"
        for rule in found
        for node in rule["nodes"]
    ]


def expect_no_violation(page: Page, but: str = "-") -> None:
    """Wait until axe finds nothing but what begins with that."""
    eventually(page, lambda: [line for line in violations(page) if not line.startswith(but)], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("app", "last"),
    [(DEMO, None), (INPUTS, "In an expander"), (ERRORS, "missing"), (TABLES, "the end")],
    ids=["demo", "inputs", "errors", "tables"],
)
def test_axe_finds_no_violation(
    context: BrowserContext, serve: Callable[..., Any], app: str | Path, last: str | None, scheme: str
) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(serve(app).url)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    if last is not None:
        expect(page.get_by_text(last).last).to_be_attached()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    expect_no_violation(page)
    resize(page, 400, 800)
    expect_no_violation(page)


def test_axe_finds_no_violation_in_an_open_cell(page: Page, serve: Callable[..., Any]) -> None:
    page.goto(
        serve(
            TABLES.replace(
                "disabled=True",
                "column_config={'name': st.column_config.SelectboxColumn(options=['Ada', 'Grace'])}",
            )
        ).url
    )
    expect(page.get_by_text("the end")).to_be_visible()
    grid = page.get_by_role("grid").nth(3)
    grid.locator("[data-row='0'][data-column='1']").dblclick()
    expect(page.get_by_role("listbox")).to_be_visible()
    expect_no_violation(page)
    page.keyboard.press("Escape")
    grid.locator("[data-row='0'][data-column='2']").click()
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect_no_violation(page)
    page.keyboard.press("Escape")


def test_axe_finds_no_violation_in_an_open_menu(page: Page, serve: Callable[..., Any]) -> None:
    page.goto(
        serve("""
        import treadle as st
        st.title("Menus")
        st.dataframe({"n": [1.5, 2.5]}, alt="Numbers")
        st.menu_button("Export", ["CSV", "PDF"])
        """).url
    )
    expect(page.get_by_role("columnheader", name="n", exact=True)).to_be_visible()
    page.get_by_role("grid").hover()
    page.get_by_role("button", name="Show and hide columns").click()
    expect(page.get_by_role("menuitemcheckbox", name="n", exact=True)).to_be_focused()
    expect_no_violation(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    page.get_by_role("columnheader", name="n", exact=True).hover()
    page.get_by_role("button", name="Menu of column n").click()
    expect(page.get_by_role("menuitem", name="Sort ascending")).to_be_focused()
    expect_no_violation(page)
    page.get_by_role("menuitem", name="Format").click()
    expect(page.get_by_role("menuitemradio", name="Plain")).to_be_visible()
    expect_no_violation(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    page.get_by_role("button", name="Export").press("Enter")
    expect(page.get_by_role("menuitem", name="CSV")).to_be_focused()
    # A list of the page's own controls stands in a layer above the landmarks, as every open list there does.
    expect_no_violation(page, but="region: <div data-portal")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_role("button", name="Export")).to_be_focused()
