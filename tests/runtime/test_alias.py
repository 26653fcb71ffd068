"""`import streamlit` while apps run, and what is left of it afterwards."""

import gc
import importlib
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import treadle
from treadle._core.runtime import alias


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No other app has the alias installed, whatever other tests have left behind."""
    gc.collect()
    monkeypatch.setattr(alias, "_users", 0)
    monkeypatch.setattr(sys, "meta_path", [finder for finder in sys.meta_path if finder is not alias._finder])
    for name in [name for name in sys.modules if name.partition(".")[0] == "streamlit"]:
        monkeypatch.delitem(sys.modules, name)
    yield
    assert "streamlit" not in sys.modules
    assert alias._finder not in sys.meta_path


@pytest.fixture
def aliased(alone: None) -> Iterator[None]:
    alias.install()
    yield
    alias.uninstall()


@pytest.fixture
def real_streamlit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Something installed that is called streamlit."""
    package = tmp_path / "streamlit"
    package.mkdir()
    (package / "__init__.py").write_text("real = True\n")
    (package / "errors.py").write_text("real = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    return package


def test_the_name_is_nobodys_before_and_after(alone):
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("streamlit")
    alias.install()
    assert importlib.import_module("streamlit").write is treadle.write
    alias.uninstall()
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("streamlit")


def test_it_stays_until_the_last_app_has_stopped(alone):
    alias.install()
    alias.install()
    alias.uninstall()
    assert importlib.import_module("streamlit.errors").StreamlitAPIException is treadle.errors.APIError
    alias.uninstall()


@pytest.mark.usefixtures("aliased")
def test_a_part_that_treadle_lacks_is_named():
    with pytest.raises(ModuleNotFoundError, match=r"streamlit\.proto.*Treadle") as caught:
        importlib.import_module("streamlit.proto")
    assert caught.value.name == "streamlit.proto"


def test_an_installed_streamlit_is_itself_again_afterwards(alone, real_streamlit):
    alias.install()
    assert not hasattr(importlib.import_module("streamlit"), "real")
    alias.uninstall()
    assert importlib.import_module("streamlit").real
    assert importlib.import_module("streamlit.errors").real
    for name in ("streamlit", "streamlit.errors"):
        del sys.modules[name]


def test_a_streamlit_that_was_imported_before_is_warned_of_and_not_mixed(alone, real_streamlit, caplog):
    importlib.import_module("streamlit")
    with caplog.at_level(logging.WARNING, "treadle.alias"):
        alias.install()
    assert "Streamlit itself was imported" in caplog.text
    assert importlib.import_module("streamlit.errors").real
    alias.uninstall()
    assert sys.modules["streamlit"].real
    for name in ("streamlit", "streamlit.errors"):
        del sys.modules[name]
