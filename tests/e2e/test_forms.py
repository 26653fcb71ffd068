"""Forms: what is entered waits for the button."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .wire import Frames

Show = Callable[..., Page]

ORDER = """
import treadle as st

st.session_state.setdefault("runs", 0)
st.session_state.runs += 1
with st.form("order", {options}):
    name = st.text_input("Name")
    metres = st.number_input("Metres", 1, 100, 5)
    dyed = st.checkbox("Dyed")
    sent = st.form_submit_button("Order")
st.text(f"sent={{sent}} name={{name!r}} metres={{metres}} dyed={{dyed}} runs={{st.session_state.runs}}")
"""


def fill(page: Page) -> None:
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Metres", exact=True).fill("7")
    page.get_by_label("Dyed").check()


def test_nothing_runs_before_a_form_is_sent_and_then_once(page: Page, show: Show) -> None:
    frames = Frames(page)
    show(ORDER.format(options=""))
    expect(page.get_by_text("sent=False name='' metres=5 dyed=False runs=1")).to_be_visible()
    fill(page)
    assert not [message for message in frames.sent if message[0] == "interact"]
    page.get_by_role("button", name="Order").click()
    expect(page.get_by_text("sent=True name='Ada' metres=7 dyed=True runs=2")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Ada")
    assert len([message for message in frames.sent if message[0] == "interact"]) == 1


def test_enter_sends_a_form(show: Show) -> None:
    page = show(ORDER.format(options=""))
    fill(page)
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_text("sent=True name='Ada' metres=7 dyed=True runs=2")).to_be_visible()


def test_enter_sends_no_form_that_does_not_want_that(show: Show) -> None:
    page = show(ORDER.format(options="enter_to_submit=False"))
    fill(page)
    page.get_by_label("Name").press("Enter")
    page.get_by_role("button", name="Order").click()
    expect(page.get_by_text("sent=True name='Ada' metres=7 dyed=True runs=2")).to_be_visible()


def test_a_form_is_cleared_when_it_was_sent(show: Show) -> None:
    page = show(ORDER.format(options="clear_on_submit=True"))
    fill(page)
    page.get_by_role("button", name="Order").click()
    expect(page.get_by_text("sent=True name='Ada' metres=7 dyed=True runs=2")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("")
    expect(page.get_by_label("Metres", exact=True)).to_have_value("5")
    expect(page.get_by_label("Dyed")).not_to_be_checked()
    page.get_by_role("button", name="Order").click()
    expect(page.get_by_text("sent=True name='' metres=5 dyed=False runs=3")).to_be_visible()


def test_a_form_keeps_what_was_entered_while_the_rest_of_the_page_runs(show: Show) -> None:
    page = show(ORDER.format(options="") + "\nst.button('Other')\n")
    fill(page)
    page.get_by_role("button", name="Other").click()
    expect(page.get_by_text("sent=False name='' metres=5 dyed=False runs=2")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Ada")
    page.get_by_role("button", name="Order").click()
    expect(page.get_by_text("sent=True name='Ada' metres=7 dyed=True runs=3")).to_be_visible()


def test_a_form_without_a_button_says_so(show: Show) -> None:
    page = show("import treadle as st\nwith st.form('order'):\n    st.text_input('Name')")
    expect(page.get_by_text("form_submit_button")).to_be_visible()
