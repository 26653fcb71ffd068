"""Try packages for Streamlit from PyPI as they are: each in an app, in Chromium, by hand.

    .venv/bin/python scripts/packages.py [--beside] [--streamlit] [--python PATH] [package …]

It makes an environment with Treadle, the packages and what they need, without the distribution `streamlit`.
With `--beside`, Streamlit is installed beside, as the packages ask. With `--streamlit`, Streamlit itself runs
the same apps, to compare. Each line of the answer is a package, its version, and whether its value went in,
was changed by hand in the browser, and came back.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, FrameLocator, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent
STREAMLIT = "streamlit==1.67.0"
NEEDS = [
    "pandas", "pyarrow", "pillow", "bcrypt", "captcha", "cryptography", "pyjwt", "pyyaml", "plotly", "altair",
    "branca", "folium", "jinja2", "python-decouple", "htbuilder", "aioice", "aiortc", "av", "packaging",
]  # fmt: skip
"""What the packages need besides Streamlit. Treadle does not need it."""

FLAGS = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
WITHIN = 20_000
"""Milliseconds for each step."""


class Trial(NamedTuple):
    """A package, an app that uses it, and what a person does."""

    package: str
    app: str
    act: Callable[[Page], None]
    options: tuple[str, ...] = ()
    """Options of Treadle's server that it needs."""


def frame(page: Page, number: int = 0) -> FrameLocator:
    """Return the page of a component of version 1."""
    return page.frame_locator("iframe[data-testid=stCustomComponentV1]").nth(number)


def sees(page: Page, text: str | re.Pattern[str]) -> None:
    """Wait until the page shows a text."""
    expect(page.get_by_text(text).first).to_be_visible(timeout=WITHIN)


def option_menu(page: Page) -> None:
    sees(page, "chosen: Home")
    frame(page).get_by_text("Settings").click()
    sees(page, "chosen: Settings")


def autorefresh(page: Page) -> None:
    sees(page, "times: 3")


def aggrid(page: Page) -> None:
    sees(page, "sum: 3")
    frame(page).locator(".ag-row").nth(1).locator("[col-id=n]").dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    sees(page, "sum: 41")


def folium(page: Page) -> None:
    sees(page, "clicked: None")
    box = frame(page).locator(".leaflet-container, #map_div").first
    box.click(position={"x": 100, "y": 100})
    sees(page, re.compile(r"clicked: -?\d"))


def extra_components(page: Page) -> None:
    sees(page, "cookie: None")
    page.get_by_role("button", name="Set cookie").click()
    sees(page, "cookie: woven")
    # The text is the app's own copy. The cookie is there when its frame has set it.
    deadline = time.monotonic() + WITHIN / 1000
    while not any(each.get("name") == "thread" for each in page.context.cookies()):
        assert time.monotonic() < deadline, "the browser has no such cookie"
        page.wait_for_timeout(100)
    page.reload()  # from here on, it comes from the browser
    sees(page, "cookie: woven")


def authenticator(page: Page) -> None:
    page.get_by_role("textbox", name="Username").fill("ada")
    page.locator("input[type=password]").fill("loom")
    page.get_by_role("button", name="Login").click()
    sees(page, "name: Ada")
    page.reload()  # the cookie logs her in again
    sees(page, "name: Ada")


def ace(page: Page) -> None:
    sees(page, "text: warp")
    frame(page).locator(".ace_content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("weft")
    sees(page, "text: weft")


def canvas(page: Page) -> None:
    sees(page, "objects: 0")
    area = page.locator("canvas.upper-canvas").first
    area.wait_for(timeout=WITHIN)
    box = area.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=6)
    page.mouse.up()
    sees(page, "objects: 1")


def annotated(page: Page) -> None:
    sees(page, "yarn")
    sees(page, "noun")


def echarts(page: Page) -> None:
    sees(page, "clicked: None")
    chart = page.locator("canvas").first
    chart.wait_for(timeout=WITHIN)
    box = chart.bounding_box()
    assert box is not None
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not page.get_by_text("clicked: wool").count():
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.7)
        page.wait_for_timeout(500)
    sees(page, "clicked: wool")


