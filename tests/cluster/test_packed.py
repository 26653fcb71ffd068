"""Calls and results as bytes on their way to a cluster and back."""

import pickle
import threading
from typing import Any

import pytest

from treadle._core.cluster.packed import LARGE, Packed, PackedCall, pack_call, pack_result
from treadle._core.cluster.value import ClusterValue
from treadle._core.processes.calls import JobFailed, execute
from treadle.errors import PicklingError

np = pytest.importorskip("numpy")


def called(packed: PackedCall, *given: Any) -> Any:
    """Load a call as a worker does, after its way there, and execute it."""
    apart = [
        pickle.loads(pickle.dumps(each, protocol=5)) for each in packed.apart if isinstance(each, Packed)
    ]
    unpickler = packed.call.unpickler([*apart, *given])
    function = unpickler.load()
    args, kwargs = unpickler.load()
    return function(*args, **kwargs)


def pack(function: Any, *args: Any, **kwargs: Any) -> PackedCall:
    return pack_call(function, args, kwargs, "work", lambda filename: False)


def test_a_large_argument_is_packed_apart_and_small_ones_are_not():
    large = np.ones(LARGE // 8)
    packed = pack(lambda a, b, *, c: (a.sum(), b, len(c)), large, [1, 2], c="x" * LARGE)
    assert len(packed.apart) == 2
    assert packed.call.size < 10_000
    assert called(packed) == (LARGE // 8, [1, 2], LARGE)


def test_equal_arguments_have_equal_digests_and_changed_ones_have_not():
    array = np.ones(LARGE // 8)
    first, second = pack(print, array).apart[0], pack(print, array.copy()).apart[0]
    array[0] = 2
    third = pack(print, array).apart[0]
    assert isinstance(first, Packed)
    assert isinstance(second, Packed)
    assert isinstance(third, Packed)
    assert first.digest() == second.digest() != third.digest()


def test_each_call_gets_an_array_of_its_own_that_it_can_change():
    packed = pack(lambda array: array.__setitem__(0, 5) or array[0], np.ones(LARGE // 8))
    assert called(packed) == called(packed) == 5
    result = pack_result(np.arange(3))
    result.unpickler().load()[0] = 7
    assert result.unpickler().load().tolist() == [0, 1, 2]


def test_a_value_on_the_cluster_is_only_named_wherever_it_stands():
    value: ClusterValue[Any] = ClusterValue("load", object(), lambda future, name: None)  # type: ignore[arg-type,return-value]
    packed = pack(lambda parts: [part["it"] for part in parts], [{"it": value}, {"it": value}])
    assert packed.apart == [value, value]
    assert called(packed, "first", "second") == ["first", "second"]
    with pytest.raises(TypeError, match=r"fetch\(\)"):
        pickle.dumps(value)


def test_what_cannot_be_pickled_is_named():
    with pytest.raises(PicklingError, match="argument 2"):
        pack(print, 1, threading.Lock())


class Unloadable:
    """Can be pickled, and not unpickled."""

    def __init__(self, size: int = 0) -> None:
        self.content = b"x" * size

    def __setstate__(self, state: Any) -> None:
        raise ValueError("on purpose")


@pytest.mark.parametrize("size", [1, LARGE], ids=["in the call", "packed apart"])
def test_an_argument_that_cannot_be_loaded_is_named(size: int):
    packed = pack(print, 1, Unloadable(size))
    apart = [pickle.loads(pickle.dumps(each, protocol=5)) for each in packed.apart]
    with pytest.raises(JobFailed) as failed:
        execute(lambda: packed.call.unpickler(apart), pack_result)
    assert (failed.value.stage, failed.value.kind) == ("arguments", f"{__name__}.Unloadable.__setstate__")


def test_an_older_protocol_of_pickle_copies_the_buffers():
    packed = pack_result(np.arange(LARGE))
    assert pickle.loads(pickle.dumps(packed, protocol=4)).unpickler().load()[-1] == LARGE - 1
