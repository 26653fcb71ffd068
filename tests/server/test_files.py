import gzip
import html
import http.client
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from treadle._core.config import Config
from treadle._core.protocol.blob import Blob
from treadle._core.server import Server
from treadle._core.server.files import script_sources
from treadle._core.server.handlers import content_policy
from treadle._core.server.options import frame_ancestors

from .conftest import Serve
from .fakes import FakeApp, raw


def get(
    port: int | None, path: str, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    assert port is not None
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


@pytest.fixture
def port(serve: Serve) -> int | None:
    return serve().port


@pytest.mark.parametrize("path", ["/", "/page", "/some/page/", "/Daten%20heute", "/index.html", "/page?q=1"])
def test_every_page_path_answers_the_index(port: int, path: str) -> None:
    status, headers, body = get(port, path)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b'<head lang="en"><base href="/">' in body
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("accept", "encoding"), [("gzip, br", "gzip"), ("br", None), ("gzip;q=0", None), ("", None)]
)
def test_the_page_is_compressed_for_those_who_understand_it(
    port: int, accept: str, encoding: str | None
) -> None:
    _, headers, body = get(port, "/", headers={"Accept-Encoding": accept})
    assert (headers.get("Content-Encoding"), headers["Vary"]) == (encoding, "Accept-Encoding")
    assert b'<base href="/">' in (gzip.decompress(body) if encoding else body)


def test_a_comment_about_the_base_is_not_the_base(serve: Serve, static: Path) -> None:
    (static / "index.html").write_text("<head><!-- <base> is\nthe server's --><meta x></head>")
    assert get(serve(baseUrlPath="a").port, "/a")[2].startswith(b'<head><base href="/a/"><meta name=')


def test_a_base_that_the_page_has_is_replaced(serve: Serve, static: Path) -> None:
    (static / "index.html").write_text('<head><meta x><base href="/" /></head>')
    page = get(serve(baseUrlPath="a&b").port, "/a&b/")[2]
    assert page.startswith(b'<head><meta x><base href="/a&amp;b/"><meta name=')


def test_the_page_has_its_theme_before_it_is_connected(static: Path) -> None:
    config = Config.of(
        {
            "server.port": 0,
            "server.address": "127.0.0.1",
            "theme.base": "dark",
            "theme.sidebar.font": "Georgia, serif",
        }
    )
    server = Server(FakeApp(config=config), config, static=static)
    server.start()
    try:
        page = get(server.port, "/")[2].decode()
    finally:
        server.stop()
    content = re.search('<meta name="treadle-theme" content="([^"]*)">', page)
    assert content is not None
    assert json.loads(html.unescape(content[1])) == {
        "base": "dark",
        "sidebar": {"font": "Georgia, serif"},
    }


def test_the_page_has_its_security_headers(port: int) -> None:
    _, headers, body = get(port, "/")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    (nonce,) = set(re.findall(r'nonce="([\w-]{22})"', body.decode()))
    assert f"script-src 'self' 'nonce-{nonce}' {script_sources(body.decode())[0]};" in policy
    assert nonce not in get(port, "/")[1]["Content-Security-Policy"]  # each page has its own
    assert f"connect-src 'self' ws://127.0.0.1:{port} wss://127.0.0.1:{port};" in policy
    assert "frame-ancestors 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in headers


def test_whose_pages_may_connect_may_show_the_app_in_a_frame(serve: Serve) -> None:
    _, headers, _ = get(serve(corsAllowedOrigins=["https://example.com", ".example.org"]).port, "/")
    policy = headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://example.com *.example.org:*")


@pytest.mark.parametrize("origins", [["x; script-src *"], ["a b"], ["https://a/path"], ["'none'"]])
def test_what_is_no_origin_is_not_copied_into_the_policy(origins: list[str]) -> None:
    assert frame_ancestors(origins) == "'self'"


def test_all_pages_may_show_an_app_that_all_may_connect_to(serve: Serve) -> None:
    _, headers, _ = get(serve(enableCORS=False).port, "/")
    assert headers["Content-Security-Policy"].endswith("frame-ancestors *")


@pytest.mark.parametrize(
    ("origins", "sources"),
    [
        (["*"], "https: http:"),
        ([], ""),
        (["https://example.com", ".example.org", "a; script-src *"], "https://example.com *.example.org:*"),
    ],
)
def test_images_come_from_where_the_app_permits_it(serve: Serve, origins: list[str], sources: str) -> None:
    _, headers, _ = get(serve(imageSources=origins).port, "/")
    policy = headers["Content-Security-Policy"]
    assert f"; img-src 'self' data: blob: {sources}".rstrip() + ";" in policy


@pytest.mark.parametrize("host", ["[::1]:8501", "a b", "x;y", "x'y"])
def test_a_strange_host_is_not_copied_into_the_policy(host: str) -> None:
    assert "connect-src 'self';" in content_policy(host, (), "n", "'self'", "https:")


