"""Files that a page hands out, as a browser gets them."""

import contextlib
import http.client
import socket
import threading
import tracemalloc

import pytest

from treadle._core.data.content import Content, Deferred, content_of
from treadle._core.server.downloads import disposition
from treadle._core.server.sending import CHUNK, range_of

from .fakes import WAIT, FakeApp


@pytest.fixture
def ask(serve, app):
    """`ask(path, method, **headers)` returns the status, the headers and the body."""
    server = serve(app)

    def ask(path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT)
        with contextlib.closing(connection):
            connection.request(method, path, headers=headers)
            with connection.getresponse() as response:
                return response.status, response.headers, response.read()

    return ask


def test_a_file_is_saved_under_its_name(ask, app: FakeApp):
    app.downloads["key", 7] = content_of("ä,b", "größe/1.csv", "text/csv")
    status, headers, body = ask("/_treadle/download/key/7")
    assert (status, body) == (200, "ä,b".encode())
    assert headers["Content-Type"] == "text/csv"
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"gr__e_1.csv\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%2F1.csv"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize("path", ["key/8", "other/7", "key/7?made=x", "key/", "key/-1", "key/9" * 9])
def test_nothing_else_is_there(ask, app: FakeApp, path):
    app.downloads["key", 7] = content_of(b"secret")
    status, _, body = ask(f"/_treadle/download/{path}")
    assert b"secret" not in body
    assert status == 404


def test_a_type_cannot_smuggle_headers(ask, app: FakeApp):
    app.downloads["key", 7] = Content(b"x", 'a"\r\nSet-Cookie: a=b', "text/html\r\nSet-Cookie: a=b")
    status, headers, _ = ask("/_treadle/download/key/7")
    assert (status, headers["Content-Type"], headers["Set-Cookie"]) == (200, "application/octet-stream", None)


@pytest.mark.parametrize(
    ("asked", "status", "sent", "answered"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, None, "bytes */10"),
        ("bytes=3-2", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_a_range_is_answered(ask, app: FakeApp, asked, status, sent, answered):
    app.downloads["key", 7] = content_of(b"0123456789")
    got, headers, body = ask("/_treadle/download/key/7", Range=asked)
    assert (got, headers["Content-Range"]) == (status, answered)
    assert sent is None or body == sent


def test_a_head_has_no_body(ask, app: FakeApp):
    app.downloads["key", 7] = content_of(b"0123456789")
    status, headers, body = ask("/_treadle/download/key/7", "HEAD")
    assert (status, headers["Content-Length"], body) == (200, "10", b"")


def test_a_large_file_is_streamed_from_the_disk(ask, app: FakeApp, tmp_path):
    path = tmp_path / "large.bin"
    block = bytes(range(256)) * 4096
    path.write_bytes(block * 64)  # 64 MB
    with path.open("rb") as file:
        app.downloads["key", 7] = content_of(file)
    tracemalloc.start()
    status, headers, body = ask("/_treadle/download/key/7", Range=f"bytes={len(block) * 32}-")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (status, len(body), body[: len(block)]) == (206, len(block) * 32, block)
    assert headers["Content-Disposition"].startswith('attachment; filename="large.bin"')
    # The client in this process holds the body, more than once while it reads it; the server holds a few
    # chunks.
    assert peak < len(body) * 2.5 + 40 * CHUNK


def test_a_slow_browser_makes_nothing_pile_up(serve, app: FakeApp):
    read = []

    class Watched(Content):
        def read(self, start, end):
            read.append(end)
            return super().read(start, end)

    app.downloads["key", 7] = Watched(bytes(64 << 20), None, "a/b")
    server = serve(app)
    with socket.create_connection(("127.0.0.1", server.port), WAIT) as peer:
        peer.sendall(b"GET /_treadle/download/key/7 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert peer.recv(12) == b"HTTP/1.1 200"
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT)
        connection.request("GET", "/_treadle/health")  # the loop is free meanwhile
        assert connection.getresponse().read() == b"ok"
        connection.close()
        assert max(read) < 48 << 20


def test_a_file_that_changes_in_the_middle_is_broken_off(ask, app: FakeApp, tmp_path):
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(2 << 20))
    content = content_of(path)

    class Changing(Content):
        def read(self, start, end):
            if start:
                path.write_bytes(b"1")
            return content.read(start, end)

    app.downloads["key", 7] = Changing(content._data, None, "a/b")
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        ask("/_treadle/download/key/7")


def test_a_file_that_has_changed_is_not_given(ask, app: FakeApp, tmp_path):
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(2 << 20))
    app.downloads["key", 7] = content_of(path)
    path.write_bytes(b"1" * (1 << 20))
    assert ask("/_treadle/download/key/7")[0] == 500


def test_the_app_makes_a_file_when_it_is_asked_for(ask, app: FakeApp):
    threads = []

    def make():
        threads.append(threading.current_thread().name)
        return content_of(b"made", "x.bin")

    app.downloads["key", 7] = Deferred(make, lambda error: None)
    assert ask("/_treadle/download/key/7")[0] == 404
    status, _, query = ask("/_treadle/download/key/7", "POST")
    assert (status, threads) == (200, ["makes a file"])
    assert ask(f"/_treadle/download/key/7?{query.decode()}")[2] == b"made"


def test_a_function_that_fails_is_said_to_have_failed(ask, app: FakeApp):
    failed = []

    def make():
        raise KeyError("secret")

    app.downloads["key", 7] = Deferred(make, failed.append)
    status, _, body = ask("/_treadle/download/key/7", "POST")
    assert (status, body) == (204, b"")
    assert [type(error) for error in failed] == [KeyError]
    assert ask("/_treadle/download/key/8", "POST")[0] == 404


def test_names_and_ranges():
    assert disposition(None) == "attachment"
    assert range_of("", 5) == (0, 5)
    assert range_of("bytes=-0", 5) is None
    assert range_of("", 0) == (0, 0)
