"""Results on disk: whole or not at all, whoever crashes and whoever else writes."""

import os
import pickle
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from treadle._core.cache import disk
from treadle._core.cache.caches import Caches
from treadle._core.cache.disk import Folder
from treadle._core.cache.function import cached
from treadle._core.cache.settings import settings_of
from treadle._core.cache.values import freeze


def put(folder: Folder, key: bytes, value, seconds=None) -> None:
    draft = folder.write(key, freeze(value, "f"), None, seconds)
    assert draft is not None
    draft.commit()


def get(folder: Folder, key: bytes):
    found = folder.read(key)
    return None if found is None else found[0].thaw()


@pytest.fixture
def folder(tmp_path: Path, clock) -> Folder:
    return Folder(tmp_path / "cache" / "f", clock)


def entries(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "f").glob("*"))


@pytest.mark.parametrize("value", [1, None, [1, "a"], {"a": np.arange(2000)}, "text" * 1000])
def test_what_was_written_is_read(folder, value):
    put(folder, b"k", value)
    assert repr(get(folder, b"k")) == repr(value)
    assert get(folder, b"other") is None


def test_arrays_that_are_read_can_be_written_to(folder):
    put(folder, b"k", np.zeros(1000))
    copy = get(folder, b"k")
    copy[0] = 1
    assert get(folder, b"k")[0] == 0


def test_nobody_sees_an_entry_before_it_is_committed(folder, tmp_path):
    draft = folder.write(b"k", freeze(1, "f"), None, None)
    assert get(folder, b"k") is None
    draft.discard()
    assert entries(tmp_path) == []


def test_an_entry_that_is_too_old_is_not_read(folder, clock, tmp_path):
    put(folder, b"k", 1, seconds=10)
    clock.now += 4
    assert folder.read(b"k")[2] == 6
    clock.now += 6
    assert get(folder, b"k") is None
    assert entries(tmp_path) == []


def test_every_damage_is_found(folder, tmp_path):
    put(folder, b"k", ["value"])
    (path,) = entries(tmp_path)
    whole = path.read_bytes()
    for at in range(len(whole)):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :]):
            path.write_bytes(damaged)
            assert get(folder, b"k") is None
    path.write_bytes(whole)
    assert get(folder, b"k") == ["value"]


def test_what_cannot_be_unpickled_any_more_is_computed_anew(tmp_path, monkeypatch):
    module = type(sys)("gone")
    module.Gone = type("Gone", (), {"__module__": "gone"})
    monkeypatch.setitem(sys.modules, "gone", module)
    made = [module.Gone()]
    assert type(stored(tmp_path, [], make=lambda x: made)[0](1)[0]).__name__ == "Gone"
    del module.Gone
    made[:] = ["new"]
    assert stored(tmp_path, [], make=lambda x: made)[0](1) == ["new"]
    made[:] = ["newer"]
    assert stored(tmp_path, [], make=lambda x: made)[0](1) == ["new"]


