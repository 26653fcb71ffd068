"""Only the app's developer saves a theme, from the app's own page."""

import json
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from treadle._core.server.developer import cookie_name
from treadle._core.server.server import Server

from .conftest import Serve
from .fakes import FakeApp


@pytest.fixture
def project(tmp_path: Path, app: FakeApp) -> Path:
    app.script = tmp_path / "app.py"
    return tmp_path


def post(
    server: Server, body: Any, headers: dict[str, str] | None = None, *, token: str | None = None
) -> tuple[int, Any]:
    """Send a request as the app's page does, with differences."""
    port = server.port
    assert port is not None
    cookie = f"{cookie_name(port)}={server.developer.token if token is None else token}"
    sent = {
        "Origin": f"http://localhost:{port}",
        "Host": f"localhost:{port}",
        "Cookie": cookie,
        "Content-Type": "application/json",
    }
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        text = body if isinstance(body, bytes) else json.dumps(body)
        connection.request("POST", "/_treadle/theme", text, sent | (headers or {}))
        response = connection.getresponse()
        content = response.read().decode()
    finally:
        connection.close()
    assert content
    return response.status, json.loads(content) if content.startswith("{") else content


def test_the_developer_saves_a_theme_and_new_pages_have_it(serve: Serve, app: FakeApp, project: Path) -> None:
    server = serve(app)
    status, saved = post(server, {"theme": {"base": "dark", "sidebar.textColor": "#abc"}})
    assert (status, saved["theme"]) == (200, {"base": "dark", "sidebar": {"textColor": "#abc"}})
    assert Path(saved["path"]) == project / ".streamlit/config.toml"
    assert (project / ".streamlit/config.toml").read_text() == (
        '[theme]\nbase = "dark"\n\n[theme.sidebar]\ntextColor = "#abc"\n'
    )
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/")
    page = connection.getresponse().read().decode()
    connection.close()
    assert "&quot;base&quot;:&quot;dark&quot;" in page


@pytest.mark.parametrize("mode", [True, False])
def test_nobody_else_saves_one(serve: Serve, app: FakeApp, project: Path, mode: bool) -> None:
    app.developer = mode  # as with client.toolbarMode = "developer", for everybody
    server = serve(app)
    for token in ("", "wrong", server.developer.token + "x"):
        status, answer = post(server, {"theme": {"base": "dark"}}, token=token)
        assert (status, "Only the app's developer" in answer["error"]) == (403, True)
    assert not (project / ".streamlit").exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_another_page_saves_none_even_with_the_cookie(
    serve: Serve, app: FakeApp, project: Path, headers: dict[str, str], status: int
) -> None:
    assert post(serve(app, enableCORS=False), {"theme": {"base": "dark"}}, headers)[0] == status
    assert not (project / ".streamlit").exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        ([], 400),
        ({}, 400),
        ({"theme": []}, 400),
        ({"theme": {"font": {"a": 1}}}, 400),
        ({"theme": {"font": [["a"]]}}, 400),
        (b"[" * 30000, 400),
        ({"theme": {"font": "a" * 40000}}, 413),
        ({"theme": {"server.port": 80}}, 409),
        ({"theme": {"base": "http://127.0.0.1/"}}, 409),
    ],
)
def test_a_bad_request_changes_nothing(
    serve: Serve, app: FakeApp, project: Path, body: Any, status: int
) -> None:
    found, answer = post(serve(app), body)
    assert (found, bool(answer["error"])) == (status, True)
    assert not (project / ".streamlit").exists()
