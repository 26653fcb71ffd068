"""Saved source is noticed, whatever becomes of the folders."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle._core.runtime import watch as watching
from treadle._core.runtime.watch import FolderWatcher


@pytest.fixture(params=[pytest.param(True, id="watchfiles", marks=pytest.mark.needs("watchfiles")), False])
def by_watchfiles(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the package is there."""
    if not request.param:
        monkeypatch.setattr(watching, "watch", None)
        monkeypatch.setattr(watching, "POLL_EVERY", 0.02)
    return request.param


@pytest.fixture
def notices(by_watchfiles: bool) -> Iterator[Callable[..., bool]]:
    """`notices(watcher, file)` says whether a file that is saved, again and again, is noticed."""
    saved = threading.Event()
    watchers: list[FolderWatcher] = []

    def start(*folders: Path) -> FolderWatcher:
        watchers.append(FolderWatcher(lambda paths: saved.set()))
        watchers[-1].start(map(str, folders))
        return watchers[-1]

    def notices(file: Path) -> bool:
        for number in range(200):
            file.write_text(f"number = {number}")
            if saved.wait(0.1):
                return True
        return False

    notices.start = start  # type: ignore[attr-defined]
    yield notices
    for watcher in watchers:
        watcher.stop()


def test_a_folder_that_is_gone_ends_no_watching_of_others(notices: Any, tmp_path: Path) -> None:
    notices.start(tmp_path, tmp_path / "gone")
    assert notices(tmp_path / "app.py")


def test_folders_that_cannot_be_watched_are_told_of_and_others_watched_later(
    notices: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refused = threading.Event()
    name = "watch" if watching.watch is not None else "_stamps"
    look = getattr(watching, name)

    def refuse(*folders: Any, **how: Any) -> Any:
        if str(tmp_path.parent) in str(folders).split("'"):
            refused.set()
            raise OSError("OS file watch limit reached")
        return look(*folders, **how)

    monkeypatch.setattr(watching, name, refuse)
    watcher = notices.start(tmp_path, tmp_path.parent)
    assert refused.wait(20)
    watcher.follow(frozenset([str(tmp_path)]))
    assert notices(tmp_path / "app.py")
    assert "watch limit" in caplog.text


def test_polling_reports_what_was_saved_made_or_removed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "watch", None)
    monkeypatch.setattr(watching, "POLL_EVERY", 0.02)
    names = "saved.py", "gone.py", "same.py", "data.csv"
    for name in names:
        (tmp_path / name).write_text("1")
    (tmp_path / "nowhere.py").symlink_to(tmp_path / "no such file")
    looked, told = threading.Event(), threading.Event()
    reports: list[set[str]] = []
    stamps = watching._stamps

    def look(folders: Any) -> Any:
        found = stamps(folders)
        looked.set()
        return found

    def saved(paths: set[str]) -> None:
        reports.append(paths)
        told.set()

    monkeypatch.setattr(watching, "_stamps", look)
    watcher = FolderWatcher(saved)
    watcher.start([str(tmp_path)])
    try:
        assert looked.wait(20)
        for path, act in {
            "saved.py": lambda file: file.write_text("22"),
            "gone.py": Path.unlink,
            "made.py": Path.touch,
            "data.csv": lambda file: file.write_text("22"),
        }.items():
            act(tmp_path / path)
        seen: set[str] = set()
        while len(seen) < 3:
            assert told.wait(20)
            told.clear()
            seen = {Path(path).name for report in reports for path in report}
    finally:
        watcher.stop()
    assert seen == {"saved.py", "gone.py", "made.py"}
