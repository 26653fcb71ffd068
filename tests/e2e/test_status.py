"""Signs of progress: bars, spinners, status containers, toasts and messages."""

import threading
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .waiting import eventually

Show = Callable[..., Page]


def test_a_bar_moves_in_place(show: Show, gate: threading.Event) -> None:
    page = show(
        """
        import treadle as st
        from gate_of_test import gate
        bar = st.progress(10, text="Weaving")
        gate.wait(30)
        bar.progress(0.7, text="Nearly")
        """
    )
    bar = page.get_by_role("progressbar", name="Weaving")
    expect(bar).to_have_attribute("aria-valuenow", "10")
    gate.set()
    expect(page.get_by_role("progressbar", name="Nearly")).to_have_attribute("aria-valuenow", "70")
    expect(page.get_by_role("progressbar")).to_have_count(1)


def test_a_spinner_turns_while_its_block_runs(show: Show, gate: threading.Event) -> None:
    page = show(
        """
        import treadle as st
        from gate_of_test import gate
        with st.spinner("Dyeing…", show_time=True):
            gate.wait(30)
        st.text("dry")
        """
    )
    expect(page.get_by_text("Dyeing…")).to_be_visible()
    gate.set()
    expect(page.get_by_text("dry")).to_be_visible()
    expect(page.get_by_text("Dyeing…")).to_have_count(0)


def test_a_status_says_what_goes_on_and_how_it_ended(show: Show, gate: threading.Event) -> None:
    page = show(
        """
        import treadle as st
        from gate_of_test import gate
        with st.status("Fetching", expanded=True) as status:
            st.text("half of it")
            gate.wait(30)
            status.update(label="Fetched", expanded=False)
        """
    )
    expect(page.get_by_text("Running:")).to_be_attached()
    expect(page.get_by_text("half of it")).to_be_visible()
    gate.set()
    head = page.get_by_role("button", name="Fetched")
    expect(head).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_text("Complete:")).to_be_attached()


def test_a_status_whose_block_fails_shows_that(show: Show) -> None:
    page = show(
        """
        import treadle as st
        with st.status("Fetching"):
            raise ConnectionError("no yarn")
        """
    )
    expect(page.get_by_text("Failed:")).to_be_attached()
    expect(page.get_by_text("no yarn", exact=True)).to_be_visible()


def test_a_toast_shows_once_and_can_be_closed(show: Show) -> None:
    page = show(
        """
        import treadle as st
        if st.button("Save"):
            st.toast("**Saved** it", icon="🧵", duration="infinite")
        st.checkbox("Other")
        """
    )
    notes = page.get_by_role("region", name="Notifications")
    page.get_by_role("button", name="Save").click()
    expect(notes.get_by_text("Saved it")).to_be_visible()
    page.get_by_label("Other").check()
    notes.get_by_role("button", name="Close notification").click()
    expect(notes.get_by_text("Saved")).to_have_count(0)


def test_a_toast_from_a_thread_arrives(show: Show) -> None:
    page = show(
        "import threading\nimport treadle as st\n"
        "threading.Thread(target=st.toast, args=('From afar',)).start()"
    )
    expect(page.get_by_text("From afar")).to_be_visible()


def test_messages_have_their_kinds(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.success("It is woven")
        st.info("It is linen")
        st.warning("It is thin")
        st.error("It is torn")
        """
    )
    for text in ("It is woven", "It is linen", "It is thin", "It is torn"):
        expect(page.get_by_text(text)).to_be_visible()
    colors = "all => all.map(a => getComputedStyle(a).backgroundColor)"
    eventually(
        page, lambda: set(page.locator(".tr-alert").evaluate_all(colors)), lambda found: len(found) == 4
    )


def test_a_stream_grows_in_order_while_it_comes(show: Show, gate: threading.Event) -> None:
    page = show(
        """
        import treadle as st
        from gate_of_test import gate

        def words():
            yield "one "
            yield "two "
            gate.wait(30)
            for number in range(200):
                yield f"{number} "

        st.caption(f"{len(st.write_stream(words))} letters")
        """
    )
    expect(page.get_by_text("one two", exact=True)).to_be_visible()
    gate.set()
    whole = "one two " + "".join(f"{number} " for number in range(200))
    expect(page.get_by_text(whole.strip(), exact=True)).to_be_visible()
    expect(page.get_by_text(f"{len(whole)} letters")).to_be_visible()


def test_a_streamed_markdown_is_set_while_it_is_unfinished(show: Show, gate: threading.Event) -> None:
    page = show(
        """
        import treadle as st
        from gate_of_test import gate

        def words():
            yield "# Title\\n\\nSome **bold"
            gate.wait(30)
            yield " words**\\n\\n```python\\nprint(1)\\n"

        st.write_stream(words)
        """
    )
    expect(page.get_by_role("heading", name="Title")).to_be_visible()
    gate.set()
    expect(page.locator("strong")).to_have_text("bold words")
    expect(page.locator("code")).to_contain_text("print(1)")
