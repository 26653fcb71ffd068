"""A `treadle run` with a certificate: the page, the WebSocket, the developer, and the list of threads."""

import asyncio
import ssl
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from click.testing import CliRunner
from tests.certificates import self_signed
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from treadle import cli
from treadle._core.protocol.message import ClientInfo, Open

APP = "import treadle as st; st.text('hello'); st.text(st.context.url)"


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    """What a browser knows that trusts this certificate alone. The files are beside the app."""
    return ssl.create_default_context(cafile=self_signed(tmp_path)[0])


def words(folder: Path) -> list[str]:
    files = str(folder / "server.crt"), str(folder / "server.key")
    return ["--server.port", "0", "--server.sslCertFile", files[0], "--server.sslKeyFile", files[1]]


def opened(port: int, context: ssl.SSLContext, **headers: str) -> tuple[list[object], str]:
    """Open the WebSocket as a page does; return the hello, and all that the first run shows."""

    async def connect() -> tuple[list[object], str]:
        request = HTTPRequest(
            f"wss://localhost:{port}/_treadle/ws",
            headers={"Origin": f"https://localhost:{port}", **headers},
            ssl_options=context,
        )
        connection = await websocket_connect(request)
        info = ClientInfo(url=f"https://localhost:{port}/")
        await connection.write_message(msgspec.msgpack.encode(Open(1, None, "/", "", info)), binary=True)
        hello: list[object] = []
        shown = ""
        while "hello" not in shown:
            message = msgspec.msgpack.decode(await connection.read_message())
            if message[0] == "hello":
                hello = message
            else:
                shown += repr(message)
        connection.close()
        while await connection.read_message() is not None:
            pass
        return hello, shown

    return asyncio.run(asyncio.wait_for(connect(), 60))


def test_an_app_is_served_by_https(start, tmp_path, context, monkeypatch):
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    app = start(APP, *words(tmp_path))

    # The addresses that are printed, and the developer's.
    (address,) = [word for word in app.banner.split() if "developer_token=" in word]
    assert address.startswith(f"https://127.0.0.1:{app.port}/")
    connection = HTTPSConnection("127.0.0.1", app.port, timeout=20, context=context)
    connection.request("GET", f"/?{urlsplit(address).query}")
    answer = connection.getresponse()
    answer.read()
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie.split("; ")

    # The page.
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert b"<!doctype html>" in answer.read().lower()
    connection.close()

    # The WebSocket: a visitor's, and the developer's.
    hello, shown = opened(app.port, context)
    assert hello[3]["dev"] is False
    assert f"https://localhost:{app.port}/" in shown
    hello, _ = opened(app.port, context, Cookie=cookie.partition(";")[0])
    assert hello[3]["dev"] is True

    # The list of what executes.
    told = CliRunner().invoke(cli.main, ["threads", "--port", str(app.port)])
    assert told.exit_code == 0, told.output
    assert f"app.py, https://localhost:{app.port}, process" in told.output
    assert "treadle-server" in told.output


def test_a_page_that_came_by_http_may_not_connect(start, tmp_path, context):
    app = start(APP, *words(tmp_path))
    with pytest.raises(Exception, match="403"):
        opened(app.port, context, Origin=f"http://localhost:{app.port}")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--server.sslCertFile", "a.pem"], "Set server.sslKeyFile too"),
        (
            ["--server.sslCertFile", "a.pem", "--server.sslKeyFile", "a.py"],
            "sslCertFile cannot be read: a.pem",
        ),
        (["--server.sslCertFile", "a.py", "--server.sslKeyFile", "a.py"], "PEM files of one certificate"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_said_at_the_start(tmp_path, monkeypatch, options, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("pass\n")
    told = CliRunner().invoke(cli.main, ["run", "a.py", *options])
    assert told.exit_code == 2
    assert said in told.output
