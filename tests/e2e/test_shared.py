"""What threads and other visitors change, seen in the browser: shared values, and widgets that a thread
moves.
"""

import threading
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import Served

VOTES = """
import treadle as st

votes = st.shared("votes", {})

def vote(name):
    votes.update(lambda before: {**before, name: before.get(name, 0) + 1})

for name in ("Ada", "Grace"):
    st.button(name, on_click=vote, args=(name,))
st.text(", ".join(f"{name}: {count}" for name, count in sorted(votes.value.items())) or "no votes")
"""


def test_two_visitors_see_each_others_votes(
    page: Page, chromium: Browser, serve: Callable[..., Served]
) -> None:
    served = serve(VOTES)
    other_context = chromium.new_context()
    try:
        other = other_context.new_page()
        for one in (page, other):
            one.goto(served.url)
            expect(one.get_by_text("no votes")).to_be_visible()
        page.get_by_role("button", name="Ada").click()
        for one in (page, other):
            expect(one.get_by_text("Ada: 1", exact=True)).to_be_visible()
        other.get_by_role("button", name="Grace").click()
        other.get_by_role("button", name="Ada").click()
        for one in (page, other):
            expect(one.get_by_text("Ada: 2, Grace: 1", exact=True)).to_be_visible()
    finally:
        other_context.close()


MOVED = """
import threading
import treadle as st
from gate_of_test import gate

def work():
    gate.wait(20)
    st.session_state.volume = 7
    st.session_state.name = "Ada"

st.slider("Volume", 0, 10, 3, key="volume")
st.text_input("Name", "nobody", key="name")
st.text(f"{st.session_state.name} at {st.session_state.volume}")
st.button("Look")
if "worker" not in st.session_state:
    st.session_state.worker = threading.Thread(target=work, daemon=True)
    st.session_state.worker.start()
"""


def test_a_thread_moves_widgets_and_the_next_run_knows(
    gate: threading.Event, context: BrowserContext, show: Callable[..., Page]
) -> None:
    page = show(MOVED)
    expect(page.get_by_text("nobody at 3")).to_be_visible()
    gate.set()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", "7")
    expect(page.get_by_label("Name")).to_have_value("Ada")
    expect(page.get_by_text("nobody at 3")).to_be_visible()
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_text("Ada at 7")).to_be_visible()
    page.get_by_role("slider").press("ArrowRight")
    expect(page.get_by_text("Ada at 8")).to_be_visible()