def test_entries_are_private(folder, tmp_path):
    put(folder, b"k", 1)
    (path,) = entries(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.parent.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_is_read_from_a_folder_that_others_can_write_to(folder, tmp_path, caplog):
    put(folder, b"k", 1)
    path = tmp_path / "cache" / "f"
    path.chmod(0o777)
    assert get(folder, b"k") is None
    assert folder.write(b"k", freeze(2, "f"), None, None) is None
    assert "other users can write to it" in caplog.text
    path.chmod(0o755)
    assert get(folder, b"k") == 1


def test_a_folder_that_cannot_be_made_costs_the_persistence_and_no_more(tmp_path, caplog):
    (tmp_path / "cache").write_text("a file")
    assert Folder(tmp_path / "cache" / "f").write(b"k", freeze(1, "f"), None, None) is None
    assert "cannot be kept" in caplog.text


def test_a_folder_that_must_not_be_looked_into_costs_the_persistence_and_no_more(folder, monkeypatch):
    put(folder, b"k", 1)
    stat = os.stat

    def refuse(path, *args, **kwargs):
        if str(path).endswith(".entry"):
            raise PermissionError("no")
        return stat(path, *args, **kwargs)

    monkeypatch.setattr(os, "stat", refuse)
    assert folder.read(b"k") is None


@pytest.mark.parametrize("how", ["remove", "clear"])
def test_an_entry_that_cannot_be_removed_is_not_read_any_more(folder, monkeypatch, caplog, how):
    put(folder, b"k", "old")
    with monkeypatch.context() as read_only:
        read_only.setattr(os, "unlink", lambda *args, **kwargs: _refuse())
        folder.remove(b"k") if how == "remove" else folder.clear()
    assert "cannot be removed" in caplog.text
    assert get(folder, b"k") is None
    put(folder, b"k", "new")
    assert get(folder, b"k") == "new"


def _refuse():
    raise PermissionError("read-only")


def test_an_entry_whose_place_is_taken_leaves_nothing_behind(folder, tmp_path, caplog):
    put(folder, b"k", 1)
    (path,) = entries(tmp_path)
    path.unlink()
    path.mkdir()
    put(folder, b"k", 1)
    assert "cannot be kept" in caplog.text
    assert entries(tmp_path) == [path]
    assert get(folder, b"k") is None


def test_a_draft_that_cannot_be_removed_fails_nobody(folder, monkeypatch):
    draft = folder.write(b"k", freeze(1, "f"), None, None)
    with monkeypatch.context() as read_only:
        read_only.setattr(os, "unlink", lambda *args, **kwargs: _refuse())
        draft.discard()
    assert get(folder, b"k") is None


def test_files_left_behind_by_a_crash_are_removed_when_they_are_old(folder, tmp_path):
    put(folder, b"k", 1)
    path = tmp_path / "cache" / "f"
    old, new = path / "old.draft", path / "new.draft"
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(new, (10_000, 10_000))
    os.utime(old, (1, 1))
    again = Folder(path, lambda: 10_000.0)
    put(again, b"k", 2)
    assert not old.exists()
    assert new.exists()
    assert get(again, b"k") == 2


def test_entries_that_nobody_can_use_any_more_make_room(folder, tmp_path, clock):
    put(folder, b"short", 1, seconds=10)
    put(folder, b"long", 2, seconds=10_000)
    put(folder, b"for ever", 3)
    (tmp_path / "cache" / "f" / "other.entry").write_bytes(b"of another version" * 10)
    (tmp_path / "cache" / "f" / "cut.entry").write_bytes(b"cut")
    clock.now += disk.SWEEP_EVERY
    put(folder, b"new", 4, seconds=10)
    assert len(entries(tmp_path)) == 3
    assert [get(folder, key) for key in (b"short", b"long", b"for ever", b"new")] == [None, 2, 3, 4]


CRASH = """
    import os, sys
    from pathlib import Path
    from treadle._core.cache import disk
    from treadle._core.cache.disk import Folder
    from treadle._core.cache.values import freeze
    at = sys.argv[2]
    if at == "write":
        os.fsync = lambda descriptor: os._exit(7)
    elif at == "rename":
        os.replace = lambda source, target: os._exit(7)
    folder = Folder(Path(sys.argv[1]))
    folder.write(b"k", freeze(["new"] * 1000, "f"), None, None).commit()
    os._exit(0)
"""


@pytest.mark.parametrize(
    ("at", "code", "value"), [("write", 7, "old"), ("rename", 7, "old"), ("never", 0, "new")]
)
def test_a_crash_in_the_middle_of_a_write_leaves_the_old_entry(tmp_path, at, code, value):
    path = tmp_path / "cache" / "f"
    put(Folder(path), b"k", ["old"])
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(CRASH), str(path), at], check=False)
    assert done.returncode == code
    assert get(Folder(path), b"k")[0] == value


MANY = """
    import sys
    from pathlib import Path
    from treadle._core.cache.disk import Folder
    from treadle._core.cache.values import freeze
    folder, mark = Folder(Path(sys.argv[1])), sys.argv[2]
    for number in range(150):
        key = b"%d" % (number % 5)
        draft = folder.write(key, freeze([mark] * 5000, "f"), None, None)
        draft.commit()
        found = folder.read(key)
        if found is not None:
            value = found[0].thaw()
            assert len(value) == 5000 and len(set(value)) == 1, value[:3]
        if number % 50 == 49:
            folder.clear()
"""


