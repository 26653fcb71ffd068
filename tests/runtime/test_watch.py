"""Saved source is noticed, whatever becomes of the folders."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from treadle.runtime.watch import FolderWatcher


@pytest.fixture
def notices() -> Iterator[Callable[..., bool]]:
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

    def watch(*folders: str, **how: Any) -> Any:
        if folders != (str(tmp_path),):
            refused.set()
            raise OSError("OS file watch limit reached")
        return watchfiles.watch(*folders, **how)

    monkeypatch.setattr("treadle.runtime.watch.watch", watch)
    watcher = notices.start(tmp_path, tmp_path.parent)
    assert refused.wait(20)
    watcher.follow(frozenset([str(tmp_path)]))
    assert notices(tmp_path / "app.py")
    assert "watch limit" in caplog.text
