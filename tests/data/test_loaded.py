"""A library that another thread is just importing is none that a value could be of."""

import sys
import types

import pytest

from treadle._core.cache.hashing import Writer
from treadle._core.data import read
from treadle._core.data.loaded import loaded


@pytest.fixture(params=["numpy", "pandas", "polars", "pyarrow", "PIL.Image", "torch"])
def half_imported(request, monkeypatch):
    module = types.ModuleType(request.param)
    module.__spec__ = types.SimpleNamespace(_initializing=True)
    monkeypatch.setitem(sys.modules, request.param, module)
    return request.param


def test_it_is_not_there_yet(half_imported):
    assert loaded(half_imported) is None
    sys.modules[half_imported].__spec__._initializing = False
    assert loaded(half_imported) is sys.modules[half_imported]


def test_what_was_never_imported_is_not_there():
    assert loaded("no.such.library") is None


def test_tables_can_be_read_and_recognised_meanwhile(half_imported):
    assert read({"a": [1, 2]}).names == ["a"]
    assert read([{"a": 1}]).names == ["a"]
    assert Writer().write(types.SimpleNamespace(x=object))
    assert Writer().write(pytest.approx)
