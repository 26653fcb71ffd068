"""The five thread examples do what a reader of "Multithreading in Streamlit" expects: text, order, and
when.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from treadle._core.config import Config

from .conftest import EXAMPLES, LOCAL, Served

NOTE_WHEN_LINES_APPEAR = r"""
window.appeared = {};
new MutationObserver(() => {
  for (const [, delay] of document.body.innerText.matchAll(/Waited (\d) s/g))
    window.appeared[delay] ??= performance.now() / 1000;
}).observe(document, { subtree: true, childList: true, characterData: true });
"""

NAMES = ("after_join", "as_finished", "own_container", "attached_context", "just_write")


class Watched:
    """A page on which the five workers have finished, and nothing changes any more."""

    def __init__(self, page: Page) -> None:
        self.text = page.inner_text("main")  # at once: it is the last state of the page
        lines = re.findall(r"Waited (\d) s, done after (\d+\.\d) s", self.text)
        self.order = [int(delay) for delay, _ in lines]
        appeared = page.evaluate("window.appeared")  # at once: all of them have
        self.appeared = {int(delay): float(when) for delay, when in appeared.items()}
        self.done = {int(delay): float(after) for delay, after in lines}

    def lags(self) -> list[float]:
        """How many seconds after its worker each line appeared, compared with the line that was fastest."""
        lags = [self.appeared[delay] - after for delay, after in self.done.items()]
        return [lag - min(lags) for lag in lags]


@pytest.fixture(scope="module")
def watched(chromium: Browser, static: Path) -> Iterator[dict[str, Watched]]:
    """All five at once: each takes five seconds, and so do they together."""
    config = Config.of(LOCAL)
    context = chromium.new_context()
    served = {name: Served(EXAMPLES / "threads" / f"{name}.py", config, static) for name in NAMES}
    pages: dict[str, Page] = {}
    for name, one in served.items():
        pages[name] = context.new_page()
        pages[name].add_init_script(NOTE_WHEN_LINES_APPEAR)
        pages[name].goto(one.url)
    found = {}
    for name, page in pages.items():
        expect(page.get_by_text("Waited 5 s")).to_be_visible()
        expect(page.get_by_text(re.compile(r"Waited \d s"))).to_have_count(5)
        expect(
            page.get_by_text("All five together took" if name in NAMES[:4] else "The script itself is done")
        ).to_be_visible()
        expect(page.get_by_role("button", name="Stop")).to_have_count(0)
        found[name] = Watched(page)
    yield found
    context.close()
    for one in served.values():
        one.stop()


@pytest.mark.parametrize("name", NAMES)
def test_all_lines_stand_in_the_order_of_starting(name: str, watched: dict[str, Watched]) -> None:
    assert watched[name].order == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("name", NAMES)
def test_workers_wait_at_the_same_time(name: str, watched: dict[str, Watched]) -> None:
    for delay, after in watched[name].done.items():
        # One after the other, the second would be done after nine seconds and the last after fifteen.
        assert delay <= after < delay + 3


@pytest.mark.parametrize("name", NAMES[1:])
def test_each_line_appears_as_its_worker_finishes(name: str, watched: dict[str, Watched]) -> None:
    assert max(watched[name].lags()) < 2, "no line waits for the others"


def test_after_join_shows_all_at_once(watched: dict[str, Watched]) -> None:
    assert max(watched["after_join"].lags()) > 2, (
        "the first line waits for the last, which is done four seconds later"
    )


@pytest.mark.parametrize("name", NAMES[:4])
def test_the_page_says_how_long_it_took(name: str, watched: dict[str, Watched]) -> None:
    took = re.search(r"All five together took (\d+\.\d) s", watched[name].text)
    assert took is not None
    assert 5 <= float(took.group(1)) < 9, "one after the other, they would take fifteen seconds"
