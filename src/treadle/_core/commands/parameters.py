"""The parameters of caches and tasks, as `treadle/_core/elements/parameters.py` has those of elements."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, Literal, ParamSpec, TypedDict, TypeVar

from treadle._core.cache.hashing import HashFuncs
from treadle._core.cache.settings import CacheScope, RefreshMode
from treadle._core.elements.parameter import Parameter
from treadle._core.tasks.options import Lifetime, Overlap

P = ParamSpec("P")
R = TypeVar("R")

Time = float | timedelta | str | None
TaskKind = Literal["thread", "process", "async", "dask"] | str

EXECUTORS = ("thread", "process", "async", "dask")
"""The built-in kinds of executors."""


class _Stored(TypedDict, total=False):
    ttl: Annotated[
        Time,
        Parameter(
            None,
            'how long a result is kept: seconds, a `timedelta`, or a text like "1h 30min" or "2 days". None: '
            "no limit.",
        ),
    ]
    max_entries: Annotated[
        int | None,
        Parameter(
            None, "how many results are kept. The least recently used one is removed first. None: no limit."
        ),
    ]


class _Bounded(TypedDict, total=False):
    max_size: Annotated[
        int | str | None,
        Parameter(
            None,
            'how many bytes of results are kept in memory; or a text like "500 MB". A single larger result '
            "is kept alone.",
        ),
    ]


class _Spinning(TypedDict, total=False):
    show_spinner: Annotated[
        bool | str,
        Parameter(
            True,
            "whether a spinner is shown while the function runs, or the text of the spinner, in Markdown.",
        ),
    ]
    show_time: Annotated[bool, Parameter(False, "whether the spinner shows the elapsed time.")]


class _Persisted(TypedDict, total=False):
    persist: Annotated[
        Literal["disk"] | bool | None,
        Parameter(
            None,
            '"disk" or True: results are also kept on disk, in `.treadle/cache` beside the script, and '
            "survive a restart of the server. `max_entries` and `max_size` then limit only the memory.",
        ),
    ]


class _Validated(TypedDict, total=False):
    validate: Annotated[
        Callable[[Any], bool] | None,
        Parameter(
            None,
            "a function that is called with the object before each return. If it returns False, a new object "
            "is made.",
        ),
    ]


class _Hashed(TypedDict, total=False):
    hash_funcs: Annotated[
        HashFuncs | None,
        Parameter(
            None,
            "a dict from a type, a union of types (`A | B`) or the full name of a type to a function that "
            "returns the cache key of such an argument.",
        ),
    ]


class _Released(TypedDict, total=False):
    on_release: Annotated[
        Callable[[Any], object] | None,
        Parameter(
            None,
            "a function that is called once with each object that leaves the cache: cleared, expired, "
            "replaced, or at the end of its session or of the app. It runs in the thread that removes the "
            "object; its exceptions are logged. A coroutine that it returns is awaited on the app's event "
            "loop for loop-bound clients. Another thread may still use the object. An object that was "
            "cleared while it was being made is released when the next one replaces it.",
        ),
    ]


class _Refreshed(TypedDict, total=False):
    scope: Annotated[
        CacheScope,
        Parameter(
            "global",
            '"global" (shared by all sessions) or "session" (each session has its own results, until it '
            "ends).",
        ),
    ]
    refresh_mode: Annotated[
        RefreshMode,
        Parameter(
            "foreground",
            '"background" returns a result that is older than `ttl` and computes it again in a thread '
            "without a session. A "
            "result is returned until twice the `ttl` (`runner.cacheBackgroundRefreshTTLMultiplier`). A "
            "function that shows elements cannot run there: the next caller after that time computes it.",
        ),
    ]


class DataOptions(_Stored, _Bounded, _Spinning, _Persisted, _Hashed, _Refreshed, total=False):
    """How results of a function are cached."""


class ResourceOptions(_Stored, _Spinning, _Validated, _Hashed, _Released, _Refreshed, total=False):
    """How objects that a function makes are cached."""


class TaskOptions(TypedDict, total=False):
    """How calls of a function run in the background."""

    executor: Annotated[
        TaskKind | None,
        Parameter(
            None,
            '"thread" (for code that waits), "process" (for code that computes in Python), "async" (for '
            'coroutines, all on one event loop), "dask" (on a Dask cluster), or a name that '
            '`st.register_executor` was given. None: "async" for a coroutine function, else "thread".',
        ),
    ]
    scope: Annotated[
        Lifetime,
        Parameter(
            "session",
            'the lifetime of a task: until the end of its "run", "session" or "app". A run does not rerun '
            'for tasks of the scope "run": it can wait for them, or show them with `st.task_status`.',
        ),
    ]
    limit: Annotated[
        int | None,
        Parameter(
            None,
            "how many tasks of this function run at once in the whole app. The others wait. None: only the "
            "number of workers limits them.",
        ),
    ]
    timeout: Annotated[
        float | None,
        Parameter(
            None,
            "the longest run time in seconds. After it, the task is stopped and fails with "
            "`TaskTimeoutError`. None: no limit.",
        ),
    ]
    on_overlap: Annotated[
        Overlap,
        Parameter(
            "parallel",
            "what happens if a task is submitted while one with the same key (or both without a key) has not "
            "ended. "
            '"parallel": both run. "queue": it waits. "latest": the earlier one is cancelled first. '
            '"reject": an error.',
        ),
    ]
    ttl: Annotated[
        float | None,
        Parameter(
            None,
            "how long `latest` and `task` return a task after its end, in seconds. None: until its scope "
            "ends.",
        ),
    ]
    keep: Annotated[
        bool,
        Parameter(
            False,
            'for `executor="dask"`: whether the result stays on the cluster. `task.result()` is then a '
            "`ClusterValue`, which can be an argument of other tasks there.",
        ),
    ]
