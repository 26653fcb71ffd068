"""A server with a certificate of its own: what it loads, what it refuses, and who cannot disturb it."""

import contextlib
import http.client
import socket
import ssl
import time
from pathlib import Path

import pytest
from tests.certificates import self_signed

from treadle._core.config import Config
from treadle._core.server import Server, tls
from treadle._core.server.registration import NoAnswer, Registration, ask
from treadle.errors import ConfigError

from .conftest import Serve
from .fakes import FakeApp


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    return self_signed(tmp_path)


def health(port: int, certificate: str) -> bytes:
    """Ask a server for its health, as a browser that trusts its certificate alone."""
    context = ssl.create_default_context(cafile=certificate)
    connection = http.client.HTTPSConnection("localhost", port, timeout=10, context=context)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().read()
    finally:
        connection.close()


def secure(serve: Serve, files: tuple[str, str], **options: object) -> Server:
    return serve(sslCertFile=files[0], sslKeyFile=files[1], **options)


def test_it_answers_by_https_and_says_so(serve, files):
    server = secure(serve, files)
    assert health(server.port, files[0]) == b"ok"
    assert server.url == f"https://127.0.0.1:{server.port}"


def test_without_a_certificate_it_speaks_http(serve):
    server = serve()
    assert (server.url, server.fingerprint) == (f"http://127.0.0.1:{server.port}", "")


def test_who_speaks_http_to_it_is_let_go_and_disturbs_nobody(serve, files):
    server = secure(serve, files)
    with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = b""
        try:
            while read := plain.recv(1024):
                answer += read
        except ConnectionError:
            pass
        assert b"HTTP" not in answer  # an alert of TLS at most
    assert health(server.port, files[0]) == b"ok"


def test_who_begins_no_handshake_holds_up_nobody(serve, files):
    server = secure(serve, files)
    with socket.create_connection(("127.0.0.1", server.port), 10):
        assert health(server.port, files[0]) == b"ok"


def test_one_connection_too_many_is_closed_without_a_handshake(serve, files):
    server = secure(serve, files, maxConnections=1)
    context = ssl.create_default_context(cafile=files[0])
    with socket.create_connection(("localhost", server.port), 10) as first:
        with context.wrap_socket(first, server_hostname="localhost"):
            with pytest.raises(OSError):
                health(server.port, files[0])
    # The first connection is over: there is room again, as soon as the server has seen it.
    deadline = time.monotonic() + 60
    answer = b""
    while not answer:
        assert time.monotonic() < deadline, "there is no room although nobody is connected"
        with contextlib.suppress(OSError):
            answer = health(server.port, files[0])
    assert answer == b"ok"


def test_a_head_that_is_too_large_gets_its_answer_by_tls(serve, files):
    server = secure(serve, files)
    context = ssl.create_default_context(cafile=files[0])
    with socket.create_connection(("localhost", server.port), 10) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as stream:
            stream.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n")
            assert stream.recv(12) == b"HTTP/1.1 431"


def test_versions_of_tls_that_are_broken_are_refused(files):
    assert tls.load(*files).context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_neither_file_is_no_certificate():
    assert tls.load(None, None) is None
    assert tls.load("", "") is None


@pytest.mark.parametrize(("given", "missing"), [("sslCertFile", "sslKeyFile"), ("sslKeyFile", "sslCertFile")])
def test_one_file_alone_is_refused(files, given, missing):
    config = Config.of({f"server.{given}": files[0], "server.port": 0})
    with pytest.raises(ConfigError, match=f"must be set together, .* Set server.{missing} too"):
        Server(FakeApp(), config).start()


@pytest.mark.parametrize("missing", [0, 1])
def test_a_file_that_is_not_there_is_named(files, missing):
    named = list(files)
    named[missing] = "nowhere.pem"
    option = ("sslCertFile", "sslKeyFile")[missing]
    with pytest.raises(ConfigError, match=f"server.{option} cannot be read: nowhere.pem: No such file"):
        tls.load(*named)


def test_files_that_do_not_belong_together_are_refused(tmp_path, files):
    (tmp_path / "text.pem").write_text("no certificate")
    other = self_signed(tmp_path, "other")
    for wrong in ((files[0], other[1]), (files[1], files[0]), (str(tmp_path / "text.pem"), files[1])):
        with pytest.raises(ConfigError, match=r"Check that server.sslCertFile \(.*PEM files of one"):
            tls.load(*wrong)


def test_the_fingerprint_is_that_of_the_certificate_that_is_shown(tmp_path, files):
    # The server's own certificate comes first in the file, then those that sign it.
    chain = tmp_path / "chain.pem"
    chain.write_text(
        "# a comment\n" + Path(files[0]).read_text() + Path(self_signed(tmp_path, "ca")[0]).read_text()
    )
    shown = ssl.PEM_cert_to_DER_cert(Path(files[0]).read_text())
    assert tls.load(str(chain), files[1]).fingerprint == tls.fingerprint(shown)


def test_the_secret_is_not_told_to_a_server_with_another_certificate(serve, tmp_path, files):
    server = secure(serve, files)
    other = tls.load(*self_signed(tmp_path, "other")).fingerprint
    with pytest.raises(NoAnswer, match="it shows another certificate"):
        ask(Registration(1, server.port, "127.0.0.1", "", "app.py", "secret", other), stacks=False)
    with pytest.raises(NoAnswer, match="it answers 404"):  # it knows no secret
        ask(Registration(1, server.port, "127.0.0.1", "", "app.py", "x", server.fingerprint), stacks=False)
