"""Clients that belong to an event loop, used from any.

A client for HTTP or a database keeps connections that belong to the event loop which first used them. Each run has a loop
of its own, so a client that runs share has to live on one that lasts: the app's background loop. `bridge` returns a stand-in
whose coroutines, asynchronous iterators and `async with` blocks run there, whichever loop awaits them.
"""

import asyncio
import functools
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator
from typing import Any

from .loops import BackgroundLoop


def bridge(value: Any, loop: BackgroundLoop) -> Any:
    """Return a stand-in for a client, to be used from every loop; other values as they are.

    What has `async with` is taken for a client: something that is opened and closed on a loop.
    """
    return LoopBound(value, loop) if hasattr(type(value), "__aenter__") else value


class LoopBound:
    """Stands in for an object that belongs to the background loop."""

    __slots__ = ("_treadle_loop", "_treadle_object")

    def __init__(self, value: Any, loop: BackgroundLoop) -> None:
        object.__setattr__(self, "_treadle_object", value)
        object.__setattr__(self, "_treadle_loop", loop)

    @property  # type: ignore[misc] # Python lets it be read-only
    def __class__(self) -> Any:  # so that `isinstance` says what it is
        return type(self._treadle_object)

    def __repr__(self) -> str:
        return repr(self._treadle_object)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._treadle_object, name)
        loop = self._treadle_loop
        if loop.is_current() or not callable(value) or isinstance(value, type):
            return value

        @functools.wraps(value)
        def call(*args: Any, **kwargs: Any) -> Any:
            # Called here, as it may take long; what it returns to be awaited runs there.
            return _there(value(*args, **kwargs), loop)

        return call

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._treadle_object, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._treadle_object, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it."""
        return _there(self._treadle_object(*args, **kwargs), self._treadle_loop)

    def __await__(self) -> Generator[Any, None, Any]:
        return _awaited(self._treadle_object, self._treadle_loop).__await__()

    async def __aenter__(self) -> Any:
        entered = await _run(self._treadle_object.__aenter__, self._treadle_loop)
        return self if entered is self._treadle_object else _stands_in(entered, self._treadle_loop)

    async def __aexit__(self, *error: Any) -> Any:
        return await _run(lambda: self._treadle_object.__aexit__(*error), self._treadle_loop)

    def __aiter__(self) -> AsyncIterator[Any]:
        return _iterated(self._treadle_object, self._treadle_loop)


async def _run(make: Callable[[], Awaitable[Any]], loop: BackgroundLoop) -> Any:
    """Await what a function returns, on the background loop."""

    async def main() -> Any:
        return await make()

    if loop.is_current():
        return await main()
    return await asyncio.wrap_future(loop.run(main))


async def _awaited(value: Awaitable[Any], loop: BackgroundLoop) -> Any:
    return _stands_in(await _run(lambda: value, loop), loop)


async def _iterated(value: Any, loop: BackgroundLoop) -> AsyncIterator[Any]:
    iterator = value.__aiter__()
    try:
        while True:
            try:
                item = await _run(iterator.__anext__, loop)
            except StopAsyncIteration:
                return
            yield _stands_in(item, loop)
    finally:
        if inspect.isasyncgen(iterator):
            await _run(iterator.aclose, loop)


def _there(result: Any, loop: BackgroundLoop) -> Any:
    """Let what a client's method has returned run on its loop."""
    if inspect.iscoroutine(result):
        coroutine: Coroutine[Any, Any, Any] = _awaited(result, loop)  # one that `create_task` takes
        return coroutine
    return _stands_in(result, loop)


def _stands_in(value: Any, loop: BackgroundLoop) -> Any:
    """Return a stand-in for what a client has handed out, if that belongs to its loop, too: a connection, a response."""
    return LoopBound(value, loop) if _is_async(type(value)) else value


def _is_async(kind: type) -> bool:
    if any(hasattr(kind, name) for name in ("__aenter__", "__aiter__", "__await__")):
        return True
    return any(inspect.iscoroutinefunction(getattr(kind, name, None)) for name in dir(kind))
