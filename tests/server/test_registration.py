"""How this user's servers are found, and that nobody else's are, nor by anybody else."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from treadle._core.config import Config
from treadle._core.protocol.message import ThreadInfo
from treadle._core.server import Server
from treadle._core.server.registration import (
    NoAnswer,
    NotPrivate,
    Registration,
    ask,
    find,
    folder,
    registered,
)

from .fakes import FakeApp

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")

HERE = Registration(os.getpid(), 8501, "127.0.0.1", "", "/apps/app.py", "secret")


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's runtime directory, as the system makes it."""
    path = tmp_path / "runtime"
    path.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_server_is_found_while_it_runs() -> None:
    with registered(HERE):
        assert find() == [HERE]
    assert find() == []


def test_nobody_else_can_read_what_it_leaves(runtime: Path) -> None:
    before = os.umask(0)  # which must not matter
    try:
        with registered(HERE) as path:
            assert (mode(path), mode(path.parent), path.parent) == (0o600, 0o700, runtime / "treadle")
            assert list(path.parent.iterdir()) == [path]
    finally:
        os.umask(before)
    assert list((runtime / "treadle").iterdir()) == []


def test_the_file_goes_when_the_server_fails() -> None:
    with pytest.raises(RuntimeError), registered(HERE):
        raise RuntimeError
    assert find() == []


def test_several_are_told_by_port() -> None:
    other = msgspec.structs.replace(HERE, port=80)
    with registered(HERE), registered(other):
        assert find() == [other, HERE]


def test_what_a_dead_process_has_left_goes() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    with registered(msgspec.structs.replace(HERE, pid=process.pid)) as path:
        half = path.with_suffix(".tmp")
        half.write_bytes(b"{")
        assert find() == []
        assert not path.exists()
        assert not half.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff", b"x" * 100_000])
def test_what_is_none_of_ours_is_passed_over(content: bytes) -> None:
    path = folder() / f"{os.getpid()}-1.json"
    path.write_bytes(content)
    (folder() / "notes.txt").write_text("")
    assert find() == []
    assert path.exists()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.json"
    target.write_bytes(msgspec.json.encode(HERE))
    (folder() / f"{os.getpid()}-1.json").symlink_to(target)
    assert find() == []


def test_nothing_is_written_through_a_link(tmp_path: Path, runtime: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (runtime / "treadle").symlink_to(elsewhere)
    with pytest.raises(NotPrivate), registered(HERE):
        pass
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("permissions", [0o755, 0o770, 0o701, 0o777])
def test_a_folder_that_others_can_look_into_is_not_used(runtime: Path, permissions: int) -> None:
    (runtime / "treadle").mkdir()
    (runtime / "treadle").chmod(permissions)
    with pytest.raises(NotPrivate):
        folder()


@pytest.mark.parametrize(("permissions", "fine"), [(0o777, False), (0o775, False), (0o1777, True)])
def test_a_temporary_directory_has_to_keep_others_from_renaming_what_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, permissions: int, fine: bool
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    tmp_path.chmod(permissions)
    if fine:
        folder()
    else:
        with pytest.raises(NotPrivate):
            folder()


def test_a_file_in_the_folders_place_is_not_used(runtime: Path) -> None:
    (runtime / "treadle").write_text("")
    with pytest.raises(NotPrivate):
        folder()


@pytest.mark.skipif(not hasattr(os, "chown") or os.geteuid() != 0, reason="only root can give files away")
def test_a_folder_of_somebody_else_is_not_used(runtime: Path) -> None:
    (runtime / "treadle").mkdir(mode=0o700)
    os.chown(runtime / "treadle", 12345, 12345)
    with pytest.raises(NotPrivate):
        folder()


@pytest.mark.parametrize("what", ["none", "not there", "writable by others"])
def test_without_a_runtime_directory_of_ones_own_it_is_in_the_temporary_one(
    what: str, runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "none":
        monkeypatch.delenv("XDG_RUNTIME_DIR")
    elif what == "not there":
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "nowhere"))
    else:
        runtime.chmod(0o777)
    assert folder() == tmp_path / f"treadle-{os.geteuid()}"
    assert mode(folder()) == 0o700


@pytest.fixture
def running(static: Path) -> Iterator[Registration]:
    """A server that may be asked with "right"."""
    app = FakeApp(found=[ThreadInfo(id="x1", kind="thread", name="work", state="running")])
    config = Config.of({"server.port": 0, "server.address": "127.0.0.1", "server.baseUrlPath": "some/app"})
    server = Server(app, config, static=static, secret="right")
    port = server.start()
    yield Registration(os.getpid(), port, server.address, server.options.base, "app.py", "right")
    server.stop()


def test_a_server_answers_who_has_read_its_file(running: Registration) -> None:
    assert [thread.name for thread in ask(running, stacks=False).threads] == ["work"]


def test_a_proxy_of_the_environment_is_not_asked(
    running: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert ask(running, stacks=True).threads


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"secret": "wrong"}, "it answers 404"),
        ({"base": ""}, "it answers 404"),
        ({"base": "/some/app/_treadle/health?"}, "another program"),
        ({"port": 1}, "refused"),
    ],
)
def test_why_there_is_no_answer_is_said(running: Registration, change: dict[str, object], why: str) -> None:
    with pytest.raises(NoAnswer, match=why):
        ask(msgspec.structs.replace(running, **change), stacks=False)
