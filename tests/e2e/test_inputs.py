"""Each input by mouse and by keyboard: what a person enters is what the app gets."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .waiting import box, eventually

Show = Callable[..., Page]


def said(page: Page, text: str) -> None:
    """The app says this, and so has got the value."""
    expect(page.get_by_text(text, exact=True)).to_be_visible()


def test_a_button_is_pressed_with_the_mouse_with_enter_and_with_space(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.session_state.setdefault("presses", 0)
        if st.button("Press"):
            st.session_state.presses += 1
        st.text(f"{st.session_state.presses} presses")
        """
    )
    button = page.get_by_role("button", name="Press")
    button.click()
    said(page, "1 presses")
    button.press("Enter")
    said(page, "2 presses")
    button.press("Space")
    said(page, "3 presses")


def test_a_button_is_true_in_one_run_only(show: Show) -> None:
    page = show(
        """
        import treadle as st
        pressed = st.button("Press")
        st.checkbox("Other")
        st.text("pressed" if pressed else "not pressed")
        """
    )
    page.get_by_role("button", name="Press").click()
    said(page, "pressed")
    page.get_by_label("Other").check()
    said(page, "not pressed")


@pytest.mark.parametrize("command", ["checkbox", "toggle"])
def test_a_box_is_ticked_with_the_mouse_and_with_space(show: Show, command: str) -> None:
    page = show(f"import treadle as st\nbox = st.{command}('Box')\nst.text(f'it is {{box}}')")
    box = page.get_by_label("Box")
    box.click(force=True)  # a switch is drawn over the box that it is
    said(page, "it is True")
    box.press("Space")
    said(page, "it is False")
    page.locator("main").get_by_text("Box").click()
    said(page, "it is True")


def test_a_radio_is_chosen_with_the_mouse_and_with_arrows(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.text("chosen " + st.radio("Fibre", ["Linen", "Wool", "Silk"], captions=["dry", "warm", "soft"]))
        """
    )
    said(page, "chosen Linen")
    page.get_by_role("radio", name="Silk").check()
    said(page, "chosen Silk")
    page.get_by_role("radio", name="Silk").press("ArrowUp")
    said(page, "chosen Wool")
    expect(page.get_by_role("radiogroup", name="Fibre")).to_be_visible()


def test_a_selectbox_is_chosen_with_the_mouse_and_by_typing(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.text(f"chosen {st.selectbox('Town', ['Ghent', 'Lyon', 'Leeds', 'Prato'], index=None)}")
        """
    )
    box = page.get_by_role("combobox", name="Town")
    box.click()
    page.get_by_role("option", name="Leeds").click()
    said(page, "chosen Leeds")
    box.press("ArrowDown")
    box.press_sequentially("pra")
    expect(page.get_by_role("option")).to_have_text(["Prato"])
    box.press("Enter")
    said(page, "chosen Prato")
    expect(box).to_have_value("Prato")


def test_a_selectbox_with_very_many_options_reaches_its_last(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.text("chosen " + st.selectbox("Number", [f"No. {n}" for n in range(5000)]))
        """
    )
    box = page.get_by_role("combobox", name="Number")
    box.click()
    box.fill("4999")
    page.get_by_role("option", name="No. 4999").click()
    said(page, "chosen No. 4999")


def test_a_selectbox_takes_a_new_option_where_that_is_allowed(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.text("chosen " + st.selectbox("Town", ["Ghent", "Lyon"], accept_new_options=True))
        """
    )
    box = page.get_by_role("combobox", name="Town")
    box.click()
    box.fill("Kyoto")
    box.press("Enter")
    said(page, "chosen Kyoto")


def test_a_text_is_sent_with_enter_and_when_the_field_is_left(show: Show) -> None:
    page = show("import treadle as st\nst.text('you said ' + st.text_input('Word'))\nst.button('Elsewhere')")
    field = page.get_by_label("Word")
    field.fill("warp")
    field.press("Enter")
    said(page, "you said warp")
    field.fill("weft")
    page.get_by_role("button", name="Elsewhere").focus()
    said(page, "you said weft")


