"""The files of `docs/how-to/deploy.md`, as they stand there: nginx before two servers, and systemd's unit."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.certificates import self_signed
from tests.started import Started

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "deploy.md"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
NAME = "data.example.com"

SCRIPT = """
import os
import streamlit as st

st.text(f"process {os.getpid()} at {st.context.url}")
headers = st.context.headers
st.text(f"for {headers['X-Forwarded-For']} by {headers['X-Forwarded-Proto']}")
file = st.file_uploader("File")
if file:
    st.text(f"{file.name}: {len(file.read())}")
if st.button("Press"):
    st.text(f"pressed in {os.getpid()}")
"""

MAIN = """
daemon off;
master_process off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/sales.conf;
}}
"""


def block(language: str) -> str:
    """Return the guide's one block in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.S | re.M)
    return found


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    """Return a text with each of some words replaced. Each must be there."""
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def servers(start_all: Callable[..., list[Started]], tmp_path: Path) -> list[Started]:
    """Two servers of the app, with the options of the guide."""
    (tmp_path / ".treadle").mkdir()
    options = replaced(block("toml"), (NAME, "localhost"))
    (tmp_path / ".treadle" / "config.toml").write_text(options)
    return start_all([SCRIPT, SCRIPT], "--server.port", "0")


@pytest.fixture
def proxy(servers: list[Started], tmp_path: Path) -> Iterator[str]:
    """The nginx of the guide. Yields the address of the app behind it."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path / "nginx"
    folder.mkdir()
    certificate, key = self_signed(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = replaced(
        block("nginx"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/certs/data.example.com.pem", certificate),
        ("/etc/ssl/private/data.example.com.key", key),
        (NAME, "localhost"),
        *((f"127.0.0.1:{8501 + at}", f"127.0.0.1:{each.port}") for at, each in enumerate(servers)),
    )
    (folder / "sales.conf").write_text(config)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        deadline = time.monotonic() + 60
        while True:
            assert process.poll() is None, "nginx has ended"
            assert time.monotonic() < deadline, "nginx does not answer"
            try:
                socket.create_connection(("127.0.0.1", port), 5).close()
                break
            except ConnectionRefusedError:
                continue
        yield f"https://localhost:{port}/sales/"
    finally:
        process.terminate()
        process.wait(20)


def test_pages_clicks_and_uploads_go_through_nginx(
    proxy: str, servers: list[Started], chromium: Browser
) -> None:
    with chromium.new_context(ignore_https_errors=True) as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(proxy)
        first = page.get_by_text(re.compile(rf"process \d+ at {re.escape(proxy)}"))
        expect(first).to_be_visible(timeout=60_000)
        # The server believes that the page came by HTTPS: otherwise it would refuse the WebSocket.
        expect(page.get_by_text("for 127.0.0.1 by https")).to_be_visible()
        shown = first.inner_text()  # at once: the first run has shown it
        number = re.findall(r"process (\d+)", shown)[0]
        # Every request of the visitor goes to the same server.
        page.get_by_role("button", name="Press").click()
        expect(page.get_by_text(f"pressed in {number}")).to_be_visible(timeout=60_000)
        large = {"name": "a.bin", "mimeType": "application/octet-stream", "buffer": bytes(3_000_000)}
        page.locator("input[type=file]").set_input_files(files=[large])
        expect(page.get_by_text("a.bin: 3000000")).to_be_visible(timeout=60_000)
        # If that server stops, the other one takes its visitors.
        (stopped,) = [each for each in servers if str(each.process.pid) == number]
        (other,) = [each for each in servers if each is not stopped]
        assert stopped.end()[0] == 0
        expect(page.get_by_text(f"process {other.process.pid} at")).to_be_visible(timeout=60_000)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_unit_is_one_of_systemd(tmp_path: Path) -> None:
    unit = tmp_path / "sales@8501.service"
    unit.write_text(replaced(block("systemd"), ("/srv/sales/.venv/bin/treadle", "/bin/true")))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "sales@" in line]) == (0, [])
