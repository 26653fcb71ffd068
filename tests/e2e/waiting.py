"""Waits for what a page's script says."""

import time

from playwright.sync_api import Page

PATIENCE = 15.0
"""Seconds, as of the other expectations."""


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true. Playwright's own way to do so needs `eval`, which the page does
    not allow.
    """
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"{expression} did not come true"
        page.wait_for_timeout(50)
