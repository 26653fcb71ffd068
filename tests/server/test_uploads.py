"""Uploads over HTTP: what is taken, what is refused, and that what was refused leaves nothing behind."""

import errno
import http.client
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from treadle._core.config import Config
from treadle._core.protocol.message import ClientInfo, Interact, Open
from treadle._core.runtime import uploads
from treadle._core.runtime.app import App
from treadle._core.runtime.ports import RequestInfo
from treadle._core.server import Server
from treadle._core.server import uploads as handler
from treadle._core.session.look import IsSettled, ListNodes

MB = 1024 * 1024


class Browser:
    """A browser that shows nothing."""

    def wake(self, now: bool) -> None:
        pass

    def send(self, message: object) -> None:
        pass


APP = """
import treadle as st
st.file_uploader("One", type=["csv", "bin"], max_upload_size=8, key="one")
st.file_uploader("Folder", accept_multiple_files="directory", key="folder")
st.file_uploader("Off", disabled=True, key="off")
"""


def until(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


class Served:
    """An app with a server, and one visitor whose browser uploads."""

    def __init__(self, folder: Path, **options: object) -> None:
        script = folder / "app.py"
        script.write_text(APP)
        config = Config.of({"server.port": 0, "server.address": "127.0.0.1"} | options)
        self.app = App(script, config)
        self.server = Server(self.app, config)
        self.port = self.server.start()
        self.live, self.browser = self.visit()
        self.token = self.tokens(self.live)

    def visit(self):
        browser = Browser()
        live, _ = self.app.open(Open(1, None, "/", "", ClientInfo()), browser, RequestInfo())
        assert live.wait(IsSettled(), 20)
        return live, browser

    def tokens(self, live) -> dict[str, str]:
        nodes = [node for node in live.apply(ListNodes()) if node.props.kind == "file_uploader"]
        return {node.props.label: node.props.upload.token for node in nodes}

    def headers(self, name: str = "a.csv", widget: str = "One", **more: str) -> dict[str, str]:
        return {
            "X-Treadle-Session": self.live.token,
            "X-Treadle-Upload": self.token[widget],
            "X-Treadle-Name": quote(name, safe=""),
            "Content-Type": "text/csv",
        } | {name.replace("_", "-"): text for name, text in more.items()}

    def send(self, data: bytes = b"1,2", **about: str) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("PUT", "/_treadle/upload", data, self.headers(**about))
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text.startswith(b"{") else {"text": text.decode()}
        finally:
            connection.close()

    def nothing_left(self) -> bool:
        return self.app.uploads.usage() == (0, 0, [])

    def stop(self) -> None:
        self.server.stop()
        self.app.stop()


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Served]]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(threading.enumerate())
    served: list[Served] = []

    def start(**options: object) -> Served:
        served.append(Served(tmp_path, **options))
        return served[-1]

    yield start
    for each in served:
        each.stop()
    until(lambda: not set(threading.enumerate()) - before)
    assert not list(tmp_path.glob("treadle-uploads-*"))


def test_a_small_file_stays_in_memory_and_a_large_one_goes_to_disk(serve):
    served = serve()
    status, small = served.send(b"1,2", name="ä b.csv")
    assert (status, small["name"], small["size"], small["type"]) == (200, "ä b.csv", 3, "text/csv")
    assert served.app.uploads.usage() == (3, 3, [])
    large = os.urandom(3 * MB)
    status, _ = served.send(large, name="b.bin")
    assert status == 200
    total, memory, (path,) = served.app.uploads.usage()
    assert (total, memory, path.read_bytes() == large) == (3 + 3 * MB, 3, True)
    assert path.stat().st_mode & 0o077 == path.parent.stat().st_mode & 0o077 == 0


