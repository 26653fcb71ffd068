#!/usr/bin/env python3
"""Make the pictures of the examples in docs/images: `.venv/bin/python scripts/pictures.py [NAME …]`.

Each example runs on a server in this process, and Chromium, with a false camera, uses it.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from treadle._core.config import Config
from treadle._core.runtime.app import App
from treadle._core.server import Server

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
PATIENCE = 20
"""Seconds to wait for a picture of the camera."""


def shop(page: Page) -> None:
    """Use the shop until it shows the orders."""
    page.get_by_label("Password", exact=True).fill("loom")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Mark as packed").nth(3).wait_for()


def booth(page: Page) -> None:
    """Use the booth until it shows a strip of two photos."""
    camera = page.get_by_role("button", name="Smile")
    camera.click()
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate("document.querySelector('video')?.videoWidth > 0"):
        if time.monotonic() > deadline:
            sys.exit("The camera shows nothing.")
        page.wait_for_timeout(50)
    camera.click()
    for number, look in enumerate(("Print", "Dream"), 1):
        page.get_by_text(look, exact=True).first.click()
        page.get_by_alt_text(f"The photo, in the look “{look}”").wait_for()
        page.get_by_role("button", name="Add to the strip").click()
        page.get_by_text(f"Your strip ({number} of 4)").wait_for()
    page.get_by_role("heading", name="Photo booth").click()


def sales(page: Page) -> None:
    """Wait for the charts of the dashboard."""
    page.get_by_test_id("stVegaLiteChart").nth(2).locator("svg[role=img]").wait_for()


def labels(page: Page) -> None:
    """Give the first texts labels."""
    page.get_by_role("button", name="Praise").click()
    for number, key in enumerate("2341234", 2):
        page.get_by_text(f"Text {number} of").wait_for()
        page.keyboard.press(key)
    page.get_by_text("Text 9 of").wait_for()


def sensors(page: Page) -> None:
    """Test the sensors, and wait until there is something to see."""
    page.get_by_role("button", name="Test all sensors").click()
    page.get_by_text("Tested: ").nth(5).wait_for()
    page.wait_for_timeout(12_000)


USES: dict[str, Callable[[Page], None]] = {
    "shop": shop,
    "booth": booth,
    "sales": sales,
    "labels": labels,
    "sensors": sensors,
}


def main(names: list[str]) -> None:
    """Make the pictures of these examples, or of all."""
    chromium = os.environ.get("TREADLE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in names or USES:
            options = {"server.port": 0, "server.address": "127.0.0.1", "client.toolbarMode": "minimal"}
            config = Config.of(options | {"server.headless": True})
            app = App(ROOT / "examples" / name / "app.py", config)
            server = Server(app, config)
            page = browser.new_page(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
            page.goto(f"http://127.0.0.1:{server.start()}/")
            USES[name](page)
            page.mouse.move(0, 0)
            page.wait_for_timeout(1000)  # for the fonts and for what fades in
            taken = Path(folder, f"{name}.png")
            page.screenshot(path=taken)
            shutil.move(taken, IMAGES / taken.name)
            page.close()
            server.stop()
            app.stop()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