def extras(page: Page) -> None:
    sees(page, "page: 1")
    page.get_by_test_id("stBidiComponentIsolated").or_(
        page.get_by_test_id("stBidiComponentRegular")
    ).get_by_text("2", exact=True).first.click()
    sees(page, "page: 2")


def javascript(page: Page) -> None:
    sees(page, "six: 6")


def shadcn(page: Page) -> None:
    sees(page, "on: False")
    page.get_by_role("switch").first.click()
    sees(page, "on: True")


def webrtc(page: Page) -> None:
    sees(page, "playing: False")
    frame(page).get_by_role("button", name=re.compile("start", re.I)).click()
    sees(page, "playing: True")


TRIALS = [
    Trial("streamlit-option-menu", """
        from streamlit_option_menu import option_menu
        st.text(f"chosen: {option_menu('Loom', ['Home', 'Settings'], default_index=0)}")
        """, option_menu),
    Trial("streamlit-autorefresh", """
        from streamlit_autorefresh import st_autorefresh
        st.text(f"times: {st_autorefresh(interval=300, limit=4)}")
        """, autorefresh),
    Trial("streamlit-aggrid", """
        import pandas as pd
        from st_aggrid import AgGrid
        grid = AgGrid(pd.DataFrame({"n": [1, 2]}), editable=True, key="grid", height=200)
        st.text(f"sum: {pd.to_numeric(grid['data']['n']).sum()}")
        """, aggrid),
    Trial("streamlit-folium", """
        import folium
        from streamlit_folium import st_folium
        found = st_folium(folium.Map(location=[0, 0], tiles=None), width=400, height=300, key="map")
        clicked = (found or {}).get("last_clicked")
        st.text(f"clicked: {clicked and clicked['lat']}")
        """, folium),
    Trial("extra-streamlit-components", """
        import extra_streamlit_components as stx
        cookies = stx.CookieManager()
        if st.button("Set cookie"):
            cookies.set("thread", "woven")
        st.text(f"cookie: {cookies.get('thread')}")
        """, extra_components),
    Trial("streamlit-authenticator", """
        import streamlit_authenticator as stauth
        people = {"usernames": {"ada": {"name": "Ada", "email": "a@b.c", "password": "loom"}}}
        login = stauth.Authenticate(people, "loom_cookie", "a-secret-key-that-is-long-enough-123", 1)
        login.login()
        st.text(f"name: {st.session_state.get('name')}")
        """, authenticator),
    Trial("streamlit-ace", """
        from streamlit_ace import st_ace
        st.text(f"text: {st_ace('warp', auto_update=True, key='ace')}")
        """, ace),
    Trial("streamlit-drawable-canvas", """
        from streamlit_drawable_canvas import st_canvas
        drawn = st_canvas(stroke_width=3, width=300, height=200, key="canvas")
        st.text(f"objects: {len((drawn.json_data or {}).get('objects', []))}")
        """, canvas),
    Trial("st-annotated-text", """
        from annotated_text import annotated_text
        annotated_text("This is ", ("yarn", "noun", "#8ef"), " here")
        """, annotated),
    Trial("streamlit-echarts", """
        from streamlit_echarts import st_echarts
        options = {"xAxis": {"data": ["wool"]}, "yAxis": {},
                   "series": [{"type": "bar", "data": [5], "barWidth": "90%"}]}
        value = st_echarts(options, events={"click": "function(params) { return params.name }"}, key="chart")
        found = value.get("chart_event") if hasattr(value, "get") else value
        st.text(f"clicked: {found}")
        """, echarts, ("--server.componentSources", "unsafe-eval")),
    Trial("streamlit-extras", """
        from streamlit_extras.pagination import pagination
        st.text(f"page: {pagination(5, key='pages')}")
        """, extras),
    Trial("streamlit-javascript", """
        from streamlit_javascript import st_javascript
        st.text(f"six: {st_javascript('await Promise.resolve(2 * 3)')}")
        """, javascript),
    Trial("streamlit-shadcn-ui", """
        import streamlit_shadcn_ui as ui
        st.text(f"on: {ui.switch('On', key='on')}")
        """, shadcn),
    Trial("streamlit-webrtc", """
        from streamlit_webrtc import webrtc_streamer
        context = webrtc_streamer(key="camera", rtc_configuration={"iceServers": []})
        st.text(f"playing: {context.state.playing}")
        """, webrtc),
]  # fmt: skip