def test_a_value_names_what_was_uploaded_and_keeps_it(serve):
    served = serve()
    _, ref = served.send(os.urandom(2 * MB))
    (node,) = [n for n in served.live.apply(ListNodes()) if getattr(n.props, "label", "") == "One"]
    served.live.receive(served.browser, Interact([(node.id, [ref])]))
    assert served.live.wait(IsSettled(), 20)
    assert [file.name for file in node.props.value] == ["a.csv"]
    assert len(served.app.uploads.usage()[2]) == 1
    served.live.receive(served.browser, Interact([(node.id, [])]))
    assert served.live.wait(IsSettled(), 20)
    until(served.nothing_left)


@pytest.mark.parametrize(
    ("about", "status", "said"),
    [
        ({"name": "a.exe"}, 415, "“a.exe” has a wrong type. Allowed: .csv, .bin."),
        ({"name": "../../x.csv"}, 415, "“../../x.csv” is not a valid name of a file."),
        ({"name": "..", "widget": "Folder"}, 415, "is not a valid name"),
        ({"name": "a/../../x", "widget": "Folder"}, 415, "is not a valid name"),
        ({"name": "/etc/passwd", "widget": "Folder"}, 415, "is not a valid name"),
        ({"name": "C:\\x.csv"}, 415, "is not a valid name"),
        ({"name": "a\0.csv"}, 415, "“a\ufffd.csv” is not a valid name"),
        ({"name": ""}, 415, "is not a valid name"),
        ({"name": "x" * 300 + ".csv"}, 415, "is not a valid name"),
        ({"widget": "Off"}, 403, "“Off” is disabled."),
        ({"X-Treadle-Upload": "forged"}, 403, "is not for an input on this page"),
        ({"X-Treadle-Session": "forged"}, 403, "is not for an input on this page"),
        ({"X-Treadle-Upload": ""}, 403, "is not for an input on this page"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_and_leaves_nothing(serve, about, status, said):
    served = serve()
    got, answer = served.send(os.urandom(2 * MB), **about)
    assert (got, said in answer["error"]) == (status, True), answer
    until(served.nothing_left)


def test_a_token_counts_in_its_own_session_alone(serve):
    served = serve()
    other, _ = served.visit()
    got, _ = served.send(**{"X-Treadle-Session": other.token})
    assert got == 403
    assert served.tokens(other)["One"] != served.token["One"]


def test_a_file_that_is_too_large_is_refused_before_it_is_written(serve):
    served = serve()
    got, answer = served.send(bytes(9 * MB))
    assert (got, answer) == (413, {"error": "“a.csv” is too large: 9 MB. The limit is 8 MB."})
    assert served.nothing_left()


def test_another_origin_may_send_nothing(serve):
    served = serve()
    got, _ = served.send(Origin="https://evil.example")
    assert got == 403
    assert served.nothing_left()


def test_a_request_must_say_how_long_it_is(serve):
    served = serve()
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)) as connection:
        # The answer comes after the head: no part of a body is sent, because the server has hung up then.
        connection.putrequest("PUT", "/_treadle/upload")
        for name, text in (served.headers() | {"Transfer-Encoding": "chunked"}).items():
            connection.putheader(name, text)
        connection.endheaders()
        assert connection.getresponse().status == 411


def test_a_session_has_no_more_than_its_part(serve):
    served = serve(**{"server.maxUploadSizePerSession": 4})
    assert served.send(bytes(3 * MB))[0] == 200
    got, answer = served.send(bytes(3 * MB))
    assert (got, "together, your uploads would be larger than 4 MB" in answer["error"]) == (413, True)
    assert served.app.uploads.usage()[0] == 3 * MB


def test_all_sessions_together_have_no_more_than_the_app(serve):
    served = serve(**{"server.maxUploadSizeTotal": 4})
    assert served.send(bytes(3 * MB))[0] == 200
    served.live, served.browser = served.visit()
    served.token = served.tokens(served.live)
    got, answer = served.send(bytes(3 * MB))
    assert (got, "no more space for uploads" in answer["error"]) == (507, True)


def begun(served: Served, size: int, sent: bytes) -> socket.socket:
    """Begin to upload a file that goes to disk."""
    peer = socket.create_connection(("127.0.0.1", served.port), timeout=20)
    head = "".join(f"{name}: {text}\r\n" for name, text in served.headers().items())
    peer.sendall(
        f"PUT /_treadle/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n{head}\r\n".encode()
        + sent
    )
    return peer


def test_a_cut_connection_leaves_nothing(serve):
    served = serve()
    peer = begun(served, 7 * MB, bytes(3 * MB))
    until(lambda: any(path.stat().st_size for path in served.app.uploads.usage()[2]))
    peer.close()
    until(served.nothing_left)


def test_a_browser_that_says_nothing_more_is_cut(serve, monkeypatch):
    monkeypatch.setattr(handler, "SILENT", 0.1)
    served = serve()
    peer = begun(served, 7 * MB, bytes(3 * MB))
    assert peer.recv(1) == b""
    until(served.nothing_left)
    peer.close()


def test_a_full_disk_says_so_and_leaves_nothing(serve, monkeypatch):
    served = serve()

    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(uploads.os, "write", full)
    got, answer = served.send(bytes(3 * MB))
    monkeypatch.undo()
    assert (got, answer) == (507, {"error": "“a.csv” was not uploaded: the disk of the server is full."})
    until(served.nothing_left)


def test_a_disk_without_room_is_not_filled(serve, monkeypatch):
    served = serve()
    monkeypatch.setattr(uploads, "SPARE", 2**62)
    got, answer = served.send(bytes(3 * MB))
    assert (got, "the disk of the server is full" in answer["error"]) == (507, True)


def test_a_disk_that_cannot_be_written_says_so(serve, monkeypatch):
    served = serve()
    real = os.open

    def refuse(path, flags, mode=0o777, **more):
        if "treadle-uploads-" in str(path):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, flags, mode, **more)

    monkeypatch.setattr(uploads.os, "open", refuse)
    got, answer = served.send(bytes(3 * MB))
    assert (got, "the server could not write it" in answer["error"]) == (500, True)
    until(served.nothing_left)
    monkeypatch.undo()  # removing the folder opens it


