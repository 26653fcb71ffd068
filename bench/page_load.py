"""The first load of a page in Chromium."""

import shutil
import statistics

from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def measure_load(port: int, repeats: int = 5) -> dict[str, float]:
    """Open the page in fresh profiles. Return the medians of ms to the first text, bytes and requests."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    times, sizes, counts = [], [], []
    with sync_playwright() as playwright:
        for _ in range(repeats):
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page()
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            transferred: list[float] = []
            session.on(
                "Network.loadingFinished",
                lambda event, into=transferred: into.append(event["encodedDataLength"]),
            )
            page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
            page.get_by_text("Hello, world").first.wait_for()
            times.append(float(page.evaluate("performance.now()")))
            page.wait_for_load_state("networkidle")
            sizes.append(sum(transferred))
            counts.append(float(len(transferred)))
            browser.close()
    return {
        "ms": statistics.median(times),
        "bytes": statistics.median(sizes),
        "requests": statistics.median(counts),
    }