def environment(python: str, beside: bool) -> Path:
    """Return the Python of an environment with everything, and make it if there is none."""
    folder = ROOT / ".venvs" / ("packages-beside" if beside else "packages")
    found = folder / "bin" / "python"
    done = folder / "done"
    if not done.exists():
        subprocess.run([python, "-m", "venv", folder], check=True)
        pip = [str(found), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "-e", str(ROOT), *NEEDS, *([STREAMLIT] if beside else [])], check=True)
        subprocess.run([*pip, "--no-deps", *(trial.package for trial in TRIALS)], check=True)
        done.touch()
    return found


def serve(
    python: Path, script: Path, options: tuple[str, ...], streamlit: bool
) -> tuple[subprocess.Popen[bytes], str]:
    """Serve an app by Treadle or Streamlit. Return the process and the address when it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    common = [
        script.name,
        "--server.port",
        str(port),
        "--server.headless",
        "true",
        "--server.address",
        "127.0.0.1",
    ]
    command = [str(python), "-m", "streamlit" if streamlit else "treadle", "run"]
    log = (script.parent / "log.txt").open("wb")
    process = subprocess.Popen(
        [*command, *common, *(() if streamlit else options)],
        cwd=script.parent, stdout=log, stderr=subprocess.STDOUT, env=os.environ | {"BROWSER": "true"},
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            return process, address
        except OSError:
            time.sleep(0.1)  # another process is starting, and nothing tells when it answers
    raise RuntimeError((script.parent / "log.txt").read_text(errors="replace"))


def attempt(trial: Trial, python: Path, browser: Browser, folder: Path, streamlit: bool) -> str:
    """Try a package. Return "yes", or what went wrong."""
    place = folder / trial.package
    place.mkdir()
    script = place / "app.py"
    script.write_text(f"import streamlit as st\n{textwrap.dedent(trial.app)}", encoding="utf-8")
    process, address = serve(python, script, trial.options, streamlit)
    context = browser.new_context(viewport={"width": 900, "height": 700})
    context.set_default_timeout(WITHIN)
    page = context.new_page()
    try:
        page.goto(address)
        trial.act(page)
    except Exception as error:  # noqa: BLE001 - the next package is tried in any case
        page.screenshot(path=place / "failed.png")
        return f"no: {(str(error) or repr(error)).splitlines()[0][:120]} (see {place})"
    finally:
        context.close()
        process.terminate()
        process.wait(20)
    return "yes"


def version(python: Path, package: str) -> str:
    """Return the version of an installed package."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def main() -> int:
    """Try the packages, and print a line for each. Return the number of those that do not work."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--beside", action="store_true", help="install Streamlit beside")
    options.add_argument("--streamlit", action="store_true", help="let Streamlit itself run the apps")
    options.add_argument("--python", default=sys.executable, help="the Python of the environment")
    options.add_argument("packages", nargs="*")
    given = options.parse_args()
    python = environment(given.python, given.beside or given.streamlit)
    chromium = os.environ.get("TREADLE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    folder = Path(tempfile.mkdtemp(prefix="treadle-packages-"))
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for trial in TRIALS:
            if given.packages and trial.package not in given.packages:
                continue
            result = attempt(trial, python, browser, folder, given.streamlit)
            failed += result != "yes"
            print(f"{trial.package} {version(python, trial.package)}: {result}", flush=True)
        browser.close()
    return failed


if __name__ == "__main__":
    sys.exit(main())
