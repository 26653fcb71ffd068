"""A large table in Chromium: how soon its rows are there, and how smoothly they scroll."""

import shutil
import statistics

from page_load import FLAGS
from playwright.sync_api import Page, sync_playwright

STEPS = 60
WATCH = """
    window.longest = 0;
    new PerformanceObserver(list => {
        for (const {duration} of list.getEntries()) longest = Math.max(longest, duration);
    }).observe({type: "longtask"});
"""


def _scroll(page: Page) -> None:
    """Scroll through the table, fast and then slowly, with the wheel over its middle."""
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for step in range(STEPS):
        page.mouse.wheel(0, 20_000 if step < STEPS // 2 else 200)
        page.wait_for_timeout(30)


def measure_table(port: int, repeats: int = 3) -> dict[str, float]:
    """Open the page in fresh profiles.

    Return medians: ms to the first rows, bytes until the page is quiet, and the longest task (above 50 ms, as
    Chromium counts them) while the table is scrolled.
    """
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    times, sizes, longest = [], [], []
    with sync_playwright() as playwright:
        # A first visit, so that the app has made its data and the server has imported its libraries.
        for repeat in range(repeats + 1):
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page()
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            transferred: list[float] = []
            session.on(
                "Network.loadingFinished",
                lambda event, into=transferred: into.append(event["encodedDataLength"]),
            )
            session.on(
                "Network.webSocketFrameReceived",
                lambda event, into=transferred: into.append(len(event["response"]["payloadData"]) * 0.75),
            )
            page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
            # By its role alone: Streamlit's cells stand in a canvas, for screen readers.
            page.locator("[role=gridcell]").nth(20).wait_for(state="attached", timeout=120_000)
            at = float(page.evaluate("performance.now()"))
            page.get_by_text("all is there").wait_for(timeout=120_000)
            page.wait_for_load_state("networkidle")
            page.evaluate(WATCH)
            _scroll(page)
            if repeat:
                times.append(at)
                sizes.append(sum(transferred))
                longest.append(float(page.evaluate("longest")))
            browser.close()
    return {
        "ms": statistics.median(times),
        "bytes": statistics.median(sizes),
        "longest": statistics.median(longest),
    }
