"""`st.write_stream`. Each chunk of text is sent once, as an addition."""

import asyncio
import contextlib
import inspect
import threading
from collections.abc import AsyncIterable, Callable, Generator, Iterable
from functools import partial
from types import TracebackType
from typing import Any, Self

import msgspec

from treadle._core.carry.context import require
from treadle._core.carry.scope import Host
from treadle._core.elements.checks import wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.text.markdown import Markdown
from treadle._core.protocol.element import Element
from treadle._core.session.elements import FollowElement
from treadle.errors import InvalidParameterTypeError

Writer = Callable[[Cursor, Any], None]
_END = object()
_SKIP = object()


def stream_to(place: Cursor, stream: object, cursor: str | None, write_other: Writer) -> str | list[Any]:
    """Show the chunks of a stream as they arrive. Return all of them.

    Args:
        place: where they are written.
        stream: an iterable, an asynchronous iterable, or a function that returns one.
        cursor: a text shown at the end while the stream runs.
        write_other: writes a chunk that is not a text.

    Raises:
        InvalidParameterTypeError: `stream` cannot be iterated over.
    """
    parts: list[Any] = []
    text = _GrowingText(place, wire_text(cursor) if cursor else "")
    with text, contextlib.closing(chunks_of(stream)) as chunks:
        for chunk in chunks:
            found = text_of(chunk)
            if isinstance(found, str):
                if found:
                    text.add(found)
            elif found is not _SKIP:
                parts += text.finish()
                write_other(place, chunk)
                parts.append(chunk)
        parts += text.finish()
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else parts


class _GrowingText:
    """A text on the page that grows: one element until something else is written.

    Its `with` block ends when the stream has ended, also by an exception. The text on the page grows no more
    then.
    """

    def __init__(self, place: Cursor, cursor: str) -> None:
        self._place = place
        self._cursor = cursor
        self._handle: Cursor | None = None
        self._text = ""
        self._host: Host | None = None
        self._number = 0
        """By which a person stops the stream; given with the first text."""
        self._block = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._block.close()
        if self._handle is not None and self._host is not None and self._handle.id is not None:
            # Its run may be over: a person has stopped the stream, or has clicked elsewhere.
            self._host.page.apply(FollowElement(self._handle.id, partial(_grows_no_more, self._number)))

    def add(self, chunk: str) -> None:
        self._text += wire_text(chunk)
        if self._handle is not None or not self._text.isspace():
            if self._host is None:
                scope = require()
                self._host = scope.host
                self._number = self._block.enter_context(self._host.writing(scope))
            self._show(self._cursor, self._number)

    def finish(self) -> list[str]:
        """End this text and return it, if there is any."""
        text = self._text
        if not text:
            return []
        if self._handle is not None:
            self._show("", 0)
        self._handle, self._text = None, ""
        return [text]

    def _show(self, cursor: str, stream: int) -> None:
        # Blanks at the start would make it code, so they are removed. The rest stays unchanged, because only
        # additions are sent.
        element = Markdown(body=self._text.lstrip(), cursor=cursor, stream=stream)
        self._handle = (self._place if self._handle is None else self._handle).put(element)


def _grows_no_more(number: int, props: Element) -> Element:
    """Return the properties of a text whose stream has ended; other properties unchanged."""
    if not isinstance(props, Markdown) or props.stream != number:
        return props
    return msgspec.structs.replace(props, stream=0, cursor="")


def text_of(chunk: Any) -> Any:
    """Return the text in a chunk: the chunk itself, or the text in an object of a model library.

    `_SKIP`: the chunk contains no text. Any other object is returned unchanged.
    """
    if isinstance(chunk, str):
        return chunk
    choices = _get(chunk, "choices")
    if isinstance(choices, list | tuple):  # chat completions of OpenAI and of many similar libraries
        if not choices:
            return _SKIP
        delta = _get(choices[0], "delta")
        text = _get(choices[0], "text") if delta is None else _get(delta, "content")
        return text if isinstance(text, str) else _SKIP
    if isinstance(chunk, dict):
        return chunk
    delta = getattr(chunk, "delta", None)
    if isinstance(getattr(chunk, "type", None), str) and type(chunk).__module__.startswith(
        ("openai.", "anthropic.")
    ):
        text = delta if isinstance(delta, str) else getattr(delta, "text", None)
        return text if isinstance(text, str) else _SKIP
    content = getattr(chunk, "content", None)
    if isinstance(content, str):  # messages of LangChain
        return content
    if isinstance(content, list) and type(chunk).__module__.startswith("langchain"):
        blocks = [block.get("text", "") if isinstance(block, dict) else block for block in content]
        return "".join(block for block in blocks if isinstance(block, str))
    return chunk


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


# Where chunks come from -------------------------------------------------------------------------------------


def chunks_of(stream: Any) -> Generator[Any, None, None]:
    """Return an iterator over any kind of stream. The caller must close it.

    Raises:
        InvalidParameterTypeError: it is not a stream.
    """
    given = stream
    if callable(stream) and not isinstance(stream, Iterable | AsyncIterable):
        stream = stream()
    if isinstance(stream, str | bytes):
        raise InvalidParameterTypeError(
            "stream",
            type(stream).__name__,
            ["a generator", "another iterable", "a function that returns one"],
            detail="To show a complete text, use `st.write`.",
        )
    if isinstance(stream, Iterable) and not isinstance(stream, type):
        return (chunk for chunk in stream)
    if inspect.isawaitable(stream) or isinstance(stream, AsyncIterable):
        return _from_async(stream)
    raise InvalidParameterTypeError(
        "stream",
        type(given).__name__ if stream is given else f"function that returns {type(stream).__name__}",
        ["a generator", "another iterable", "a function that returns one"],
    )


def _from_async(stream: Any) -> Generator[Any, None, None]:
    """Yield the chunks of an asynchronous stream. It runs on an event loop of its own."""
    if not _on_a_loop():
        with asyncio.Runner() as runner:
            yield from _drive(stream, runner.run)
        return
    # The calling thread's own loop is busy: it executes the calling code. So another thread runs the loop.
    with _LoopThread() as elsewhere:
        yield from _drive(stream, elsewhere.run)


def _on_a_loop() -> bool:
    """Return whether the calling code runs on an event loop."""
    # A separate function: an exception of the app's stream must not be raised while this one is handled.
    # Otherwise this one would be shown as its cause.
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _drive(stream: Any, run: Callable[[Any], Any]) -> Generator[Any, None, None]:
    source = run(_opened(stream))
    try:
        while (chunk := run(_next(source))) is not _END:
            yield chunk
    finally:
        if hasattr(source, "aclose"):
            run(source.aclose())


async def _opened(stream: Any) -> Any:
    """Return the iterator of a stream. Wait for the stream itself if it is awaitable."""
    opened = await stream if inspect.isawaitable(stream) else stream
    if isinstance(opened, AsyncIterable):
        return aiter(opened)
    if isinstance(opened, Iterable):
        return _as_async(opened)
    raise InvalidParameterTypeError("stream", type(opened).__name__, ["a generator", "another iterable"])


async def _as_async(chunks: Iterable[Any]) -> Any:
    for chunk in chunks:
        yield chunk


async def _next(source: Any) -> Any:
    return await anext(source, _END)


class _LoopThread:
    """An event loop in a thread of its own."""

    def __enter__(self) -> "_LoopThread":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="treadle-stream")
        self._thread.start()
        return self

    def run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
