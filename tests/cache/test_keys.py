"""Which call is which."""

import functools
import math
import textwrap
import threading
import types
from typing import Any

import pytest

from treadle._core.cache.keys import Parameters, identity, name_of
from treadle.errors import UnhashableParamError


def plain(a, b=2):
    pass


def with_all(a, /, b, *rest, c=3, **more):
    pass


def defined(source: str, name: str = "f", **namespace: Any) -> Any:
    scope: dict[str, Any] = {"__name__": "module", **namespace}
    exec(textwrap.dedent(source), scope)
    return scope[name]


def key(function: Any, *args: Any, **kwargs: Any) -> bytes:
    return Parameters(function).key(args, kwargs)


def test_positions_keywords_and_defaults_that_mean_the_same_are_the_same():
    same = {key(plain, 1), key(plain, 1, 2), key(plain, 1, b=2), key(plain, a=1), key(plain, b=2, a=1)}
    assert len(same) == 1
    assert key(plain, 1, 3) not in same
    assert key(plain, 2, 1) not in same


def test_the_same_with_every_kind_of_parameter():
    same = {key(with_all, 1, 2), key(with_all, 1, b=2), key(with_all, 1, 2, c=3)}
    assert len(same) == 1
    assert key(with_all, 1, 2, x=1, y=2) == key(with_all, 1, 2, y=2, x=1)
    others = [
        key(with_all, 1, 2, 3),
        key(with_all, 1, 2, c=4),
        key(with_all, 1, 2, b2=3),
        key(with_all, 1, 2, d=3),
    ]
    assert len({*same, *others}) == 5


def test_arguments_with_an_underscore_do_not_count():
    function = defined("def f(_lock, x, *_rest, _y=1, **more): pass")
    assert key(function, threading.Lock(), 1) == key(
        function, None, 1, 7, 8, _y=object(), _z=threading.Lock()
    )
    assert key(function, None, 1) != key(function, None, 2)
    assert key(function, None, 1, z=1) != key(function, None, 1, z=2)


@pytest.mark.parametrize("call", [((), {}), ((1, 2, 3), {}), ((1,), {"a": 1}), ((1,), {"c": 1})])
def test_a_wrong_call_is_the_error_that_it_is_without_a_cache(call):
    with pytest.raises(TypeError, match="argument"):
        key(plain, *call[0], **call[1])


def test_an_argument_that_cannot_be_recognised_is_named_with_what_to_do():
    with pytest.raises(UnhashableParamError) as caught:
        key(plain, {"inside": [threading.Lock()]})
    message = str(caught.value)
    assert "`plain`" in message
    assert "argument `a` of type `dict`" in message
    assert "an object of type _thread.lock" in message
    assert "`_a`" in message
    assert "hash_funcs={dict:" in message


def test_a_function_is_known_by_module_name_and_code():
    first = defined("def f(x): return x + 1")
    assert identity(first) == identity(defined("\n\n\ndef f(x):\n    # how\n    return x + 1"))
    assert identity(first) != identity(defined("def f(x): return x + 2"))
    assert identity(first) != identity(defined("def f(x): return x + y"))
    assert identity(first) != identity(defined("def f(x): return x + 1", __name__="other"))
    assert identity(first) != identity(defined("def g(x): return x + 1", "g"))


def test_an_edit_of_a_function_in_a_function_is_an_edit():
    template = "def f(x):\n    def inner():\n        return {}\n    return inner()"
    assert identity(defined(template.format(1))) != identity(defined(template.format(2)))
    assert identity(defined(template.format(1))) != identity(defined(template.format(1.0)))
    assert identity(defined(template.format("x in {1, 2}"))) == identity(
        defined(template.format("x in {1, 2}"))
    )


def test_what_is_no_plain_function_has_an_identity_and_a_name():
    things = [
        math.sqrt,
        dict,
        functools.partial(plain, 1),
        functools.partial(plain, 2),
        types.SimpleNamespace().__eq__,
    ]
    assert len({identity_of(thing) for thing in things}) == len(things)
    assert name_of(functools.partial(plain, 1)) == "plain"
    assert key(functools.partial(plain, 1)) == key(functools.partial(plain, 1), b=2)


def identity_of(thing: Any) -> str:
    if not hasattr(thing, "__module__"):
        thing = functools.wraps(plain)(lambda: thing)
    return identity(thing)
