"""The files of custom components: found, never outside of their folder, and with a policy of their own."""

import contextlib
import http.client
import os
from collections.abc import Callable
from email.message import Message
from pathlib import Path

import pytest

from treadle._core.server.components import content_type

from .conftest import Serve
from .fakes import WAIT, FakeApp, raw

Ask = Callable[..., tuple[int, Message, bytes]]


@pytest.fixture
def folder(tmp_path: Path, app: FakeApp) -> Path:
    folder = tmp_path / "outer" / "component"
    (folder / "static").mkdir(parents=True)
    (folder / "index.html").write_text("<p>page")
    (folder / "static" / "main.js").write_text("run()")
    (folder / "a b.css").write_text("p {}")
    (folder.parent / "secret.txt").write_text("secret")
    app.components["pkg.name"] = folder
    return folder


@pytest.fixture
def ask(serve: Serve, app: FakeApp) -> Ask:
    """`ask(path, method, **headers)` returns the status, the headers and the body."""
    server = serve(app)

    def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port or 0, timeout=WAIT)
        with contextlib.closing(connection):
            connection.request(method, path, headers=headers)
            with connection.getresponse() as response:
                return response.status, response.headers, response.read()

    return ask


def test_files_are_sent_with_their_types(ask: Ask, folder: Path) -> None:
    for path, type, body in (
        ("index.html", "text/html; charset=utf-8", b"<p>page"),
        ("static/main.js", "text/javascript; charset=utf-8", b"run()"),
        ("a%20b.css", "text/css; charset=utf-8", b"p {}"),
    ):
        status, headers, answer = ask(f"/component/pkg.name/{path}?streamlitUrl=x")
        assert (status, headers["Content-Type"], answer) == (200, type, body)
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert ask("/component/pkg.name/index.html", "HEAD")[::2] == (200, b"")


def test_its_scripts_may_do_what_those_of_the_page_may_not(ask: Ask, folder: Path) -> None:
    policy = ask("/component/pkg.name/index.html")[1]["Content-Security-Policy"]
    assert "'unsafe-eval'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-eval" not in ask("/")[1]["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "pkg.name/../secret.txt",
        "pkg.name/%2e%2e/secret.txt",
        "pkg.name/..%2fsecret.txt",
        "pkg.name/static/../../secret.txt",
        "pkg.name/..\\secret.txt",
        "pkg.name//secret.txt",
        "pkg.name/%00",
        "pkg.name/%ff",
        "pkg.name/link.txt",
        "pkg.name/circle",
        "pkg.name/" + "a" * 5000,
        "pkg.name/static",
        "pkg.name/",
        "pkg.name",
        "../pkg.name/index.html",
        "other/index.html",
        "/index.html",
        "",
    ],
)
def test_nothing_else_is_there(serve: Serve, app: FakeApp, folder: Path, path: str) -> None:
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "circle").symlink_to(folder / "circle")
    answer = raw(
        serve(app).port or 0,
        f"GET /component/{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2]
    assert answer.split()[1] in (b"404", b"400")


def test_an_absolute_path_leads_nowhere(ask: Ask, folder: Path) -> None:
    secret = folder.parent / "secret.txt"
    assert ask(f"/component/pkg.name/{secret}")[0] == 404
    assert ask(f"/component/pkg.name/%2f{str(secret)[1:]}")[0] == 404


def test_links_inside_of_the_folder_are_followed(
    ask: Ask, folder: Path, app: FakeApp, tmp_path: Path
) -> None:
    (folder / "same.js").symlink_to(folder / "static" / "main.js")
    (tmp_path / "elsewhere").symlink_to(folder)
    app.components["linked"] = tmp_path / "elsewhere"
    assert ask("/component/pkg.name/same.js")[2] == b"run()"
    assert ask("/component/linked/static/main.js")[2] == b"run()"


def test_a_browser_asks_again_and_gets_only_what_has_changed(ask: Ask, folder: Path) -> None:
    path = "/component/pkg.name/static/main.js"
    headers = ask(path)[1]
    assert headers["Cache-Control"] == "no-cache"
    again = {"If-None-Match": headers["Etag"]}
    assert ask(path, **again)[::2] == (304, b"")
    (folder / "static" / "main.js").write_text("run(2)")
    os.utime(folder / "static" / "main.js", ns=(1, 1))
    assert ask(path, **again)[::2] == (200, b"run(2)")


def test_files_are_below_the_base_path(serve: Serve, app: FakeApp, folder: Path) -> None:
    port = serve(app, baseUrlPath="a/b").port or 0
    ask = "GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    assert b"<p>page" in raw(port, ask.format("/a/b/component/pkg.name/index.html"))
    assert b"<p>page" not in raw(port, ask.format("/component/pkg.name/index.html"))


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("a.JS", "text/javascript; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("a.mp4", "video/mp4"),
        ("a.tar.gz", "application/gzip"),
        ("a.svg.bz2", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_types(name: str, type: str) -> None:
    assert content_type(Path(name)) == type
