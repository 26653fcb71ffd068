"""Copies of values: nobody changes what others get."""

import sys
import threading
import types
from typing import Any

import numpy as np
import pandas as pd
import pytest

from treadle._core.cache.values import freeze
from treadle.errors import UnserializableReturnValueError


@pytest.mark.parametrize("value", [None, 1, "text", b"bytes", (1, "a", None), 2.5])
def test_what_nobody_can_change_is_returned_as_it_is(value):
    assert freeze(value, "f").thaw() is value


def test_every_copy_is_a_copy_of_the_value_as_it_was():
    value = {"list": [1], "array": np.arange(3)}
    frozen = freeze(value, "f")
    value["list"].append(2)
    value["array"][0] = 9
    first = frozen.thaw()
    first["list"].append(3)
    first["array"][1] = 9
    again = frozen.thaw()
    assert again["list"] == [1]
    assert again["array"].tolist() == [0, 1, 2]


def test_a_tuple_with_something_in_it_that_can_change_is_copied():
    frozen = freeze((1, [2]), "f")
    frozen.thaw()[1].append(3)
    assert frozen.thaw() == (1, [2])


def test_arrays_travel_beside_the_pickle_and_can_be_written_to():
    frozen = freeze([np.zeros(1000), np.ones(1000)], "f")
    assert len(frozen.data) < 1000
    assert frozen.size > 16_000
    zeros, ones = frozen.thaw()
    zeros += 1
    assert np.array_equal(zeros, ones)
    assert np.array_equal(frozen.thaw()[0], np.zeros(1000))


def test_a_read_only_array_stays_one_and_is_not_copied():
    array = np.arange(1000)
    array.flags.writeable = False
    frozen = freeze(array, "f")
    first, second = frozen.thaw(), frozen.thaw()
    assert not first.flags.writeable
    assert np.shares_memory(first, second)
    assert not np.shares_memory(first, array)


def test_a_frame_is_copied_with_its_columns():
    frozen = freeze(pd.DataFrame({"a": [1.0, 2.0], "s": ["x", "y"]}), "f")
    copy = frozen.thaw()
    copy.loc[0, "a"] = 9
    assert copy["a"].tolist() == [9.0, 2.0]
    assert frozen.thaw()["a"].tolist() == [1.0, 2.0]


def test_what_cannot_be_copied_is_an_error_that_says_what_to_do():
    with pytest.raises(UnserializableReturnValueError) as caught:
        freeze({"lock": threading.Lock()}, "load")
    assert "`load` returned an object of type `dict`" in str(caught.value)
    assert "_thread.lock" in str(caught.value)
    assert "st.cache_resource" in str(caught.value)


def page(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A page of an app that runs now."""
    module = types.ModuleType("__main__")
    exec(
        "class Own:\n    class Inner: pass\n    def __init__(self, x): self.x = x\ndef make(): pass",
        vars(module),
    )
    monkeypatch.setitem(sys.modules, "__main__", module)
    return vars(module)


def test_classes_of_a_page_are_those_of_the_page_that_asks(monkeypatch):
    first = page(monkeypatch)
    frozen = freeze([first["Own"]([1]), first["Own"].Inner(), first["make"]], "f")
    second = page(monkeypatch)
    own, inner, make = frozen.thaw(second)
    assert (type(own), type(inner), make) == (second["Own"], second["Own"].Inner, second["make"])
    assert own.x == [1]
    assert type(frozen.thaw(first)[0]) is first["Own"]


def test_classes_of_a_page_can_be_kept_while_another_page_runs(monkeypatch):
    first, second = page(monkeypatch), page(monkeypatch)
    frozen = freeze([first["Own"]([1]), first["Own"].Inner()], "f")
    own, inner = frozen.thaw(second)
    assert (type(own), type(inner)) == (second["Own"], second["Own"].Inner)
    assert type(frozen.thaw()[0]) is second["Own"]


def test_a_class_that_the_page_has_lost_is_an_error(monkeypatch):
    frozen = freeze(page(monkeypatch)["Own"](1), "f")
    with pytest.raises(AttributeError, match="defines no `Own`"):
        frozen.thaw({})


def test_the_size_of_a_tuple_counts_what_is_in_it():
    assert freeze(("x" * 1000, b"y" * 1000), "f").size > 2000


class _OneWay(Exception):
    """Pickles as its class and `args`, which are not what its `__init__` takes: the usual mistake."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")


def test_a_value_that_cannot_be_put_together_again_is_named(keep: Any) -> None:
    load = keep(lambda: [_OneWay(404, "gone")])
    load()
    with pytest.raises(UnserializableReturnValueError, match=r"`<lambda>`.*`list`.*reason"):
        load()
