"""Custom components in frames: what goes in, what comes back, and what their scripts may do."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Page, expect

from .conftest import Served

Show = Callable[..., Page]
Serve = Callable[..., Served]

PROBE = Path(__file__).parent / "components" / "probe"

APP = f"""
import streamlit as st
import streamlit.components.v1 as components

probe = components.declare_component("probe", path={str(PROBE)!r})
"""


def frame(page: Page, number: int = 0) -> FrameLocator:
    return page.frame_locator("iframe[data-testid=stCustomComponentV1]").nth(number)


def got(page: Page, number: int = 0) -> dict[str, Any]:
    """What the component was given."""
    shown = frame(page, number).locator("#shown")
    expect(shown).to_contain_text("args")
    return dict(json.loads(shown.inner_text()))


def press(page: Page, name: str, number: int = 0) -> None:
    frame(page, number).get_by_role("button", name=name, exact=True).click()


def test_arguments_go_in_and_values_come_back(show: Show) -> None:
    page = show(
        APP
        + """
import pandas as pd

table = pd.DataFrame({"n": [1, 2], "t": ["a", "ü"]}, index=["x", "y"])
value = probe(name="Ada", nested={"a": [1, {"b": None}]}, raw=b"\\x00\\xff", table=table,
              default="none yet", key="k")
st.text(f"{value!r}" if not isinstance(value, pd.DataFrame) else str(value.values.tolist()))
st.text(f"runs {st.session_state.setdefault('runs', 0)}")
st.session_state.runs += 1
"""
    )
    expect(page.get_by_text("'none yet'")).to_be_visible()
    given = got(page)
    assert given["args"] == {
        "name": "Ada",
        "nested": {"a": [1, {"b": None}]},
        "raw": "bytes 0 255",
        "default": "none yet",
        "key": "k",
    }
    assert (given["dfs"], given["disabled"], given["base"]) == ([["table", True, True, True]], False, "light")
    assert (given["eval"], given["wasm"]) == (2, True)
    press(page, "Count")
    expect(page.get_by_text("{'count': 1, 'text': 'Bäume', 'none': None, 'list': [1, 2.5]}")).to_be_visible()
    press(page, "Bytes")
    expect(page.get_by_text(r"b'\x00\x01\xff'")).to_be_visible()
    press(page, "Table")
    expect(page.get_by_text("[[1, 'a'], [2, 'ü']]")).to_be_visible()
    press(page, "Nothing")
    expect(page.get_by_text("'none yet'")).to_be_visible()
    # A component that sends the same value again has something to say: the app runs.
    press(page, "Same")
    expect(page.get_by_text("runs 5", exact=True)).to_be_visible()
    press(page, "Same")
    expect(page.get_by_text("runs 6", exact=True)).to_be_visible()


def test_the_component_sets_the_height_of_its_frame(show: Show) -> None:
    page = show(APP + "probe(key='a')\nprobe(height=50, key='b')")
    first = page.locator("iframe").first
    expect(first).to_have_attribute("height", "220")
    press(page, "Grow")
    expect(first).to_have_attribute("height", "320")
    assert first.bounding_box() is not None
    assert (first.bounding_box() or {})["height"] == 320


def test_the_frame_stays_when_arguments_change_and_with_a_key_so_does_the_value(show: Show) -> None:
    page = show(
        APP
        + """
n = st.number_input("N", 0)
st.text(f"with {probe(n=n, key='k')}")
st.text(f"without {probe(n=n)}")
"""
    )
    press(page, "Count")
    press(page, "Count", 1)
    expect(page.get_by_text("with {'count': 1")).to_be_visible()
    expect(page.get_by_text("without {'count': 1")).to_be_visible()
    page.get_by_role("spinbutton", name="N").fill("5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("without None")).to_be_visible()
    expect(page.get_by_text("with {'count': 1")).to_be_visible()
    expect(frame(page).locator("#shown")).to_contain_text('"n":5')
    press(page, "Count")
    expect(page.get_by_text("with {'count': 2")).to_be_visible()


def test_in_a_form_the_value_waits_for_the_submit(show: Show) -> None:
    page = show(
        APP
        + """
with st.form("f"):
    value = probe()
    st.form_submit_button("Send")
st.text(f"value {value}")
"""
    )
    press(page, "Same")
    expect(frame(page).locator("body")).to_have_attribute("data-renders", "1")
    expect(page.get_by_text("value None")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("value same")).to_be_visible()


def test_in_a_fragment_only_the_fragment_runs_and_the_callback_is_called_first(show: Show) -> None:
    page = show(
        APP
        + """
st.text(f"app {st.session_state.setdefault('runs', 0)}")
st.session_state.runs += 1

def changed():
    st.session_state.seen = st.session_state.k

@st.fragment
def part():
    probe(key="k", on_change=changed)
    st.text(f"seen {st.session_state.get('seen')}")

part()
"""
    )
    press(page, "Same")
    expect(page.get_by_text("seen same")).to_be_visible()
    expect(page.get_by_text("app 0")).to_be_visible()


def test_two_tabs_show_one_value_and_a_lost_connection_loses_none(page: Page, serve: Serve) -> None:
    served = serve(APP + "st.text(f'value {probe(key=\"k\")}')")
    page.goto(served.url)
    press(page, "Count")
    expect(page.get_by_text("value {'count': 1")).to_be_visible()
    page.context.set_offline(True)
    press(page, "Count")
    page.context.set_offline(False)
    expect(page.get_by_text("value {'count': 2")).to_be_visible()
    page.reload()
    expect(page.get_by_text("value {'count': 2")).to_be_visible()


def test_the_look_follows_the_scheme(show: Show) -> None:
    page = show(APP + "with st.sidebar:\n    probe()\nprobe(key='main')", theme_primaryColor="#ff0000")
    main, side = got(page, 1), got(page, 0)
    if main["args"]["key"] is None:
        main, side = side, main
    assert main["primary"] == "#ff0000"
    assert main["background"] != side["background"]
    page.emulate_media(color_scheme="dark")
    expect(frame(page, 0).locator("#shown")).to_contain_text('"base":"dark"')


def test_a_component_under_a_base_path_is_found(show: Show) -> None:
    page = show(APP + "st.text(f'value {probe()}')", server_baseUrlPath="apps/one")
    press(page, "Same")
    expect(page.get_by_text("value same")).to_be_visible()


def test_a_folder_without_a_page_is_named_when_the_frame_stays_silent(
    page: Page, serve: Serve, tmp_path: Path, complaints: list[str]
) -> None:
    folder = tmp_path / "built"
    folder.mkdir()
    served = serve(
        f"import streamlit.components.v1 as c\nc.declare_component('late', path={str(folder)!r})()"
    )
    page.clock.install()
    page.goto(served.url)
    expect(page.locator("iframe")).to_be_attached()
    page.clock.fast_forward(20_000)
    expect(page.get_by_text("does not answer")).to_be_visible()
    shutil.copy(PROBE / "index.html", folder)
    page.reload()
    assert got(page)["eval"] == 2
    complaints.clear()  # the missing file
