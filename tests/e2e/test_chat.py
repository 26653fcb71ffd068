"""Chat in Chromium: messages, the field at the bottom, texts that stream, and the example."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import EXAMPLES, Served
from .waiting import box, eventually, resize, still, until

Show = Callable[..., Page]


def field(page: Page, name: str = "Ask"):
    return page.get_by_role("textbox", name=name)


def say(page: Page, text: str, name: str = "Ask") -> None:
    field(page, name).fill(text)
    field(page, name).press("Enter")


ECHO = """
import treadle as st
if prompt := st.chat_input("Ask"):
    st.chat_message("user").write(prompt)
    st.chat_message("assistant").write(f"Echo: {prompt}")
"""


def test_enter_sends_and_shift_enter_begins_a_line(show: Show) -> None:
    page = show(ECHO)
    field(page).fill("one")
    field(page).press("Shift+Enter")
    field(page).press_sequentially("two")
    expect(page.get_by_role("article")).to_have_count(0)
    field(page).press("Enter")
    expect(page.get_by_role("article", name="Message of assistant")).to_contain_text("Echo: one two")
    expect(field(page)).to_have_value("")
    expect(field(page)).to_be_focused()
    expect(page.get_by_role("button", name="Send")).to_be_disabled()


def test_the_field_stays_at_the_lower_edge_of_the_window(show: Show) -> None:
    page = show(ECHO + "for number in range(100): st.text(number)")
    expect(page.get_by_text("99", exact=True)).to_be_visible()
    for position in (0, 500):
        page.mouse.wheel(0, -10_000)
        until(page, "scrollY === 0")
        page.evaluate(f"window.scrollTo(0, {position})")
        until(page, f"scrollY === {position}")
        place = box(field(page))
        assert 800 < place["y"] + place["height"] < 900


STREAM = """
import treadle as st
from gate_of_test import gate
st.chat_input("Ask")
for number in range(60): st.text(f"line {number}")
def words():
    for number in range(400):
        yield f"word{number}\\n\\n"
        if number == 30: gate.wait(30)
st.write_stream(words)
"""


def test_the_page_follows_what_grows_unless_the_reader_scrolls_up(show: Show, gate) -> None:
    page = show(STREAM)
    expect(page.get_by_text("word30", exact=True)).to_be_visible()
    until(page, "document.documentElement.scrollHeight - innerHeight - scrollY < 3")
    page.mouse.move(500, 400)
    page.mouse.wheel(0, -600)
    # All of the wheel's way, which takes its time; nothing grows meanwhile.
    until(page, "document.documentElement.scrollHeight - innerHeight - scrollY >= 590")
    before = still(page, lambda: page.evaluate("scrollY"), frames=5)
    gate.set()
    expect(page.get_by_text("word399", exact=True)).to_be_attached()
    after = still(page, lambda: page.evaluate("scrollY"), frames=5)
    assert abs(after - before) < 3
    say(page, "to the end")
    until(page, "document.documentElement.scrollHeight - innerHeight - scrollY < 3")


def test_a_text_that_streams_is_stopped_with_its_button(show: Show, gate) -> None:
    page = show("""
import treadle as st, time
def words():
    for number in range(10_000):
        yield f"word{number} "
        time.sleep(0.02)
st.write_stream(words, cursor="▌")
st.text("after")
""")
    expect(page.get_by_text("word3")).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).last.click()
    expect(page.locator("main").get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.get_by_text("▌")).to_have_count(0)
    expect(page.get_by_text("word3")).to_be_visible()
    expect(page.get_by_text("after")).to_have_count(0)


def test_the_stop_button_of_a_threads_text_stops_that_thread(show: Show) -> None:
    page = show("""
import threading, time
import treadle as st
def words(name):
    for number in range(10_000):
        yield f"{name}{number} "
        time.sleep(0.02)
for name in ("a", "b"):
    with st.container(key=name):
        threading.Thread(target=lambda name=name: st.write_stream(words(name)), daemon=True).start()
st.text("shown")
""")
    expect(page.get_by_text("shown")).to_be_visible()
    page.locator(".st-key-a").get_by_role("button", name="Stop").click()
    expect(page.locator(".st-key-a").get_by_role("button", name="Stop")).to_have_count(0)
    stopped, other = page.locator(".st-key-a"), page.locator(".st-key-b")

    def grows() -> None:
        before = other.inner_text()  # at once: any state is as good
        eventually(page, other.inner_text, lambda text: text != before)

    grows()  # what had been on its way to the page when the thread was stopped is there now
    text = still(page, stopped.inner_text)
    grows()
    assert still(page, stopped.inner_text) == text


def test_while_the_app_answers_the_field_waits_or_stops_it(show: Show, gate) -> None:
    page = show("""
import treadle as st
from gate_of_test import gate
mode = st.radio("Mode", ["disable", "stop"])
if prompt := st.chat_input("Ask", submit_mode=mode, key=mode):
    st.text(f"asked {prompt}")
    for _ in range(3000):
        if gate.wait(0.01): break
        st.session_state.n = 1
    st.text("answered")
