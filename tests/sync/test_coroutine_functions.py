"""What is a coroutine function is known for one, also where Python's own `inspect` does not know it."""

import functools
from unittest.mock import AsyncMock

import pytest

from treadle._core.sync.coroutine_functions import is_coroutine_function, mark_coroutine_function


class Marked:
    def __init__(self) -> None:
        mark_coroutine_function(self)

    def __call__(self) -> None: ...


async def function() -> None: ...


@pytest.mark.parametrize(
    "value",
    [function, functools.partial(function), Marked(), functools.partial(Marked()), AsyncMock()],
    ids=["function", "partial", "marked", "partial of one that is marked", "mock"],
)
def test_a_coroutine_function(value: object) -> None:
    assert is_coroutine_function(value)


@pytest.mark.parametrize("value", [len, print, Marked, lambda: function(), 1, None, functools.partial(len)])
def test_what_is_none(value: object) -> None:
    assert not is_coroutine_function(value)
