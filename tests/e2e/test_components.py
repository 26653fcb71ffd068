"""Custom components in frames: what goes in, what comes back, and what their scripts may do."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from .conftest import Served
from .waiting import box, eventually

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
    """What the component was given until now."""
    shown = frame(page, number).locator("#shown")
    expect(shown).to_contain_text("args")
    return dict(json.loads(shown.inner_text()))


def press(page: Page, name: str, number: int = 0) -> None:
    frame(page, number).get_by_role("button", name=name, exact=True).click()


@pytest.mark.both_servers
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
    given = {
        "args": {
            "name": "Ada",
            "nested": {"a": [1, {"b": None}]},
            "raw": "bytes 0 255",
            "default": "none yet",
            "key": "k",
        },
        "dfs": [["table", True, True, True]],
        "disabled": False,
        "base": "light",
        "eval": 2,
        "wasm": True,
    }
    eventually(page, lambda: {name: value for name, value in got(page).items() if name in given}, given)
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
    eventually(page, lambda: box(first)["height"], 320)


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
    main, side = (1, 0) if got(page, 1)["args"]["key"] == "main" else (0, 1)  # at once: its key never changes
    eventually(page, lambda: got(page, main)["primary"], "#ff0000")
    eventually(
        page, lambda: {got(page, part)["background"] for part in (main, side)}, lambda found: len(found) == 2
    )
    page.emulate_media(color_scheme="dark")
    expect(frame(page, 0).locator("#shown")).to_contain_text('"base":"dark"')


@pytest.mark.both_servers
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
    eventually(page, lambda: got(page)["eval"], 2)
    complaints.clear()  # the missing file


V2 = """
import streamlit as st

probe = st.components.v2.component(
    "probe",
    html="<p id=shown>waiting</p>"
    "<button id=count>Count</button><button id=press>Press</button>"
    "<button id=note>Note</button><button id=done>Done</button>",
    css="p { color: rgb(1, 2, 3) }",
    js='''
        export default function ({ name, data, key, parentElement, setStateValue, setTriggerValue }) {
            const find = (id) => parentElement.querySelector("#" + id);
            const table = data?.table;
            const seen = table ? { table: [...table].map((row) => row.toJSON?.() ?? row) } : data;
            const bytes = data instanceof Uint8Array ? [...data] : null;
            find("shown").textContent = JSON.stringify({ name, seen, bytes },
                (_, value) => (typeof value === "bigint" ? Number(value) : value));
            const count = () => (window.counted = (window.counted ?? 0) + 1);
            find("count").onclick = () => setStateValue("count", count());
            find("press").onclick = () => setTriggerValue("pressed", { at: "noon" });
            find("note").onclick = () => setStateValue("note", "ü");
            find("done").onclick = () => setTriggerValue("done", 0);
            document.body.dataset.runs = Number(document.body.dataset.runs ?? 0) + 1;
            return () => { document.body.dataset.ended = "yes"; };
        }
    ''',
    isolate_styles=%s,
)
"""


def shown(page: Page) -> dict[str, Any]:
    place = page.locator("#shown")
    expect(place).to_contain_text("name")
    return dict(json.loads(place.inner_text()))


@pytest.mark.parametrize("isolated", [True, False])
def test_a_component_in_the_page_keeps_a_state_and_sends_events(show: Show, isolated: bool) -> None:
    page = show(
        V2 % isolated
        + """
def note(name):
    st.session_state.setdefault("calls", []).append((name, dict(st.session_state.k)))

names = ("count", "pressed", "note", "done")
result = probe(key="k", data={"a": [1, None]}, default={"count": 0},
               **{f"on_{name}_change": (lambda name=name: note(name)) for name in names})
st.text(f"{result.count} {result.pressed} {result['note']} {result.done}")
st.text(f"calls {[name for name, _ in st.session_state.get('calls', [])]}")
if st.button("Again"):
    st.text("again")