st.text(f"mode {mode}")
""")
    say(page, "one")
    expect(page.get_by_text("asked one")).to_be_visible()
    expect(field(page)).to_be_disabled()
    gate.set()
    expect(page.get_by_text("answered")).to_be_visible()
    expect(field(page)).to_be_enabled()
    gate.clear()
    page.get_by_role("radio", name="stop").click(force=True)
    expect(page.get_by_text("mode stop")).to_be_visible()
    expect(field(page)).to_have_count(1)
    say(page, "two")
    expect(page.get_by_text("asked two")).to_be_visible()
    page.locator("main").get_by_role("button", name="Stop").click()
    expect(field(page)).to_be_enabled()
    expect(page.get_by_text("answered")).to_have_count(0)


def test_files_go_with_a_message(show: Show) -> None:
    page = show("""
import treadle as st
message = st.chat_input("Ask", accept_file="multiple", file_type=["txt"])
st.text("got: " +
        (f"{message.text} {[(file.name, file.read()) for file in message.files]}" if message else ""))
""")
    files = [{"name": name, "mimeType": "text/plain", "buffer": name.encode()} for name in ("a.txt", "b.txt")]
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    expect(page.get_by_text("b.txt", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remove a.txt").click()
    say(page, "look")
    expect(page.get_by_text("got: look [('b.txt', b'b.txt')]")).to_be_visible()
    expect(page.get_by_text("b.txt", exact=True)).to_have_count(0)
    page.locator("input[type=file]").set_input_files(files[:1])  # type: ignore[arg-type]
    page.get_by_role("button", name="Remove a.txt").wait_for()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("got:  [('a.txt', b'a.txt')]")).to_be_visible()


def test_the_app_writes_into_the_field(show: Show) -> None:
    page = show("""
import treadle as st
if st.button("Suggest"): st.session_state.ask = "How many threads?"
if prompt := st.chat_input("Ask", key="ask"): st.text(f"asked: {prompt}")
""")
    page.get_by_role("button", name="Suggest").click()
    expect(field(page)).to_have_value("How many threads?")
    field(page).press("Enter")
    expect(page.get_by_text("asked: How many threads?")).to_be_visible()


def test_a_field_in_a_dialog_and_one_in_the_sidebar(show: Show) -> None:
    page = show("""
import treadle as st
with st.sidebar:
    if said := st.chat_input("Aside"): st.text(f"aside: {said}")
@st.dialog("Talk")
def talk():
    if said := st.chat_input("Inside"): st.text(f"inside: {said}")
talk()
""")
    say(page, "hi", "Inside")
    expect(page.get_by_role("dialog").get_by_text("inside: hi")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    say(page, "ho", "Aside")
    expect(page.get_by_text("aside: ho")).to_be_visible()


# The pattern of docs/how-to/chat.md, and the example --------------------------------------------------------

PATTERN = """
import time
import treadle as st
messages = st.session_state.setdefault("messages", [])
for message in messages:
    st.chat_message(message["author"]).markdown(message["text"])
if prompt := st.chat_input("Ask"):
    answer = {"author": "assistant", "text": ""}
    messages.append(answer)
    def kept():
        for number in range(10_000):
            answer["text"] += f"word{number} "
            yield f"word{number} "
            time.sleep(0.02)
    with st.chat_message("assistant"):
        st.write_stream(kept())
st.button("Press me")
"""


def test_what_the_body_had_streamed_stays_when_a_click_stops_it(show: Show) -> None:
    page = show(PATTERN.replace('st.button("Press me")', "") + '\nst.sidebar.button("Press me")')
    page.get_by_role("button", name="Press me").wait_for()
    say(page, "go")
    message = page.get_by_role("article", name="Message of assistant")
    expect(message).to_contain_text("word20")
    page.get_by_role("button", name="Press me").click()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(message).to_have_count(1)
    expect(message).to_contain_text("word20")


def test_in_the_example_clicks_questions_and_a_reload_cut_no_answer(
    page: Page, serve: Callable[..., Served]
) -> None:
    page.goto(serve(EXAMPLES / "chat" / "app.py").url)
    page.get_by_role("textbox").wait_for()
    say(page, "What is a treadle?", "Ask about looms, threads and patterns")
    answers = page.get_by_role("article", name="Message of assistant")
    expect(answers).to_contain_text("pedal")
    page.get_by_role("button", name="Press me meanwhile").click()
    say(page, "What is a satin?", "Ask about looms, threads and patterns")
    expect(answers).to_have_count(2)
    page.reload()
    expect(answers).to_have_count(2)
    end = re.compile("That is all that I have found.")
    expect(answers.nth(0)).to_contain_text(end, timeout=60_000)
    expect(answers.nth(1)).to_contain_text(end, timeout=60_000)
    page.get_by_role("button", name="Press me meanwhile").click()
    once = ("That is all that I have found.", "You asked:")
    eventually(
        page,
        lambda: [text.count(each) for text in answers.all_inner_texts() for each in once],
        [1, 1, 1, 1],
    )
    expect(page.get_by_text("▌")).to_have_count(0)


@pytest.mark.parametrize("width", [400, 1200])
def test_messages_fit_the_window(show: Show, width: int) -> None:
    page = show(
        ECHO + 'st.chat_message("assistant").write("x" * 300)\nst.chat_message("Ada").code("y" * 300)'
    )
    resize(page, width)
    expect(page.get_by_text("A", exact=True)).to_be_visible()
    expect(page.locator("code")).to_be_visible()
    until(page, f"document.documentElement.scrollWidth <= {width}")
