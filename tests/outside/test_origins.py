"""Which pages may open the WebSocket of a `treadle run`, and who is its developer."""

from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest

from ..server.fakes import Client

APP = "import treadle as st; st.text('hello')"


def status(port: int, **headers: str) -> int:
    """Return what a browser is answered that asks for the WebSocket."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    connection.request(
        "GET",
        "/_treadle/ws",
        headers={
            **upgrade,
            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
            "Host": f"127.0.0.1:{port}",
            **headers,
        },
    )
    try:
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost"])
def test_a_page_on_another_port_of_this_machine_reads_nothing(start, address):
    app = start(APP, "--server.port", "0", "--server.address", address)
    own = f"{address}:{app.port}"
    assert status(app.port, Host=own, Origin=f"http://{own}") == 101
    for origin in (
        f"http://{address}:1",
        f"http://{address}",
        f"https://{own}",
        "http://evil.example",
        "null",
    ):
        assert status(app.port, Host=own, Origin=origin) == 403, origin


def test_what_is_forwarded_counts_from_a_trusted_proxy_only(start):
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "data.example.com"}
    trusting = start(
        APP,
        "--server.port",
        "0",
        "--server.trustedProxies",
        "127.0.0.0/8",
        "--server.allowedHosts",
        "data.example.com",
    )
    assert status(trusting.port, Origin="https://data.example.com", **forwarded) == 101
    assert status(trusting.port, Origin="http://data.example.com", **forwarded) == 403
    other = start(APP, "--server.port", "0")
    assert status(other.port, Origin="https://data.example.com", **forwarded) == 403


def test_only_the_address_that_is_printed_makes_a_developer(start):
    app = start(APP, "--server.port", "0")
    (address,) = [word for word in app.banner.split() if "developer_token=" in word]
    assert parse_qs(urlsplit(address).query)["developer_token"]
    with Client(app.port, headers={"Origin": f"http://localhost:{app.port}"}) as visitor:
        assert visitor.open()[3]["dev"] is False
    connection = HTTPConnection("127.0.0.1", app.port, timeout=20)
    connection.request("GET", f"/?{urlsplit(address).query}")
    answer = connection.getresponse()
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    connection.close()
    assert (answer.status, answer.headers["Location"]) == (303, "./")
    with Client(app.port, headers={"Cookie": cookie}) as developer:
        assert developer.open()[3]["dev"] is True