def test_a_password_is_hidden_and_arrives(show: Show) -> None:
    page = show("import treadle as st\nst.text(f\"{len(st.text_input('Secret', type='password'))} letters\")")
    field = page.get_by_label("Secret", exact=True)
    expect(field).to_have_attribute("type", "password")
    field.fill("shuttle")
    field.press("Enter")
    said(page, "7 letters")


def test_a_text_of_several_lines_is_sent_with_control_and_enter(show: Show) -> None:
    page = show(
        "import treadle as st\nst.text(f\"lines: {st.text_area('Note').splitlines()}\")\nst.button('Go')"
    )
    field = page.get_by_label("Note")
    field.press_sequentially("one")
    field.press("Enter")
    field.press_sequentially("two")
    field.press("Control+Enter")
    said(page, "lines: ['one', 'two']")
    field.fill("three")
    page.get_by_role("button", name="Go").focus()
    said(page, "lines: ['three']")


def test_a_text_keeps_what_one_types_while_the_app_reruns(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.text_input("Word", key="word")

        @st.fragment(run_every=0.05)
        def tick():
            st.session_state.ticks = st.session_state.get("ticks", 0) + 1
            st.text("many ticks" if st.session_state.ticks > 20 else "few ticks")

        tick()
        """
    )
    page.get_by_label("Word").press_sequentially("half a wor", delay=5)
    said(page, "many ticks")
    expect(page.get_by_label("Word")).to_have_value("half a wor")


def test_a_number_is_typed_stepped_with_buttons_and_with_arrows(show: Show) -> None:
    page = show("import treadle as st\nst.text(f\"number {st.number_input('Count', 0, 10, 5)!r}\")")
    field = page.get_by_label("Count", exact=True)
    field.fill("7")
    field.press("Enter")
    said(page, "number 7")
    field.press("ArrowUp")
    said(page, "number 8")
    page.get_by_role("button", name=re.compile("decrease|decrement|less", re.IGNORECASE)).click()
    said(page, "number 7")


def test_a_float_keeps_its_type_and_an_empty_number_is_none(show: Show) -> None:
    page = show(
        "import treadle as st\nst.text(f\"number {st.number_input('Share', value=None, step=0.25)!r}\")"
    )
    said(page, "number None")
    field = page.get_by_label("Share", exact=True)
    field.fill("2")
    field.press("Enter")
    said(page, "number 2.0")
    field.fill("")
    field.press("Enter")
    said(page, "number None")


def test_a_number_outside_its_range_never_reaches_the_app(show: Show) -> None:
    page = show("import treadle as st\nst.text(f\"number {st.number_input('Count', 0, 10, 5)!r}\")")
    field = page.get_by_label("Count", exact=True)
    field.fill("999")
    field.press("Enter")
    expect(page.get_by_text(re.compile("^number (5|10)$"))).to_be_visible()
    expect(page.get_by_text("999")).to_have_count(0)


def test_a_slider_is_moved_with_arrows_and_dragged(show: Show) -> None:
    page = show("import treadle as st\nst.text(f\"level {st.slider('Level', 0, 100, 50)!r}\")")
    handle = page.get_by_role("slider", name="Level")
    handle.press("ArrowRight")
    said(page, "level 51")
    handle.press("Home")
    said(page, "level 0")
    place = box(handle)
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(2000, place["y"], steps=4)
    page.mouse.up()
    said(page, "level 100")


def test_both_ends_of_a_range_move(show: Show) -> None:
    page = show(
        "import treadle as st\nst.text(f\"range {st.slider('Width', 0.0, 1.0, (0.25, 0.75), step=0.25)!r}\")"
    )
    said(page, "range (0.25, 0.75)")
    page.get_by_role("slider").first.press("ArrowLeft")
    said(page, "range (0.0, 0.75)")
    page.get_by_role("slider").last.press("End")
    said(page, "range (0.0, 1.0)")


def test_a_date_slider_gives_dates(show: Show) -> None:
    page = show(
        """
        import datetime
        import treadle as st
        day = st.slider("Day", datetime.date(2026, 1, 1), datetime.date(2026, 1, 31),
                        datetime.date(2026, 1, 5))
        st.text(f"day {day!r}")
        """
    )
    page.get_by_role("slider").press("ArrowRight")
    said(page, "day datetime.date(2026, 1, 6)")


def test_a_callback_runs_before_the_script_and_sees_the_new_value(show: Show) -> None:
    page = show(
        """
        import treadle as st

        def copy(times, *, sign):
            st.session_state.copied = sign + st.session_state.word * times

        st.text("copied " + st.session_state.get("copied", "nothing"))
        st.text_input("Word", key="word", on_change=copy, args=(2,), kwargs={"sign": "+"})
        """
    )
    page.get_by_label("Word").fill("ab")
    page.get_by_label("Word").press("Enter")
    said(page, "copied +abab")


def test_the_app_sets_a_widget_through_the_session_state(show: Show) -> None:
    page = show(
        """
        import treadle as st

        def reset():
            st.session_state.update(word="again", level=3, box=True)

        st.text_input("Word", key="word")
        st.slider("Level", 0, 10, key="level")
        st.checkbox("Box", key="box")
        st.button("Reset", on_click=reset)
        """
    )
    page.get_by_label("Word").fill("typed")
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_label("Word")).to_have_value("again")
    expect(page.get_by_role("slider", name="Level")).to_have_attribute("aria-valuenow", "3")
    expect(page.get_by_label("Box")).to_be_checked()


def test_disabled_inputs_cannot_be_used(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.button("Press", disabled=True)
        st.checkbox("Box", disabled=True)
        st.text_input("Word", disabled=True)
        st.number_input("Count", disabled=True)
        st.selectbox("Town", ["Ghent"], disabled=True)
        st.radio("Fibre", ["Linen"], disabled=True)
        """
    )
    expect(page.get_by_role("button", name="Press")).to_be_disabled()
    for label in ("Box", "Word", "Count", "Town"):
        expect(page.get_by_label(label, exact=True)).to_be_disabled()
    expect(page.get_by_role("radio", name="Linen")).to_be_disabled()


