"""The rules for the frames on a thread's stack. The module `places` has the rules within one frame.

Every frame from the innermost to the beginning of the thread must allow the interrupt:

- **The innermost frame is app code**: a file of the app, or code that the app executes by `exec`. Code
  without a file, such as the `__init__` that `dataclasses` generates, belongs to its caller.
- **No clean-up**: no frame is in a `finally` block or another `guarded` place, nor in `__exit__`, `__del__`
  and similar methods.
- **No library in between**, except those in `MAY_BE_LEFT`. A library that calls an app's function may hold a
  lock, or may be in the middle of a change. An import that one visitor has begun serves all visitors.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import thread as pool_threads
from multiprocessing import pool as process_pools
from types import CodeType, FrameType

from treadle._core.carry.beginnings import is_beginning

from .places import Places, places_of

EXITS = frozenset(["__aenter__", "__aexit__", "__del__", "__enter__", "__exit__"])
"""Methods that are not interrupted. In `__enter__`, the work that `__exit__` undoes may already be done."""

MAY_BE_LEFT: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "functools",
        (
            "cached_property.__get__",
            "partialmethod.",
            "singledispatch.",
            "singledispatchmethod",
            "_singledispatchmethod_get.",
            "_gt_from_",
            "_ge_from_",
            "_lt_from_",
            "_le_from_",
        ),
        "wrappers that only call; `cached_property` locks in a `with` block up to Python 3.11",
    ),
    (
        "contextlib",
        (
            "_GeneratorContextManager.__enter__",
            "_AsyncGeneratorContextManager.__aenter__",
            "_GeneratorContextManagerBase.__init__",
            "_GeneratorContextManager._recreate_cm",
            "_AsyncGeneratorContextManager._recreate_cm",
            "contextmanager.",
            "asynccontextmanager.",
            "ContextDecorator.__call__.",
            "AsyncContextDecorator.__call__.",
            "_BaseExitStack.enter_context",
            "AsyncExitStack.enter_async_context",
        ),
        "they run a generator up to its `yield`, whose own `try` and `with` clean up",
    ),
    (
        "dataclasses",
        ("replace", "_replace", "asdict", "astuple", "_asdict_inner", "_astuple_inner"),
        "they make one new object",
    ),
    (
        "typing",
        (
            "_BaseGenericAlias.__call__",
            "_GenericAlias.__call__",
            "_no_init_or_replace_init",
            "_ProtocolMeta.",
        ),
        "`Generic[int]()` and protocols make one new object or only ask",
    ),
    ("_collections_abc", ("",), "mixins that are built on the app's own methods"),
    ("collections", ("",), "`UserDict`, `UserList`, `Counter` and the like, built on the app's own methods"),
    ("numbers", ("",), "mixins that are built on the app's own methods"),
    ("abc", ("",), "it asks the app's `__subclasshook__`, or makes one new class"),
    ("enum", ("",), "it makes one new class, or asks `_missing_`"),
    ("types", ("",), "it makes one new class, or only calls"),
    ("copy", ("",), "the copy that is being made is nobody's yet"),
    ("heapq", ("",), "it calls a key or a comparison; the heap stays a list of the same items"),
    ("statistics", ("",), "it only reads what the app's generator yields"),
    ("string", ("",), "the text that is being made is nobody's yet"),
    ("re", ("sub", "subn"), "the text that is being made is nobody's yet"),
    (
        "runpy",
        ("run_path", "run_module", "_run_module_code", "_run_code"),
        "it runs a file within `with` blocks",
    ),
)
"""Modules of Python's library that may lie between app code, with the beginnings of function names, and why.

They hold no lock outside of a `with` block, and leave nothing half done that others see. All other code may
not be left: see docs/reference/threads.md.
"""

_STANDARD = os.path.dirname(os.path.abspath(threading.__file__))
TREADLE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")
_ASYNCIO = os.path.join(os.path.dirname(os.path.abspath(asyncio.__file__)), "")
_BEGINNINGS = frozenset(
    [
        (threading.__file__, "run"),
        (threading.__file__, "_bootstrap_inner"),
        (pool_threads.__file__, "run"),
        (process_pools.__file__, "worker"),
    ]
)
"""The file and function in which a thread or job begins.

