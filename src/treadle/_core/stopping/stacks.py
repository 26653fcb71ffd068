"""Whether a thread may be interrupted, as far as the frames on its stack say. `places` says where in a frame.

Every frame from the innermost to the beginning of the thread is looked at, and each must allow it:

- **The innermost is app code**: the app's own files, and what these `exec`. Code without a file, such as the `__init__` that
  `dataclasses` generates, belongs to what calls it.
- **No way out**: no frame is in a `finally` block or in another place that is `guarded`, nor in `__exit__`, `__del__` and their like.
- **No library in between**, except those in `MAY_BE_LEFT`. A library that calls an app's function may hold a lock of its own, or
  be half way through a change; an import that one visitor has begun serves all.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import thread as pool_threads
from multiprocessing import pool as process_pools
from types import CodeType, FrameType

from .places import Places, places_of

EXITS = frozenset(["__aenter__", "__aexit__", "__del__", "__enter__", "__exit__"])
"""Methods that are not interrupted. In `__enter__`, what `__exit__` undoes may be done already, and nobody would undo it."""

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
"""What of Python's library may lie between app code, by module, with beginnings of functions' names, and why.

All of it holds no lock that is not in a `with` block, and keeps nothing that others see half done. What is not here may not be
left: see docs/reference/threads.md.
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
"""File and function where a thread or job begins. What lies below (a monitoring tool's wrapper, say) is not looked at."""
_OWN_BEGINNINGS = frozenset(["execute_job", "_body"])
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
    """Return whether a library's function is one by which an app's own is executed in a pool or loop."""
    if code.co_filename.startswith(_ASYNCIO) or (code.co_filename, code.co_name) in _CARRIERS:
        return True
    return f"{os.sep}joblib{os.sep}" in code.co_filename and code.co_qualname.startswith(_JOBLIB)


def _may_be_left(code: CodeType) -> bool:
    names = _WRAPPERS.get(code.co_filename)
    return names is not None and code.co_qualname.startswith(names)


def _has_file(code: CodeType) -> bool:
    """Return whether code comes from a file, or is part of the interpreter; False for what was given to `exec`."""
    name = code.co_filename
    return not (name.startswith("<") and name.endswith(">")) or name.startswith("<frozen ")


def app_frames(stack: Iterable[FrameType], is_app_code: Callable[[str], bool]) -> Iterator[bool]:
    """Yield of each frame, innermost first, whether it executes code of the app's. The frames may be more than are looked at."""
    without_file = 0
    for frame in stack:
        code = frame.f_code
        if not _has_file(code):
            without_file += 1
            continue
        is_app = is_app_code(code.co_filename)
        # It is the app's wherever app code is called: by the app, or by what may lie between app code.
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
    """The places of all code looked at. Any thread may use it: two that look at once find the same.

    It is short-lived, as it keeps the code objects.
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
        """Return why a thread must not be interrupted now; None if it may be.

        Args:
            stack: what the thread executes, innermost first. The caller knows whether that is at a point.
            is_app_code: tells an app's files from libraries'.
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
            if is_ours and code.co_name in _OWN_BEGINNINGS:
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