def test_a_click_while_values_are_on_their_way_loses_nothing(show: Show) -> None:
    page = show(
        """
        import time
        import treadle as st

        names = [st.checkbox(str(number)) for number in range(10)]
        time.sleep(0.05)
        st.text(f"{sum(names)} ticked")
        """
    )
    for number in range(10):
        page.get_by_label(str(number), exact=True).check()
    said(page, "10 ticked")


def test_help_is_there_for_mouse_and_keyboard(show: Show) -> None:
    page = show("import treadle as st\nst.text_input('Word', help='What it *is*')")
    page.get_by_role("button", name="Help").focus()
    expect(page.get_by_text("What it is")).to_be_visible()


def test_half_an_emoji_in_a_field_is_no_reason_to_hang_up(show: Show) -> None:
    page = show("import treadle as st\nst.text(ascii(st.text_input('Word')))")
    field = page.get_by_label("Word")
    field.evaluate(
        """field => {
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, "x" + "🧵"[0]);
          field.dispatchEvent(new Event("input", {bubbles: true}));
        }"""
    )
    field.press("Enter")
    said(page, r"'x\ufffd'")
    expect(page.get_by_role("region", name="Notifications")).to_be_empty()


def test_what_is_typed_is_there_when_a_key_presses_a_button(show: Show) -> None:
    page = show(
        """
        import treadle as st
        def save():
            st.session_state.saved = st.session_state.word
        st.text_input("Word", key="word")
        st.button("Save", on_click=save, shortcut="Ctrl+K")
        st.text(f"saved: {st.session_state.get('saved')}")
        """
    )
    page.get_by_label("Word").fill("new")
    page.get_by_label("Word").press("Control+k")
    expect(page.get_by_text("saved: new")).to_be_visible()
    expect(page.get_by_label("Word")).to_be_focused()


