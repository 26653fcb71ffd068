"""Exceptions for people: the app's own frames first, no frames of Treadle."""

import linecache
import re
import traceback
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import msgspec

from treadle._core.calling import short_path
from treadle._core.carry.job import SpawnStack
from treadle._core.package import PACKAGE
from treadle._core.protocol.element import Element, Width
from treadle.errors import MarkdownFormattedException, RemoteTraceback

from .hints import hint

MESSAGE_LIMIT = 20_000
"""The largest number of shown characters of a message. Some libraries put whole documents there."""


class TraceFrame(msgspec.Struct, frozen=True, omit_defaults=True):
    """One frame of a traceback. `code` is its source line; `app` says whether it is the app's own code."""

    file: str
    line: int
    function: str
    code: str
    app: bool = True


class Exception_(Element, frozen=True, kw_only=True):  # noqa: N801 - the plain name is Python's
    """An exception with its traceback."""

    type: str
    message: str
    markdown: bool = False
    """Whether the message is Markdown, as the messages of Treadle's own errors are."""
    frames: tuple[TraceFrame, ...] = ()
    """The frames, outermost first, without those of Treadle."""
    thread: str | None = None
    """The name of the app's thread that raised it, None for the script thread."""
    spawn: tuple[TraceFrame, ...] = ()
    """The frames that started that thread."""
    cause: str | None = None
    """The exception that caused this one, as one line."""
    width: Width = "stretch"


_REMOTE_FRAME = re.compile(r'^ *File "(.+)", line (\d+), in (.+)$', re.MULTILINE)
"""A frame as Python prints it. Exceptions from another process contain such lines."""

_OWN = PACKAGE


def error_element(
    error: BaseException,
    is_app_code: Callable[[str], bool],
    *,
    thread: str | None = None,
    spawn: SpawnStack = (),
    width: Width = "stretch",
) -> Exception_:
    """Return the element that shows an exception.

    Args:
        error: the exception. It has a traceback if it was raised.
        is_app_code: returns whether a file belongs to the app.
        thread: the name of the app's thread that it has ended, if it was in one.
        spawn: the frames that started that thread.
        width: CSS pixels, or how it fills its row.
    """
    frames = _frames(_stack(error), is_app_code)
    message = _message(error) + hint(error)
    if isinstance(error, SyntaxError):
        message = error.msg or "invalid syntax"
        if error.filename and error.lineno:
            code = (error.text or linecache.getline(error.filename, error.lineno)).rstrip()
            frames = (TraceFrame(short_path(error.filename), error.lineno, "", code),)
    if isinstance(error, BaseExceptionGroup):
        message = "\n".join(
            [message, *(f"– {_type_name(type(leaf))}: {_message(leaf)}" for leaf in _leaves(error))]
        )
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if isinstance(before, RemoteTraceback):  # its frames are included
        before = None
    return Exception_(
        type=_type_name(type(error)),
        message=_shorten(message),
        markdown=isinstance(error, MarkdownFormattedException),
        frames=frames,
        thread=thread,
        spawn=_frames(_summary(spawn), is_app_code, only_app=True),
        cause=None if before is None else _shorten(f"{_type_name(type(before))}: {_message(before)}"),
        width=width,
    )


def redacted(shown: Exception_, details: str) -> Exception_:
    """Return the part of an exception that visitors can see, by the option `client.showErrorDetails`."""
    generic = "This app has met an error. Its author can find the details in the log."
    match details:
        case "full":
            return shown
        case "stacktrace":
            return msgspec.structs.replace(shown, message=generic, markdown=False, cause=None)
        case "type":
            return msgspec.structs.replace(
                shown, message=generic, markdown=False, cause=None, frames=(), spawn=()
            )
        case _:
            return Exception_(type="Error", message=generic, width=shown.width)


def for_log(
    error: BaseException, is_app_code: Callable[[str], bool]
) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    """Return an exception as `exc_info` for a log, from the app's first frame on, if there is one."""
    at = error.__traceback__
    while at is not None and not is_app_code(at.tb_frame.f_code.co_filename):
        at = at.tb_next
    return type(error), error, at or error.__traceback__


def _stack(error: BaseException) -> traceback.StackSummary:
    """Return the frames of an exception, including those in another process or in a group."""
    stack = list(traceback.extract_tb(error.__traceback__))
    if isinstance(error.__cause__, RemoteTraceback):
        for file, line, name in _REMOTE_FRAME.findall(str(error.__cause__)):
            stack.append(traceback.FrameSummary(file, int(line), name))
    elif isinstance(error, BaseExceptionGroup):
        stack += _stack(next(_leaves(error)))
    return traceback.StackSummary.from_list(stack)


def _leaves(group: BaseExceptionGroup[Any]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


def _summary(stack: SpawnStack) -> traceback.StackSummary:
    return traceback.StackSummary.from_list(
        [traceback.FrameSummary(file, line, name, lookup_line=False) for file, line, name in stack]
    )


def _frames(
    stack: traceback.StackSummary, is_app_code: Callable[[str], bool], *, only_app: bool = False
) -> tuple[TraceFrame, ...]:
    found = []
    for frame in stack:
        app = is_app_code(frame.filename)
        ours = frame.filename.startswith(_OWN) or frame.filename.startswith("<frozen importlib")
        if (ours and not app) or (only_app and not app):
            continue
        function = "" if frame.name == "<module>" else frame.name
        found.append(
            TraceFrame(short_path(frame.filename), frame.lineno or 0, function, frame.line or "", app)
        )
    # The frames above the app's first frame only start a thread or a pool's job.
    first = next((index for index, frame in enumerate(found) if frame.app), 0)
    return tuple(found[first:])


def _type_name(kind: type) -> str:
    module, name = kind.__module__, kind.__qualname__.rstrip("_")
    return name if module in ("builtins", "__main__") else f"{module}.{name}"


def _message(error: BaseException) -> str:
    """Return an exception's message. The app's code makes it, and may fail."""
    try:
        return str(error)
    except Exception as failure:  # noqa: BLE001 - said in place of the message
        return f"(its message cannot be shown: `__str__` raised {_type_name(type(failure))})"


def _shorten(message: str) -> str:
    """Return a message that can be sent: limited in length, and without lone surrogates from file names."""
    message = message if len(message) <= MESSAGE_LIMIT else f"{message[:MESSAGE_LIMIT]}…"
    return message.encode("utf-8", "replace").decode("utf-8")