Frames below (a wrapper of a monitoring tool) are not checked.
"""
_CARRIERS = frozenset([(process_pools.__file__, "mapstar"), (process_pools.__file__, "starmapstar")])
_JOBLIB = ("BatchedCalls.__call__", "_TracebackCapturingWrapper.__call__")

_WRAPPERS = {
    filename: names
    for module, names, _ in MAY_BE_LEFT
    for filename in (
        os.path.join(_STANDARD, f"{module}.py"),
        os.path.join(_STANDARD, module, "__init__.py"),
        f"<frozen {module}>",  # a part of the interpreter
    )
}


def _carries(code: CodeType) -> bool:
    """Return whether a library's function executes an app's function in a pool or loop."""
    if code.co_filename.startswith(_ASYNCIO) or (code.co_filename, code.co_name) in _CARRIERS:
        return True
    return f"{os.sep}joblib{os.sep}" in code.co_filename and code.co_qualname.startswith(_JOBLIB)


def _may_be_left(code: CodeType) -> bool:
    names = _WRAPPERS.get(code.co_filename)
    return names is not None and code.co_qualname.startswith(names)


def _has_file(code: CodeType) -> bool:
    """Return whether code comes from a file or the interpreter. False: it was passed to `exec`."""
    name = code.co_filename
    return not (name.startswith("<") and name.endswith(">")) or name.startswith("<frozen ")


def app_frames(stack: Iterable[FrameType], is_app_code: Callable[[str], bool]) -> Iterator[bool]:
    """Yield for each frame, innermost first, whether it executes app code.

    More frames than needed may be passed.
    """
    without_file = 0
    for frame in stack:
        code = frame.f_code
        if not _has_file(code):
            without_file += 1
            continue
        is_app = is_app_code(code.co_filename)
        # Code without a file is the app's wherever app code is called: by the app, or by code that may lie
        # between.
        yield from [is_app or _lies_between(code)] * without_file
        without_file = 0
        yield is_app
    yield from [False] * without_file


def _lies_between(code: CodeType) -> bool:
    return (
        code.co_filename.startswith(TREADLE)
        or (code.co_filename, code.co_name) in _BEGINNINGS
        or _carries(code)
        or _may_be_left(code)
    )


class Atlas:
    """The places of all examined code. Threads can share it: two that examine the same code find the same.

    It refers to the code objects, so it must not live long.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[CodeType, Places]] = {}

    def places(self, code: CodeType) -> Places:
        """Return a code object's places."""
        known = self._known.get(id(code))
        if known is None:
            known = self._known[id(code)] = code, places_of(code)
        return known[1]

    def refusal(self, stack: Iterable[FrameType], is_app_code: Callable[[str], bool]) -> str | None:
        """Return why a thread must not be interrupted now; None if it can be.

        Args:
            stack: the frames of the thread, innermost first. The caller knows whether the innermost is at a
                safe point.
            is_app_code: tells an app's files from those of libraries.
        """
        stack = list(stack)
        called = False
        for frame, is_app in zip(stack, app_frames(stack, is_app_code), strict=True):
            code = frame.f_code
            if not is_app and not called:
                return "it executes a library"
            is_ours = not is_app and code.co_filename.startswith(TREADLE)
            if (code.co_filename, code.co_name) in _BEGINNINGS and not is_app:
                return None
            if is_beginning(code):
                return None
            wraps = not is_app and _may_be_left(code)
            if not is_app and not is_ours and not wraps and not _carries(code):
                return f"a library calls it: {code.co_name} in {code.co_filename}"
            if code.co_name in EXITS and not wraps:
                return f"it is in {code.co_name}"
            places = self.places(code)
            if frame.f_lasti in places.guarded:
                return (
                    "it is in a finally block, the exit of a with block, or a handler that must not be left"
                )
            if called and frame.f_lasti in places.dropping:
                return "an object that nobody needs any more calls it"
            called = True
        return "nothing shows whose it is"
