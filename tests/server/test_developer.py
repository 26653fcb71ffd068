"""Who the developer is: a token in the address becomes a cookie, and nothing else counts."""

from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from treadle._core.server.developer import Developer, cookie_name, token_of

from .conftest import Serve
from .fakes import Client, FakeApp


def get(port: int, path: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def test_the_token_becomes_a_cookie_and_leaves_the_address(serve: Serve, app: FakeApp) -> None:
    server = serve(app, baseUrlPath="apps/one")
    port = server.port
    assert port is not None
    address = server.developer.address(server.url)
    answer = get(port, address.partition(f":{port}")[2] + "&page=2&empty=")
    assert (answer.status, answer.headers["Location"]) == (303, "./?page=2&empty=")
    cookie = answer.headers["Set-Cookie"]
    assert server.developer.token in cookie
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/apps/one/"))
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    with Client(port, "/apps/one/_treadle/ws", headers={"Cookie": cookie.partition(";")[0]}) as client:
        client.open()
    assert app.requests[0].developer


def test_a_wrong_token_leaves_the_address_and_gives_nothing(serve: Serve) -> None:
    port = serve().port
    assert port is not None
    answer = get(port, "/a/page?x=1&developer_token=wrong&x=2")
    assert (answer.status, answer.headers["Location"]) == (303, "./page?x=1&x=2")
    assert answer.headers["Set-Cookie"] is None


def test_the_redirect_goes_to_no_other_host(serve: Serve) -> None:
    port = serve().port
    assert port is not None
    for path in (
        "//evil.example?developer_token=",
        "/%2F%2Fevil.example?developer_token=",
        "/http://evil?developer_token=",
    ):
        assert get(port, path).headers["Location"].startswith("./")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "localhost:{port}", "Origin": "http://localhost:{port}"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Cookie": "treadle_developer_{port}=wrong"},
        {"Cookie": "treadle_developer_1={token}"},
    ],
)
def test_nothing_else_makes_a_developer(serve: Serve, app: FakeApp, headers: dict[str, str]) -> None:
    server = serve(app)
    assert server.port is not None
    filled = {
        name: value.format(port=server.port, token=server.developer.token) for name, value in headers.items()
    }
    with Client(server.port, headers=filled) as client:
        client.open()
    assert not app.requests[0].developer


def test_the_app_does_not_see_the_token(serve: Serve, app: FakeApp) -> None:
    server = serve(app)
    assert server.port is not None
    cookie = f"a=1; {cookie_name(server.port)}={server.developer.token}; b=2"
    with Client(server.port, headers={"Cookie": cookie}) as client:
        client.open()
    request = app.requests[0]
    assert request.developer
    assert request.cookies == {"a": "1", "b": "2"}
    assert server.developer.token not in str(request.headers)
    assert request.headers["Cookie"] == "a=1; b=2"


def test_the_token_of_an_app_stays_the_same_and_is_no_other_apps(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    token = token_of(tmp_path / "app.py", keys)
    assert len(token) >= 32
    assert token_of(tmp_path / "app.py", keys) == token
    assert token_of(tmp_path / "other.py", keys) != token
    (key,) = keys.iterdir()
    assert key.stat().st_mode & 0o077 == 0
    key.write_bytes(b"")  # as a full disk leaves it
    assert token_of(tmp_path / "app.py", keys) != token


def test_a_query_that_only_looks_like_a_token_is_left_alone() -> None:
    assert Developer("x").taken_from("a=developer_token") is None
