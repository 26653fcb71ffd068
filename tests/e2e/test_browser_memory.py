"""What a real browser keeps: it is there in the first run of the next visit, and after a lost connection."""

import threading
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import Served
from .waiting import until
from .wire import Wire

SCRIPT = """
import datetime
import treadle as st

st.text(f"storage: {st.browser_storage.to_dict()}")
st.text(f"cookies: {sorted(st.cookies.to_dict().items())}")
note = st.text_input("Note")
if st.button("Write"):
    st.text(f"written: {note}")
    st.browser_storage["note"] = {"text": note}
    st.cookies.set("city", note + " ü;", expires=datetime.timedelta(days=2), same_site="strict")
    st.cookies["brief"] = "1"
if st.button("Delete"):
    del st.browser_storage["note"]
    del st.cookies["city"]
"""


def write(page: Page, note: str) -> None:
    page.get_by_label("Note").fill(note)
    page.get_by_role("button", name="Write").click()
    expect(page.get_by_text(f"written: {note}")).to_be_visible()


def test_it_is_there_at_the_next_visit(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(SCRIPT, server_baseUrlPath="a/b")
    page.goto(f"{served.url}/")
    expect(page.get_by_text("storage: {}", exact=True)).to_be_visible()
    write(page, "one")
    expect(page.get_by_text("storage: {}", exact=True)).to_be_visible()
    page.get_by_role("button", name="Write").press("r")  # rerun: the session knows it at once
    expect(page.get_by_text("storage: {'note': {'text': 'one'}}")).to_be_visible()
    until(page, "document.cookie.includes('city')")
    other = page.context.new_page()
    other.goto(f"{served.url}/")
    expect(other.get_by_text("storage: {'note': {'text': 'one'}}")).to_be_visible()
    expect(other.get_by_text("cookies: [('brief', '1'), ('city', 'one ü;')]")).to_be_visible()
    kept = page.context.cookies()  # at once: the other page has read them
    found = {each.get("name"): each for each in kept}
    assert (found["city"].get("path"), found["city"].get("sameSite")) == ("/a/b/", "Strict")
    assert (found["city"].get("expires") or 0) > 0
    assert (found["brief"].get("expires"), found["brief"].get("sameSite")) == (-1, "Lax")
    other.get_by_role("button", name="Delete").click()
    until(other, "!document.cookie.includes('city')")
    page.reload()
    expect(page.get_by_text("storage: {}", exact=True)).to_be_visible()
    expect(page.get_by_text("cookies: [('brief', '1')]")).to_be_visible()


def test_a_lost_connection_loses_no_write(
    page: Page, serve: Callable[..., Served], wire: Callable[[Served], Wire], gate: threading.Event
) -> None:
    served = serve(
        """
        import threading
        import treadle as st
        from gate_of_test import gate

        def write():
            gate.wait(30)
            st.browser_storage["late"] = 1

        if "begun" not in st.session_state:
            st.session_state.begun = True
            threading.Thread(target=write, daemon=True).start()
        st.text(f"storage: {st.browser_storage.to_dict()}")
        """
    )
    cable = wire(served)
    page.goto(cable.url)
    expect(page.get_by_text("storage: {}", exact=True)).to_be_visible()
    cable.cut()
    gate.set()
    cable.mend()
    until(page, "(localStorage.getItem('treadle.storage/') ?? '').includes('late')")