def test_a_click_straight_after_typing_brings_the_text_while_a_run_is_busy(
    show: Show, gate: threading.Event
) -> None:
    page = show(
        """
        import treadle as st
        from gate_of_test import gate

        def save(word):
            st.session_state.saved = [*st.session_state.get("saved", []), word]

        word = st.text_input("Word")
        waits = word and "waited" not in st.session_state
        st.text("busy" if waits else "not busy")
        if waits:
            st.session_state.waited = True
            gate.wait(60)
        pressed = st.button("Save", on_click=save, args=(word,))
        st.text(f"saved: {st.session_state.get('saved')}, pressed: {pressed}")
        """
    )
    page.get_by_label("Word").fill("new")
    page.get_by_label("Word").press("Enter")
    said(page, "busy")
    page.get_by_role("button", name="Save").click()
    said(page, "saved: ['new'], pressed: True")


def test_a_date_is_typed_and_chosen(show: Show) -> None:
    page = show("""
        import treadle as st
        st.text(st.date_input("Day", "2030-01-15", format="DD.MM.YYYY"))
        st.text(repr(st.date_input("Days", (), "2030-01-01", "2030-12-31")))
    """)
    field = page.get_by_role("textbox", name="Day", exact=True)
    field.fill("20.02.2030")
    field.press("Enter")
    said(page, "2030-02-20")
    field.click()
    page.get_by_role("button", name="Thursday, February 28, 2030").click()
    said(page, "2030-02-28")
    expect(field).to_have_value("28.02.2030")
    field.press("ArrowDown")
    expect(page.get_by_role("button", name="Thursday, February 28, 2030")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Wednesday, February 27, 2030")).to_be_focused()
    page.keyboard.press("Enter")
    said(page, "2030-02-27")
    days = page.get_by_role("textbox", name="Days")
    days.click()
    page.get_by_role("button", name="Thursday, January 10, 2030").click()
    page.get_by_role("button", name="Saturday, January 12, 2030").click()
    said(page, "(datetime.date(2030, 1, 10), datetime.date(2030, 1, 12))")
    expect(page.get_by_role("button", name="Thursday, January 10, 2030")).to_have_count(0)
    days.click()
    page.get_by_role("button", name="Monday, January 14, 2030").click()
    page.keyboard.press("Escape")
    said(page, "(datetime.date(2030, 1, 14),)")


def test_a_time_and_a_moment_are_typed_and_chosen(show: Show) -> None:
    page = show("""
        import treadle as st
        st.text(st.time_input("Time", "08:30"))
        st.text(st.datetime_input("Moment", "2030-01-15 08:30"))
    """)
    time = page.get_by_role("combobox", name="Time")
    time.click()
    page.get_by_role("option", name="09:15").click()
    said(page, "09:15:00")
    time.press_sequentially("1437")
    time.press("Enter")
    said(page, "14:37:00")
    moment = page.get_by_role("textbox", name="Moment")
    moment.fill("2030/02/01 7:05 pm")
    moment.press("Enter")
    said(page, "2030-02-01 19:05:00")
    moment.click()
    page.get_by_role("button", name="Sunday, February 3, 2030").click()
    said(page, "2030-02-03 19:05:00")
    page.get_by_role("combobox", name="Time").last.select_option("06:00")
    said(page, "2030-02-03 06:00:00")


def test_choices_side_by_side(show: Show) -> None:
    page = show("""
        import treadle as st
        fibre = st.pills("Fibre", ["Linen", "Wool"])
        views = st.segmented_control("Views", ["Day", "Week", "Month"], selection_mode="multi")
        size = st.select_slider("Size", ["S", "M", "L"])
        stars = st.feedback("stars")
        row = st.pagination(20)
        st.text(f"{fibre} {views} {size} {stars} {row}")
    """)
    said(page, "None [] S None 1")
    page.get_by_role("radio", name="Wool").click()
    page.get_by_role("checkbox", name="Month").click()
    page.get_by_role("checkbox", name="Day").click()
    page.get_by_role("slider", name="Size").press("End")
    page.get_by_role("radio", name="4 stars").click()
    page.get_by_role("button", name="Page 5", exact=True).click()
    page.get_by_role("button", name="Next page").click()
    said(page, "Wool ['Month', 'Day'] L 3 6")
    page.get_by_role("radio", name="Wool").click()
    page.get_by_role("radio", name="4 stars").click()
    said(page, "None ['Month', 'Day'] L None 6")


def test_a_menu_and_a_link(show: Show) -> None:
    page = show("""
        import treadle as st
        st.text(f"chosen: {st.menu_button('Export', ['CSV', 'PDF'])}")
        st.text(f"read: {st.link_button('Read', '?a=1', on_click='rerun', shortcut='K')}")
    """)
    said(page, "chosen: None")
    page.get_by_role("button", name="Export").press("Enter")
    page.get_by_role("menuitem", name="PDF").click()
    said(page, "chosen: PDF")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Read").click()
    expect(opened.value).to_have_url(re.compile(r"\?a=1$"))
    said(page, "read: True")
    with page.expect_popup() as opened:
        page.keyboard.press("k")
    expect(opened.value).to_have_url(re.compile(r"\?a=1$"))


def test_several_options_are_chosen_by_mouse_and_by_keys(show: Show) -> None:
    page = show("""
        import treadle as st
        st.text(st.multiselect("Fibres", ["Linen", "Wool", "Silk"], ["Wool"], accept_new_options=True))
    """)
    field = page.get_by_role("combobox", name="Fibres")
    field.click()
    page.get_by_role("option", name="Silk").click()
    said(page, "['Wool', 'Silk']")
    field.press_sequentially("li")
    expect(page.get_by_role("option", name="Linen")).to_be_visible()
    field.press("Enter")
    said(page, "['Wool', 'Silk', 'Linen']")
    field.press_sequentially("Hemp")
    expect(page.get_by_role("option", name="Hemp")).to_be_visible()
    field.press("Enter")
    said(page, "['Wool', 'Silk', 'Linen', 'Hemp']")
    field.press("Backspace")
    page.get_by_role("button", name="Remove Silk").click()
    said(page, "['Wool', 'Linen']")
    page.get_by_role("button", name="Clear").click()
    said(page, "[]")


def test_a_press_downloads_a_file_and_reruns(show: Show) -> None:
    page = show("""
        import treadle as st
        st.text(f"pressed: {st.download_button('Save', 'over, under', 'größe.csv', 'text/csv')}")
    """)
    said(page, "pressed: False")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    assert download.value.suggested_filename == "größe.csv"
    assert Path(download.value.path()).read_text(encoding="utf-8") == "over, under"
    said(page, "pressed: True")


def test_a_file_that_the_app_makes_is_downloaded_when_it_is_there(show: Show, gate: threading.Event) -> None:
    page = show("""
        import treadle as st
        from gate_of_test import gate
        n = st.session_state.n = st.session_state.get("n", 0) + 1
        def make():
            gate.wait()
            return bytes(3_000_000)
        st.download_button("Make", make, "made.bin", on_click="ignore")
        st.button("Other")
        def fail():
            raise KeyError("yarn")
        st.download_button("Fail", fail)
        st.text(f"run {n}")
    """)
    said(page, "run 1")
    page.get_by_role("button", name="Make").click()
    expect(page.get_by_role("button", name="Make")).to_be_disabled()
    page.get_by_role("button", name="Other").click()
    said(page, "run 2")
    with page.expect_download() as download:
        gate.set()
    assert download.value.suggested_filename == "made.bin"
    assert Path(download.value.path()).stat().st_size == 3_000_000
    expect(page.get_by_role("button", name="Make")).to_be_enabled()
    page.get_by_role("button", name="Fail").click()
    expect(page.get_by_text("The app could not make the file.")).to_be_visible()
    expect(page.get_by_text("KeyError", exact=True)).to_be_visible()
    said(page, "run 2")


def test_a_colour_is_picked_with_the_mouse_and_typed(show: Show) -> None:
    page = show("import treadle as st\nst.text(st.color_picker('Yarn', '#ff0000'))")
    field = page.get_by_role("textbox", name="Yarn")
    field.click()
    picture = page.locator(".mantine-ColorInput-saturation")
    place = box(picture)
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + 1)
    expect(page.get_by_text("#ff0000", exact=True)).to_have_count(0)
    eventually(page, lambda: page.get_by_text(field.input_value(), exact=True).is_visible(), True)
    field.fill("#0fa")
    expect(page.get_by_text("#0fa", exact=True)).to_be_visible()
    field.fill("none")
    field.blur()
    expect(field).to_have_value("#0fa")
    expect(picture).not_to_be_visible()
