"""Recognises coroutine functions, on every Python.

Functions made by `async def` are coroutine functions. Other callables (a cached function, a mock) are marked.
Python 3.12 added such a mark to `inspect`. Before, only asyncio had one, which `inspect.iscoroutinefunction`
does not know. From Python 3.14 on, asyncio's is deprecated.
"""

import asyncio
import functools
import inspect
import sys
from typing import Any


def is_coroutine_function(value: Any) -> bool:
    """Return whether calling an object returns a coroutine, as far as this is known before the call."""
    if sys.version_info >= (3, 12):
        return inspect.iscoroutinefunction(value)
    while isinstance(value, functools.partial):
        value = value.func
    return asyncio.iscoroutinefunction(value)


def mark_coroutine_function(value: Any) -> None:
    """Mark a callable as one that returns a coroutine."""
    if sys.version_info >= (3, 12):
        inspect.markcoroutinefunction(value)
    else:
        value._is_coroutine = asyncio.coroutines._is_coroutine  # type: ignore[attr-defined]
