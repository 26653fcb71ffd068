"""A page by HTTPS in a real browser: its WebSocket, and what it uploads."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect
from tests.certificates import self_signed

from .conftest import Served

SCRIPT = """
import treadle as st

file = st.file_uploader("File")
if file:
    st.text(f"{file.name}: {file.read().decode()}")
if st.button("Press"):
    st.text(f"pressed at {st.context.url}")
"""


def test_clicks_and_uploads_go_by_tls(
    serve: Callable[..., Served], chromium: Browser, tmp_path: Path
) -> None:
    certificate, key = self_signed(tmp_path)
    served = serve(SCRIPT, server_sslCertFile=certificate, server_sslKeyFile=key)
    with chromium.new_context(ignore_https_errors=True) as context:
        page = context.new_page()
        page.goto(served.server.url)
        page.get_by_role("button", name="Press").click()
        expect(page.get_by_text(f"pressed at {served.server.url}")).to_be_visible()
        file = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"over TLS"}
        page.locator("input[type=file]").set_input_files(files=[file])
        expect(page.get_by_text("a.txt: over TLS")).to_be_visible()