"""
    )
    eventually(page, lambda: shown(page), {"name": "probe", "seen": {"a": [1, None]}, "bytes": None})
    expect(page.get_by_text("0 None None None")).to_be_visible()
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("1 None None None")).to_be_visible()
    page.get_by_role("button", name="Press").click()
    expect(page.get_by_text("1 {'at': 'noon'} None None")).to_be_visible()
    page.get_by_role("button", name="Again").click()
    expect(page.get_by_text("again", exact=True)).to_be_visible()
    expect(page.get_by_text("1 None None None")).to_be_visible()
    page.get_by_role("button", name="Note").click()
    expect(page.get_by_text("1 None ü None")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("1 None ü 0")).to_be_visible()
    expect(page.get_by_text("calls ['count', 'pressed', 'note', 'done']")).to_be_visible()
    # Its styles do not reach the page, or they do.
    label = page.get_by_role("button", name="Again").locator("p")
    if isolated:
        expect(label).not_to_have_css("color", "rgb(1, 2, 3)")
    else:
        expect(label).to_have_css("color", "rgb(1, 2, 3)")
    root = page.get_by_test_id("stBidiComponentIsolated" if isolated else "stBidiComponentRegular")
    eventually(page, lambda: root.evaluate("each => each.shadowRoot !== null"), isolated)
    expect(root).to_have_css("--st-primary-color", "#4f4cd3")


def test_its_script_runs_again_for_new_data_only_and_cleans_up_at_the_end(show: Show) -> None:
    page = show(
        V2 % True
        + """
import pandas as pd

kind = st.radio("Kind", ["text", "bytes", "table", "none"])
table = pd.DataFrame({"n": [1, 2]})
data = {"text": "x", "bytes": b"\\x00\\xff", "table": {"table": table}, "none": None}[kind]
if kind != "none":
    probe(key="k", data=data)
st.button("Again")
"""
    )
    eventually(page, lambda: shown(page)["seen"], "x")
    runs = page.locator("body")
    expect(runs).to_have_attribute("data-runs", "1")
    page.get_by_role("button", name="Again").click()
    page.get_by_role("radio", name="bytes").check(force=True)
    expect(page.locator("#shown")).to_contain_text("[0,255]")
    expect(runs).to_have_attribute("data-runs", "2")
    page.get_by_role("radio", name="table").check(force=True)
    expect(page.locator("#shown")).to_contain_text('{"n":1}')
    page.get_by_role("radio", name="none").check(force=True)
    expect(runs).to_have_attribute("data-ended", "yes")


def test_in_a_form_the_state_waits_and_events_are_not_sent(show: Show) -> None:
    page = show(
        V2 % True
        + """
with st.form("f"):
    call = lambda: st.session_state.update(called=True)
    result = probe(key="k", on_count_change=call, on_pressed_change=lambda: None)
    st.form_submit_button("Send")
st.text(f"{result.count} {result.pressed} {st.session_state.get('called')}")
"""
    )
    page.get_by_role("button", name="Press").click()
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("None None None")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("1 None True")).to_be_visible()


def test_scripts_of_other_hosts_need_an_option(page: Page, serve: Serve, complaints: list[str]) -> None:
    app = """
import streamlit as st
six = "new Function('return 2 * 3')()"
js = "export default ({ parentElement }) => { parentElement.append('six: ' + " + six + "); }"
st.components.v2.component("evil", js=js)()
"""
    page.goto(serve(app).url)
    expect(page.get_by_text("unsafe-eval").first).to_be_visible()
    complaints.clear()
    page.goto(serve(app, server_componentSources=["unsafe-eval"]).url)
    expect(page.get_by_test_id("stBidiComponentIsolated")).to_contain_text("six: 6")


def test_a_script_without_a_function_is_an_error_in_its_place(
    page: Page, serve: Serve, complaints: list[str]
) -> None:
    page.goto(
        serve(
            "import streamlit as st\n"
            "st.components.v2.component('c', js='export const a = 1;')()\nst.text('below')"
        ).url
    )
    expect(page.get_by_text("must export a function as default")).to_be_visible()
    expect(page.get_by_text("below")).to_be_visible()
    complaints.clear()
