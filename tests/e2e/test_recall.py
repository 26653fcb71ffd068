"""A server that is started again, on the same port: what a person has entered is still on the page."""

import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ..started import Started

APP = """
    import treadle as st

    st.text_input("Name", key="name")
    st.number_input("Count", 0, 10, key="count")
    st.slider("Age", 0, 100, 30, key="age")
    st.selectbox("Colour", ["red", "green", "blue"], key="colour")
    st.multiselect("Fibres", ["Linen", "Wool", "Silk"], key="fibres")
    st.checkbox("Sure", key="sure")
    with st.form("form"):
        note = st.text_input("Note")
        st.form_submit_button("Send")
    st.text(f"note {note!r}")
    s = st.session_state
    st.text(f"{s.name} {s.count} {s.age} {s.colour} {'+'.join(s.fibres)} {s.sure}")
"""


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    """`run(source, port)` starts an app in a process of its own."""
    started: list[Started] = []

    def go(source: str, port: int = 0, *words: str) -> Started:
        script = tmp_path / "app.py"
        script.write_text(textwrap.dedent(source), encoding="utf-8")
        started.append(Started(script, "--server.port", str(port), *words))
        started[-1].wait()
        return started[-1]

    yield go
    for each in started:
        each.kill()


def enter(page: Page) -> None:
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Name").press("Enter")
    page.get_by_label("Count").fill("7")
    page.get_by_label("Count").press("Enter")
    page.get_by_role("slider").press("End")
    page.get_by_label("Colour").click()
    page.get_by_role("option", name="blue").click()
    page.get_by_role("combobox", name="Fibres").click()
    page.get_by_role("option", name="Silk").click()
    page.get_by_role("option", name="Linen").click()
    page.keyboard.press("Escape")
    page.get_by_text("Sure").click()
    expect(page.get_by_text("Ada 7 100 blue Silk+Linen True")).to_be_visible()
    page.get_by_label("Note").fill("sent")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("note 'sent'")).to_be_visible()
    page.get_by_label("Note").fill("typed since")


def test_what_was_entered_is_there_after_a_restart(page, run):
    app = run(APP)
    page.goto(f"http://127.0.0.1:{app.port}/")
    enter(page)
    assert app.end()[0] == 0
    run(
        APP.replace('["red", "green", "blue"]', '["grey", "blue"]').replace("{s.name}", "new: {s.name}"),
        app.port,
    )
    expect(page.get_by_text("new: Ada 7 100 blue Silk+Linen True")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Ada")
    expect(page.get_by_label("Count")).to_have_value("7")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", "100")
    expect(page.get_by_label("Sure")).to_be_checked()
    expect(page.get_by_label("Note")).to_have_value("typed since")
    expect(page.get_by_text("note 'sent'")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("note 'typed since'")).to_be_visible()


def test_what_was_entered_outlives_a_reload_and_more_than_one_restart(page, run):
    app = run(APP)
    page.goto(f"http://127.0.0.1:{app.port}/")
    enter(page)
    page.reload()
    expect(page.get_by_text("Ada 7 100 blue Silk+Linen True")).to_be_visible()
    for number in range(2):
        assert app.end()[0] == 0
        app = run(APP.replace("{s.name}", f"restart {number}: {{s.name}}"), app.port)
        expect(page.get_by_text(f"restart {number}: Ada 7 100 blue Silk+Linen True")).to_be_visible()
        expect(page.get_by_text("note 'sent'")).to_be_visible()


def test_what_could_not_be_kept_is_said(page, run):
    app = run(APP)
    page.goto(f"http://127.0.0.1:{app.port}/")
    enter(page)
    assert app.end()[0] == 0
    other = APP.replace('"Age", 0, 100, 30', '"Age", 0, 50, 30').replace(
        'st.checkbox("Sure", key="sure")', "st.session_state.sure = 0"
    )
    run(other, app.port)
    expect(page.get_by_text("Ada 7 30 blue Silk+Linen 0")).to_be_visible()
    expect(page.get_by_text(re.compile("“Age” could not be kept"))).to_be_visible()
    expect(page.get_by_text(re.compile("What was entered in “Sure” could not be kept"))).to_be_visible()


def test_start_over_drops_what_was_entered(page, run):
    app = run(APP, 0, "--client.toolbarMode", "developer")
    page.goto(f"http://127.0.0.1:{app.port}/")
    enter(page)
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitem", name="Start over").click()
    expect(page.get_by_text("0 30 red  False")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("")