def test_several_processes_write_read_and_clear_at_once(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(MANY), str(tmp_path / "cache" / "f")]
    running = [
        subprocess.Popen([*command, str(number)], stderr=subprocess.PIPE, text=True) for number in range(3)
    ]
    for process in running:
        assert (process.communicate()[1], process.returncode) == ("", 0)


def stored(tmp_path: Path, calls: list[int], clock=None, make=None, **options):
    """A function whose process has just been started: nothing of it is in memory."""
    more = {} if clock is None else {"clock": clock, "wall": clock}
    caches = Caches(tmp_path / "cache", **more)
    settings = settings_of(
        "data", **{"ttl": None, "max_entries": None, "persist": "disk", "scope": "global", **options},
        refresh_mode="foreground",
    )  # fmt: skip

    def load(x):
        calls.append(x)
        return [x]

    return cached(make or load, settings, lambda scope: caches), caches


def test_the_next_start_has_what_was_kept(tmp_path):
    calls = []
    assert stored(tmp_path, calls)[0](1) == stored(tmp_path, calls)[0](1) == [1]
    assert calls == [1]


def test_clear_reaches_the_disk(tmp_path):
    calls = []
    load, caches = stored(tmp_path, calls)
    load(1), load(2)
    load.clear(1)
    again, _ = stored(tmp_path, calls)
    again(1), again(2)
    assert calls == [1, 2, 1]
    load.clear()
    stored(tmp_path, calls)[0](2)
    assert calls == [1, 2, 1, 2]
    caches.clear("data")
    stored(tmp_path, calls)[0](2)
    assert calls == [1, 2, 1, 2, 2]


def test_clear_of_everything_reaches_functions_that_this_process_has_not_called(tmp_path):
    calls = []
    stored(tmp_path, calls)[0](1)
    Caches(tmp_path / "cache").clear("data")
    stored(tmp_path, calls)[0](1)
    assert calls == [1, 1]


def test_ttl_holds_over_a_restart(tmp_path, clock):
    calls = []
    stored(tmp_path, calls, clock, ttl=10)[0](1)
    clock.now += 6
    again, _ = stored(tmp_path, calls, clock, ttl=10)
    again(1)
    clock.now += 6
    again(1)
    assert calls == [1, 1]


def test_ttl_holds_when_the_clock_is_put_back(tmp_path, clock):
    calls = []
    clock.now += 1_000_000
    stored(tmp_path, calls, clock, ttl=10)[0](1)
    clock.now -= 1_000_000
    again, _ = stored(tmp_path, calls, clock, ttl=10)
    again(1)
    assert calls == [1, 1]
    stored(tmp_path, calls, clock, ttl=10)[0](1)
    assert calls == [1, 1]


def test_what_has_no_room_in_memory_is_still_on_disk(tmp_path):
    calls = []
    load, _ = stored(tmp_path, calls, max_entries=1)
    load(1), load(2), load(1)
    assert calls == [1, 2]


def test_a_clear_during_the_write_leaves_nothing(tmp_path, monkeypatch):
    calls = []
    load, _ = stored(tmp_path, calls)
    fsync = os.fsync

    def clear_meanwhile(descriptor):
        fsync(descriptor)
        load.clear()

    monkeypatch.setattr(disk.os, "fsync", clear_meanwhile)
    assert load(1) == [1]
    monkeypatch.setattr(disk.os, "fsync", fsync)
    assert {path.name for path in (tmp_path / "cache").rglob("*.*")} == {".gitignore"}
    load(1)
    assert calls == [1, 1]


class Harm:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_a_pickle_that_is_no_entry_is_not_read_as_one(folder, tmp_path):
    put(folder, b"k", 1)
    (path,) = entries(tmp_path)
    path.write_bytes(pickle.dumps(Harm(tmp_path / "harm")))
    assert get(folder, b"k") is None
    assert not (tmp_path / "harm").exists()
    assert not path.exists()
