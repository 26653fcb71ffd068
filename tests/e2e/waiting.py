"""Waits for what a page's script says, and for what a test reads from the page.

A page changes when it is ready to: a test that reads it at once may read an earlier state. Each test waits
instead, with Playwright's `expect` or with these. `tests/test_waiting.py` checks that.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from playwright.sync_api import FloatRect, Locator, Page

PATIENCE = 30.0
"""Seconds, as of the other expectations."""

FRAMES = """count => new Promise(done => {
    const next = left => (left === 0 ? done() : requestAnimationFrame(() => next(left - 1)));
    next(count);
})"""

T = TypeVar("T")


def eventually(page: Page, read: Callable[[], T], wanted: object) -> T:
    """Return what `read` returns as soon as it equals `wanted` or, if that is a function, satisfies it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = read()
        if wanted(found) if callable(wanted) else found == wanted:
            return found
        assert time.monotonic() < deadline, f"it stayed {found!r}" + (
            "" if callable(wanted) else f" and did not become {wanted!r}"
        )
        page.wait_for_timeout(50)


def until(page: Page, expression: str, argument: Any = None) -> None:
    """Wait until an expression is true, or a function with that argument. Playwright's own way to do so needs
    `eval`, which the page does not allow.
    """
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(expression, argument):
        assert time.monotonic() < deadline, f"{expression} did not come true"
        page.wait_for_timeout(50)


def still(page: Page, read: Callable[[], T], frames: int = 2) -> T:
    """Return what `read` returns as soon as it stays the same for so many frames of the page."""
    deadline = time.monotonic() + PATIENCE
    last = read()
    while True:
        page.evaluate(FRAMES, frames)
        found = read()
        if found == last:
            return found
        assert time.monotonic() < deadline, f"it still changes: {last!r}, then {found!r}"
        last = found


def box(locator: Locator) -> FloatRect:
    """Return where an element is as soon as it stands still."""
    found = eventually(
        locator.page, lambda: still(locator.page, locator.bounding_box), lambda found: found is not None
    )
    assert found is not None
    return found


def resize(page: Page, width: int, height: int = 900) -> None:
    """Make the window so wide and so high. Return when the page has it."""
    page.set_viewport_size({"width": width, "height": height})
    until(page, f"innerWidth === {width} && innerHeight === {height}")
    page.evaluate(FRAMES, 2)