@pytest.mark.parametrize(
    ("accept", "encoding", "body"),
    [
        ("gzip, deflate, br", "br", b"brotli"),
        ("gzip", "gzip", b"gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", b"gzip"),
        ("*", "br", b"brotli"),
        ("br;q=x", None, b"plain"),
        ("", None, b"plain"),
    ],
)
def test_a_hashed_file_is_sent_compressed_and_kept_for_good(
    port: int, accept: str, encoding: str | None, body: bytes
) -> None:
    status, headers, sent = get(port, "/assets/index-1a2b3c.js", headers={"Accept-Encoding": accept})
    assert (status, sent, headers.get("Content-Encoding")) == (200, body, encoding)
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/favicon.svg", "/assets/index-1a2b3c.js"])
def test_what_has_not_changed_is_not_sent_again(port: int, path: str) -> None:
    tag = get(port, path)[1]["Etag"]
    status, headers, body = get(port, path, headers={"If-None-Match": tag})
    assert (status, body, headers["Etag"]) == (304, b"", tag)
    assert get(port, path, headers={"If-None-Match": '"other"'})[0] == 200


@pytest.mark.parametrize("path", ["/", "/favicon.svg", "/_treadle/health"])
def test_head_is_get_without_the_body(port: int, path: str) -> None:
    _, expected, body = get(port, path)
    status, headers, none = get(port, path, "HEAD")
    assert (status, none, headers["Content-Length"]) == (200, b"", str(len(body)))
    assert headers["Content-Type"] == expected["Content-Type"]


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/..\\secret.txt",
        "/%5c..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/%00",
        "/index.html%00.js",
        "/assets/%ff%fe",
        "/./index.html",
        "/assets/link.js",
        "/assets/linked/secret.txt",
        "/assets/missing.js",
        "/assets/",
        "/missing.png",
        "/.env",
        "/.vite/manifest.json",
        "/index-1a2b3c.js.br",
        "/_treadle/unknown",
        "/_stcore/stream",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_path_tricks_find_nothing(serve: Serve, static: Path, method: str, path: str) -> None:
    (static / "assets" / "link.js").symlink_to(static.parent / "secret.txt")
    (static / "assets" / "linked").symlink_to(static.parent, target_is_directory=True)
    (static / ".vite").mkdir()
    (static / ".vite" / "manifest.json").write_text("secret")
    port = serve().port
    assert port is not None
    answer = raw(port, f"{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"secret" not in answer.split(b"\r\n\r\n", 1)[1]


def test_every_file_may_be_a_link_into_a_build_systems_store(
    serve: Serve, static: Path, tmp_path: Path
) -> None:
    linked = tmp_path / "linked"
    (linked / "assets").mkdir(parents=True)
    (linked / "index.html").symlink_to(static / "index.html")
    (linked / "assets" / "index-1a2b3c.js").symlink_to(static / "assets" / "index-1a2b3c.js")
    assert get(serve(static=linked).port, "/assets/index-1a2b3c.js")[2] == b"plain"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused_in_plain_words(port: int, method: str) -> None:
    status, headers, body = get(port, "/", method)
    assert (status, headers["Content-Type"]) == (405, "text/plain; charset=utf-8")
    assert b"Traceback" not in body


def test_without_a_build_the_page_says_how_to_build(serve: Serve, tmp_path: Path) -> None:
    folder = tmp_path / "none"
    port = serve(static=folder).port
    status, headers, body = get(port, "/")
    assert (status, headers["Cache-Control"]) == (503, "no-store")
    assert b"npm run build" in body
    folder.mkdir()
    (folder / "index.html").write_text("<head></head>built")
    assert get(port, "/")[2].endswith(b"built")


def test_a_new_build_is_served_without_a_restart(serve: Serve, static: Path) -> None:
    port = serve().port
    assert get(port, "/assets/index-1a2b3c.js")[0] == 200
    shutil.rmtree(static / "assets")
    (static / "assets").mkdir()
    (static / "assets" / "index-4d5e6f.js").write_text("new")
    (static / "index.html").write_text("<head></head>new")
    os.utime(static / "index.html", (1, 1))
    assert get(port, "/assets/index-1a2b3c.js")[0] == 404
    assert get(port, "/assets/index-4d5e6f.js")[2] == b"new"


@pytest.mark.parametrize("path", ["/_treadle/health", "/healthz", "/_stcore/health"])
def test_health(port: int, path: str) -> None:
    status, headers, body = get(port, path)
    assert (status, body, headers["Cache-Control"]) == (200, b"ok", "no-store")


def test_a_blob_is_kept_for_good(serve: Serve, app: FakeApp) -> None:
    app.blobs["0123456789abcdef0123"] = Blob(b"\x00bytes")
    port = serve(app).port
    status, headers, body = get(port, "/_treadle/blob/0123456789abcdef0123")
    assert (status, body, headers["Content-Type"]) == (200, b"\x00bytes", "application/octet-stream")
    assert "immutable" in headers["Cache-Control"]
    again = get(port, "/_treadle/blob/0123456789abcdef0123", headers={"If-None-Match": headers["Etag"]})
    assert again[0] == 304


def test_parts_of_a_blob(serve: Serve, app: FakeApp) -> None:
    app.blobs["0123456789abcdef0123"] = Blob(b"0123456789")
    port = serve(app).port

    def part(asked: str) -> tuple[int, str | None, bytes]:
        status, headers, body = get(port, "/_treadle/blob/0123456789abcdef0123", headers={"Range": asked})
        return status, headers.get("Content-Range"), body

    assert part("bytes=2-4") == (206, "bytes 2-4/10", b"234")
    assert part("bytes=8-99") == (206, "bytes 8-9/10", b"89")
    assert part("bytes=10-12")[:2] == (416, "bytes */10")
    assert part("bytes=-3") == (206, "bytes 7-9/10", b"789")
    assert part("bytes=4-") == (206, "bytes 4-9/10", b"456789")
    assert part("bytes=0-") == (206, "bytes 0-9/10", b"0123456789")
    assert part("bytes=5-2") == part("lines=1-2") == (200, None, b"0123456789")


def test_a_document_has_its_type_and_no_rule_for_its_scripts(serve: Serve, app: FakeApp) -> None:
    app.blobs["0123456789abcdef0123"] = Blob(b"<p>", "text/html; charset=utf-8")
    port = serve(app, baseUrlPath="/apps/one/").port
    status, headers, body = get(port, "/apps/one/_treadle-document-0123456789abcdef0123")
    assert (status, body, headers["Content-Type"]) == (200, b"<p>", "text/html; charset=utf-8")
    assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"


@pytest.mark.parametrize(
    "id", ["", "ffffffffffffffffffff", "0123456789ABCDEF0123", "..%2f..%2fsecret", "zz", "a" * 4000]
)
def test_unknown_blobs_are_not_found(serve: Serve, app: FakeApp, id: str) -> None:
    app.blobs["0123456789ABCDEF0123"] = app.blobs["zz"] = Blob(b"never asked for: no such id can be")
    assert get(serve(app).port, f"/_treadle/blob/{id}")[0] == 404


def test_everything_is_below_the_base_path(serve: Serve) -> None:
    port = serve(baseUrlPath="/apps/one/").port
    for path in ("/apps/one", "/apps/one/", "/apps/one/page"):
        assert b'<base href="/apps/one/">' in get(port, path)[2]
    assert get(port, "/apps/one/_treadle/health")[2] == b"ok"
    assert get(port, "/apps/one/assets/index-1a2b3c.js")[0] == 200
    for path in ("/", "/_treadle/health", "/apps/ones", "/assets/index-1a2b3c.js"):
        status, _, body = get(port, path)
        assert (status, b'href="/apps/one/"' in body) == (404, True)


def test_a_base_path_is_a_path_and_no_pattern(serve: Serve) -> None:
    port = serve(baseUrlPath="v1.0").port
    assert get(port, "/v1.0/_treadle/health")[0] == 200
    assert get(port, "/v1x0/_treadle/health")[0] == 404


def test_a_rebound_name_gets_nothing_from_a_loopback_server(serve: Serve) -> None:
    port = serve().port
    for path in ("/", "/_treadle/health", "/assets/index-1a2b3c.js", "/no/such.file"):
        status, _, body = get(port, path, headers={"Host": f"evil.com:{port}"})
        assert (status, b"server.allowedHosts" in body) == (403, True)
    assert get(port, "/", headers={"Host": f"localhost:{port}"})[0] == 200


def test_forwarded_headers_change_nothing(serve: Serve) -> None:
    port = serve().port
    headers = {"Host": "evil.com", "X-Forwarded-Host": "localhost", "X-Forwarded-For": "127.0.0.1"}
    assert get(port, "/", headers=headers)[0] == 403


@pytest.mark.parametrize(("accept", "encoding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)])
def test_a_file_that_is_there_in_compressed_forms_alone_is_unpacked_for_who_takes_none(
    serve: Serve, static: Path, accept: str, encoding: str | None
) -> None:
    content = b"export default 1;" * 100
    (static / "assets" / "only-1a2b3c.js.gz").write_bytes(gzip.compress(content))
    (static / "assets" / "only-1a2b3c.js.br").write_bytes(b"brotli")
    status, headers, body = get(serve().port, "/assets/only-1a2b3c.js", headers={"Accept-Encoding": accept})
    assert (status, headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert headers.get("Content-Encoding") == encoding
    assert headers["Vary"] == "Accept-Encoding"
    if encoding == "gzip":
        body = gzip.decompress(body)
    assert body == (b"brotli" if encoding == "br" else content)
    assert get(serve().port, "/assets/only-1a2b3c.js.gz")[0] == 404
