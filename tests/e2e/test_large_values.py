"""Very large values: a page stays usable, and what is not shown is said."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .waiting import eventually

Show = Callable[..., Page]

pytestmark = pytest.mark.timeout(300)
LONG = 120_000
"""Milliseconds for what a busy machine needs long for."""

BUTTON = """
    import treadle as st

    if st.button("Press"):
        st.success("Answered")
"""

WATCH = """
    window.seen = [];
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((task) => task.duration)))
        .observe({ entryTypes: ["longtask"] });
    const look = () => {
        const text = document.body?.textContent ?? "";
        for (const word of ["BEGIN", "Answered", "After", "END"])
            if (!window.seen.includes(word) && text.includes(word)) {
                window.seen.push(word);
                document.documentElement.dataset.seen = window.seen.join(" ");
            }
        const tab = [...document.querySelectorAll("[role=tab]")].find((one) => one.textContent === "Two");
        if (window.seen.includes("BEGIN") && tab?.ariaSelected === "false") tab.click();
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
"""
"""Notes in which order words come onto the page, chooses the other tab at the first, and measures long
tasks.
"""


@pytest.mark.parametrize("command", ["code", "text", "write"])
def test_fifty_megabytes_are_shown_in_part_and_the_page_stays_usable(show: Show, command: str) -> None:
    page = show(
        BUTTON
        + f"""
    st.{command}("a line of the text that is very long and has no end\\n" * 1_000_000)
    st.caption("After")
    """
    )
    # Looking for texts would cost more time than the page itself.
    expect(page.locator("[data-kind=caption]")).to_have_text("After", timeout=LONG)
    page.locator("[data-kind=button] button").click(timeout=LONG)
    expect(page.locator("[data-kind=alert]")).to_have_text("Answered", timeout=LONG)
    more = page.locator(".tr-more")
    expect(more).to_contain_text(re.compile(r"51(\.0)? MB are not shown\."), timeout=LONG)
    eventually(page, lambda: length(page), lambda found: found < 1_100_000)
    more.locator("button").click(timeout=LONG)
    expect(more).to_contain_text(re.compile(r"50(\.0)? MB are not shown\."), timeout=LONG)
    eventually(page, lambda: length(page), lambda found: 1_500_000 < found < 2_100_000)


def length(page: Page) -> int:
    return int(page.evaluate("document.querySelector('main').textContent.length"))


TEXTS = {
    "Markdown": (
        '"\\n\\n".join(f"Paragraph **{i}** of `text` with [a link](https://a.dev)" for i in range(6_000))'
    ),
    "words": '"word " * 200_000',
    "lines": '"\\n".join(f"line {i} of a text" for i in range(40_000))',
    "a list": '"\\n".join(f"- item {i} of a *list*" for i in range(14_000))',
    "a table": '"| a | b |\\n|---|---|\\n" + "\\n".join(f"| {i} | **x** |" for i in range(5_000))',
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_long_text_is_drawn_in_slices(page: Page, serve: Callable[..., Any], kind: str) -> None:
    served = serve(
        f"""
    import treadle as st

    one, two = st.tabs(["One", "Two"])
    two.text("Answered")
    st.write("BEGIN\\n\\n" + {TEXTS[kind]} + "\\n\\nEND")
    st.text("After")
    """
    )
    page.add_init_script(WATCH)
    page.goto(served.url)
    # The click was answered, and what stands below was there, while the rest was still drawn.
    order = re.compile("^(?=.*After).*BEGIN.*Answered.* END$")
    expect(page.locator("html")).to_have_attribute("data-seen", order, timeout=LONG)
    # No task does most of the work.
    tasks = page.evaluate("window.tasks")  # at once: the end was seen, and nothing is left to be done
    assert max(tasks, default=0) < max(sum(tasks), 1000) / 2, sorted(tasks)


def test_of_twenty_thousand_elements_those_in_view_are_drawn(show: Show) -> None:
    page = show(
        BUTTON
        + """
    for number in range(20_000):
        st.text(f"Element {number}.")
    """
    )
    expect(page.get_by_text("Element 0.")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Press").click(timeout=LONG)
    expect(page.get_by_text("Answered")).to_be_visible(timeout=LONG)
    nodes = page.locator("main [data-node]")
    eventually(page, nodes.count, lambda count: count < 2_000)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.get_by_text("Element 19999.")).to_be_visible(timeout=LONG)
    eventually(page, nodes.count, lambda count: count < 2_500)
    eventually(page, page.locator("*").count, lambda count: count < 10_000)


def test_elements_that_were_drawn_keep_what_was_entered(show: Show) -> None:
    page = show(
        """
    import treadle as st

    for number in range(2_000):
        with st.expander(f"Box {number}"):
            st.text("Open")
    """
    )
    page.get_by_text("Box 0", exact=True).click()
    expect(page.get_by_text("Open").first).to_be_visible()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.get_by_text("Box 1999", exact=True)).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    expect(page.get_by_text("Open").first).to_be_visible()


@pytest.mark.parametrize("command", ["selectbox", "radio"])
def test_of_a_hundred_thousand_options_some_are_drawn(show: Show, command: str) -> None:
    page = show(f"""
    import treadle as st

    chosen = st.{command}("Pick", [f"Option {{number}}" for number in range(100_000)])
    st.text(f"{{chosen}} it is")
    """)
    if command == "selectbox":
        page.get_by_role("combobox").click()
        expect(page.get_by_role("option").first).to_be_visible()
        eventually(page, page.get_by_role("option").count, lambda count: count < 500)
        page.keyboard.type("Option 99999")
        page.get_by_role("option", name="Option 99999").click()
    else:
        expect(page.get_by_role("radio", name="Option 1", exact=True)).to_be_visible()
        eventually(page, page.get_by_role("radio").count, lambda count: count < 500)
        page.get_by_text("it is").scroll_into_view_if_needed()
        page.get_by_text("Option 99999", exact=True).click()
    expect(page.get_by_text("Option 99999 it is")).to_be_visible()
    eventually(page, page.locator("*").count, lambda count: count < 20_000)
