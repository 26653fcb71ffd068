"""What apps take of the process they give back, in whatever order they stop."""

import gc
import sys
import types

import pytest

from treadle._core.runtime import process


@pytest.fixture(autouse=True)
def _no_app_is_running():
    gc.collect()  # an app that some test holds in a cycle
    assert process._users == 0, "another test has left its app running"


def test_the_last_to_give_back_leaves_what_the_first_found(tmp_path):
    path, main = list(sys.path), sys.modules["__main__"]
    for folder in ("a", "b", "a"):
        process.borrow(str(tmp_path / folder))
    process.become_main(types.ModuleType("__main__"))
    assert sys.path == [str(tmp_path / "b"), str(tmp_path / "a"), *path]
    process.give_back(str(tmp_path / "a"))
    assert str(tmp_path / "a") in sys.path
    process.give_back(str(tmp_path / "b"))
    assert sys.modules["__main__"] is not main
    process.give_back(str(tmp_path / "a"))
    assert (sys.path, sys.modules["__main__"]) == (path, main)


def test_a_folder_that_was_there_before_stays(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    process.borrow(str(tmp_path))
    process.give_back(str(tmp_path))
    assert sys.path.count(str(tmp_path)) == 1


def test_a_script_that_begins_after_the_last_app_has_stopped_does_not_become_main():
    main = sys.modules["__main__"]
    process.become_main(types.ModuleType("__main__"))
    assert sys.modules["__main__"] is main
