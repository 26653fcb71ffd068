"""The handlers on uvicorn: the same requests and the same answers as on Tornado."""

import contextlib
import http.client
import threading

import pytest

from treadle._core.config import Config
from treadle._core.data.content import Content
from treadle._core.protocol.blob import Blob
from treadle._core.server import Server

from .fakes import WAIT, Client, Closed, FakeApp


@pytest.fixture(params=["tornado", "uvicorn"])
def serve(request, static, on_uvicorn):
    """Start servers of either kind; all are stopped in the end, and must leave no thread."""
    before = set(threading.enumerate())
    servers = []

    def start(app=None, **options):
        values = {"port": 0, "address": "127.0.0.1"} | options
        config = Config.of({f"server.{name}": value for name, value in values.items()})
        server = Server if request.param == "tornado" else on_uvicorn
        servers.append(server(app or FakeApp(), config, static=static))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
    assert {each for each in set(threading.enumerate()) - before if each.name.startswith("treadle")} == set()


@pytest.fixture
def app():
    return FakeApp()


def fetch(server, path, method="GET", body=None, **headers):
    """Return the status, the headers and the body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT)
    with contextlib.closing(connection):
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, fields)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def test_the_page_is_sent_with_its_policy(serve):
    status, headers, body = fetch(serve(), "/any/page", Accept="text/html")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b'<base href="/">' in body
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_sent_compressed_and_not_again(serve):
    server = serve()
    path = "/assets/index-1a2b3c.js"
    _, headers, body = fetch(server, path, Accept_Encoding="br")
    assert (headers["Content-Encoding"], body) == ("br", b"brotli")
    status, _, body = fetch(server, path, Accept_Encoding="br", If_None_Match=headers["Etag"])
    assert (status, body) == (304, b"")


def test_the_base_path_is_before_everything(serve):
    server = serve(baseUrlPath="apps/one")
    assert b'<base href="/apps/one/">' in fetch(server, "/apps/one/")[2]
    assert fetch(server, "/apps/one/_stcore/health")[2] == b"ok"
    assert fetch(server, "/elsewhere")[0] == 404


@pytest.mark.parametrize("path", ["/healthz", "/_stcore/health", "/_treadle/health"])
def test_it_says_that_it_is_well(serve, path):
    assert fetch(serve(), path)[2] == b"ok"


def test_a_head_has_no_body(serve):
    status, headers, body = fetch(serve(), "/favicon.svg", "HEAD")
    assert (status, headers["Content-Type"], body) == (200, "image/svg+xml", b"")


def test_what_is_not_there_is_said_in_words(serve):
    status, _, body = fetch(serve(), "/../secret.txt")
    assert (status, body) == (404, b"404: There is nothing here.\n")


def test_a_foreign_host_is_refused(serve):
    assert fetch(serve(), "/", Host="evil.example")[0] == 403


def test_a_large_value_is_sent_in_ranges(serve, app):
    data = bytes(range(256)) * 20_000
    blob = Blob(data)
    app.blobs[blob.id] = blob
    server = serve(app)
    status, headers, body = fetch(server, f"/_treadle/blob/{blob.id}", Range="bytes=1000-1999")
    assert (status, body) == (206, data[1000:2000])
    assert headers["Content-Range"] == f"bytes 1000-1999/{len(data)}"
    assert fetch(server, f"/_treadle/blob/{blob.id}")[2] == data
    assert fetch(server, f"/_treadle/blob/{blob.id}", Range=f"bytes={len(data)}-")[0] == 416


def test_a_component_has_its_own_policy(serve, app, tmp_path):
    (tmp_path / "index.html").write_text("<p>component")
    app.components["mine"] = tmp_path
    status, headers, body = fetch(serve(app), "/component/mine/index.html")
    assert (status, body) == (200, b"<p>component")
    assert "unsafe-eval" in headers["Content-Security-Policy"]


def test_metrics_are_there(serve):
    assert b"treadle_sessions 0" in fetch(serve(), "/metrics")[2]


# WebSockets -----------------------------------------------------------------------------------------------


def test_a_session_is_opened_and_answers(serve, app):
    with Client(serve(app).port) as client:
        hello = client.open()
        client.send(["rerun"])
        app.sessions[0].wait(lambda: bool(app.sessions[0].received))
        app.sessions[0].write(app.connections[0], now=True)
        assert client.receive()[0] == "batch"
        assert hello[0] == "hello"


def test_a_closed_browser_is_noticed(serve, app):
    with Client(serve(app).port) as client:
        client.open()
    app.sessions[0].wait(lambda: app.sessions[0].gone == app.connections)


@pytest.mark.parametrize(
    ("headers", "said"),
    [({"Host": "evil.example"}, 403), ({"Origin": "http://evil.example"}, 403)],
)
def test_a_foreign_page_cannot_connect(serve, headers, said):
    with Client(serve().port, headers=headers) as client:
        assert client.status == said


def test_a_message_that_is_not_understood_is_refused_with_a_reason(serve):
    with Client(serve().port) as client:
        client.frame(2, b"\xc1")
        assert client.refusal()[0] == "malformed"


def test_a_message_that_is_too_large_is_refused_with_a_reason(serve):
    with Client(serve(maxMessageSize=1).port) as client:
        client.open()
        client.frame(2, bytes(1024 * 1024 + 1))
        assert client.refusal()[0] == "too_big"


def test_cookies_and_the_address_reach_the_app(serve, app):
    server = serve(app)
    with Client(server.port, headers={"Cookie": "a=1; b=2", "X-Forwarded-For": "10.1.2.3"}) as client:
        client.open()
    request = app.requests[0]
    assert (request.cookies, request.ip) == ({"a": "1", "b": "2"}, "127.0.0.1")
    assert request.host == f"localhost:{server.port}"


def test_the_developers_cookie_is_taken_from_the_address_and_hidden(serve, app):
    server = serve(app)
    status, headers, _ = fetch(server, "/?developer_token=wrong&x=1")
    assert (status, headers["Location"], headers["Set-Cookie"]) == (303, "./?x=1", None)


def test_browsers_are_told_when_the_server_stops(serve, app):
    server = serve(app)
    with Client(server.port) as client:
        client.open()
        stopping = threading.Thread(target=server.stop, name="stops")
        stopping.start()
        assert code_of_close(client) in (1001, 1012)
        with contextlib.suppress(OSError):
            client.frame(8, b"\x03\xe9")
        stopping.join(WAIT)


def code_of_close(client):
    """Return the code of the close, after all messages before it."""
    try:
        while True:
            client.receive()
    except Closed as closed:
        return closed.code


def test_a_download_is_named(serve, app):
    app.downloads["key", 7] = Content(b"a,b", "données.csv", "text/csv")
    status, headers, body = fetch(serve(app), "/_treadle/download/key/7")
    assert (status, body, headers["Content-Type"]) == (200, b"a,b", "text/csv")
    assert "donn%C3%A9es.csv" in headers["Content-Disposition"]