def test_a_disk_without_a_folder_for_files_says_so(serve, monkeypatch):
    served = serve()
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    got, answer = served.send(bytes(3 * MB))
    assert (got, "the server could not write it" in answer["error"]) == (500, True)
    assert served.nothing_left()


def test_the_end_of_the_session_frees_its_files(serve):
    served = serve()
    served.send(bytes(3 * MB))
    served.send(b"1,2")
    assert not served.nothing_left()
    served.live.end()
    until(served.nothing_left)


def test_a_file_that_is_on_its_way_when_the_session_ends_is_freed(serve):
    served = serve()
    peer = begun(served, 3 * MB, bytes(2 * MB))
    until(lambda: any(path.stat().st_size for path in served.app.uploads.usage()[2]))
    served.live.end()
    peer.sendall(bytes(MB))
    assert b"410" in peer.recv(100)
    peer.close()
    until(served.nothing_left)


def test_a_file_that_no_value_names_can_be_given_up(serve):
    served = serve()
    _, ref = served.send(bytes(3 * MB))
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("DELETE", "/_treadle/upload", headers=served.headers(name=ref["id"]))
    assert connection.getresponse().status == 204
    connection.close()
    until(served.nothing_left)


def test_what_a_crashed_process_has_left_is_removed(serve, tmp_path):
    old = tmp_path / f"treadle-uploads-{2**22 - 1}-x"
    mine = tmp_path / f"treadle-uploads-{os.getpid()}-x"
    for folder in (old, mine):
        folder.mkdir()
        (folder / "file").write_bytes(b"x")
    assert serve().send(bytes(3 * MB))[0] == 200
    assert (old.exists(), mine.exists()) == (False, True)
    (mine / "file").unlink()
    mine.rmdir()
