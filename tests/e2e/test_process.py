"""The command itself, with a browser that looks at what it serves."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

SLEEPER = """
import threading
import time
import treadle as st

if st.button("Sleep"):
    threading.Thread(target=time.sleep, args=(60,)).start()
    st.text("asleep")
    time.sleep(60)
st.text("awake")
"""


class Process:
    """`python -m treadle …`, at `url` once it listens."""

    def __init__(self, *words: str) -> None:
        flags = ["--server.headless", "true", "--server.address", "127.0.0.1"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "treadle", *words, *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.url = ""

    def listening(self) -> "Process":
        """Wait until it listens."""
        assert self.process.stdout is not None
        said = ""
        while (found := re.search(r"http://\S+", said)) is None:
            line = self.process.stdout.readline()
            assert line, f"ended before it listened: {said}"
            said += line
        self.url = found[0]
        return self

    def interrupt(self) -> tuple[int, float]:
        """Press Ctrl-C; return the status and how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60), time.monotonic() - began


@pytest.fixture
def command() -> Iterator[Callable[..., Process]]:
    """`command(*words)` starts one. Ask for it before the page: what still loads must not lose its server."""
    started: list[Process] = []

    def start(*words: str) -> Process:
        started.append(Process(*words))
        return started[-1].listening()

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()


def test_ctrl_c_ends_at_once_whatever_sleeps_and_the_page_waits_for_the_next(
    command: Callable[..., Process], page: Page, tmp_path: Path
) -> None:
    script = tmp_path / "sleeper.py"
    script.write_text(SLEEPER)
    first = command("run", str(script), "--server.port", "0")  # one that no other test takes meanwhile
    page.goto(first.url)
    page.get_by_role("button", name="Sleep").click()
    expect(page.get_by_text("asleep")).to_be_visible()
    status, seconds = first.interrupt()
    assert status in (0, 130, -signal.SIGINT)
    assert seconds < 30  # half of what the thread and the run still had to sleep
    expect(page.get_by_text("Connection lost")).to_be_visible()
    command("run", str(script), "--server.port", str(urlsplit(first.url).port))
    expect(page.get_by_text("awake")).to_be_visible()
    expect(page.get_by_text("Connection lost")).to_have_count(0)


def test_two_apps_find_two_ports(command: Callable[..., Process], page: Page, tmp_path: Path) -> None:
    urls = []
    for name in ("first", "second"):
        (tmp_path / f"{name}.py").write_text(f"import streamlit as st\nst.title('The {name}')")
        urls.append(command("run", str(tmp_path / f"{name}.py")).url)
    assert urls[0] != urls[1]
    for url, name in zip(urls, ("first", "second"), strict=True):
        page.goto(url)
        expect(page.get_by_role("heading", name=f"The {name}")).to_be_visible()


def test_the_demo_starts_with_one_command(command: Callable[..., Process], page: Page) -> None:
    page.goto(command("hello").url)
    expect(page.get_by_role("heading", name="Everything moves, nothing waits")).to_be_visible()
