"""`st.task` and `st.current_task`: calls that run beside the page."""

import functools
from collections.abc import Callable, Coroutine
from typing import Any, Generic, Literal, ParamSpec, Protocol, TypeVar, cast, overload

from treadle._core.carry.context import require
from treadle._core.elements.checks import one_of
from treadle._core.elements.parameters import Key
from treadle._core.sync.coroutine_functions import is_coroutine_function
from treadle._core.tasks.current import CurrentTask, current
from treadle._core.tasks.submit import submit
from treadle._core.tasks.task import APP, Call, Executor, Lifetime, Options, Overlap, Task
from treadle.errors import APIError, NotYetSupported

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

Kind = Literal["thread", "process", "async", "dask"]


class TaskFunction(Generic[P, R, T]):
    """A function whose calls can be submitted as tasks; what `st.task` returns.

    Called plainly, it is the function it was: it returns R, of which T is the result of its tasks. For a coroutine function R
    is a coroutine.
    """

    def __init__(self, function: Callable[P, R], options: Options) -> None:
        functools.update_wrapper(self, function)
        self._function = function
        self._options = options

    def __repr__(self) -> str:
        return f"<task function {self._options.name}>"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function here and now."""
        return self._function(*args, **kwargs)

    def __get__(self, instance: object, owner: type | None = None) -> "TaskFunction[..., R, T]":
        if instance is None:
            return self
        return TaskFunction(
            functools.partial(cast(Callable[..., R], self._function), instance), self._options
        )

    def submit(self, *args: Any, key: Key | None = None, **kwargs: Any) -> Task[T]:
        """Run a call beside the page.

        Args:
            args: the call's positional arguments.
            key: a name by which `task` finds it again, and by which `on_overlap` knows that two tasks are the same work.
            kwargs: the call's other arguments.

        Returns:
            The task, which is a `concurrent.futures.Future`.

        Raises:
            NoSessionContext: the caller belongs to no session.
            TaskRejectedError: `on_overlap` is "reject" and the same task has not ended.
        """
        return submit(self._options, Call(self._function, args, kwargs), None if key is None else str(key))

    @property
    def latest(self) -> Task[T] | None:
        """The task that was submitted last, None if there is none: in this session, or in the app if that is its scope."""
        return self.task()

    def task(self, key: Key | None = None) -> Task[T] | None:
        """Return the newest task with a key, None if there is none; found again after a rerun, reload and reconnect."""
        host = require().host
        owner = APP if self._options.lifetime == APP else host.token
        return host.board.find(owner, self._options.identity, None if key is None else str(key))


class TaskDecorator(Protocol):
    """What `st.task(…)` returns when it is given options alone."""

    @overload
    def __call__(
        self, function: Callable[P, Coroutine[Any, Any, T]], /
    ) -> TaskFunction[P, Coroutine[Any, Any, T], T]: ...

    @overload
    def __call__(self, function: Callable[P, T], /) -> TaskFunction[P, T, T]: ...


@overload
def task(
    func: Callable[P, Coroutine[Any, Any, T]],
    *,
    executor: Kind | None = None,
    scope: Lifetime = "session",
    limit: int | None = None,
    timeout: float | None = None,
    on_overlap: Overlap = "parallel",
    ttl: float | None = None,
) -> TaskFunction[P, Coroutine[Any, Any, T], T]: ...


@overload
def task(
    func: Callable[P, T],
    *,
    executor: Kind | None = None,
    scope: Lifetime = "session",
    limit: int | None = None,
    timeout: float | None = None,
    on_overlap: Overlap = "parallel",
    ttl: float | None = None,
) -> TaskFunction[P, T, T]: ...


@overload
def task(
    func: None = None,
    *,
    executor: Kind | None = None,
    scope: Lifetime = "session",
    limit: int | None = None,
    timeout: float | None = None,
    on_overlap: Overlap = "parallel",
    ttl: float | None = None,
) -> TaskDecorator: ...


def task(
    func: Callable[..., Any] | None = None,
    *,
    executor: Kind | None = None,
    scope: Lifetime = "session",
    limit: int | None = None,
    timeout: float | None = None,
    on_overlap: Overlap = "parallel",
    ttl: float | None = None,
) -> Any:
    """Let a function's calls run beside the page, with a progress and a result that every rerun finds again.

    `train.submit(data)` returns a `Task` at once; `train(data)` still calls the function here. Commands that a task calls
    write where it was submitted, except in processes and in tasks of the app, which belong to no page.

    Args:
        func: the function; may be a coroutine function.
        executor: "thread" for code that waits; "process" for code that computes in Python; "async" for coroutines that
            wait, all on one event loop. None: "async" for a coroutine function, else "thread".
        scope: how long a task lives at most: "run" until the run that has submitted it is over, "session", or "app". A run
            is not rerun for tasks of its own: it can wait for them, or show them by `st.task_status`.
        limit: how many tasks of this function run at once in the whole app; the others wait. None: as many as workers allow.
        timeout: seconds that a task may run; then it is stopped, and fails with `TaskTimeoutError`. None: for ever.
        on_overlap: what becomes of a task that is submitted while one with the same key (or both with none) has not ended:
            "parallel": both run; "queue": it waits; "latest": the one before is cancelled first; "reject": it is an error.
        ttl: seconds for which an ended task is kept for `latest` and `task`. None: as long as its scope.

    Raises:
        APIError: the options do not fit the function or each other.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     @st.task
        ...     def square(number):
        ...         return number ** 2
        ...     tasks = [square.submit(number) for number in range(4)]
        ...     st.write([task.result() for task in tasks])
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().json[0].value
        '[0, 1, 4, 9]'
    """

    def decorate(function: Callable[..., Any]) -> TaskFunction[..., Any, Any]:
        return TaskFunction(
            function,
            Options(
                name=getattr(function, "__name__", type(function).__name__),
                identity=(
                    getattr(function, "__module__", ""),
                    getattr(function, "__qualname__", type(function).__qualname__),
                ),
                executor=_executor(function, executor),
                lifetime=one_of("scope", scope, ("run", "session", "app")),
                limit=_positive("limit", limit),
                timeout=_positive("timeout", timeout),
                on_overlap=one_of("on_overlap", on_overlap, ("parallel", "queue", "latest", "reject")),
                ttl=_positive("ttl", ttl),
            ),
        )

    return decorate if func is None else decorate(func)


def current_task() -> CurrentTask:
    """Return the task that the calling code belongs to: to report its progress, or to see whether it is to stop.

    Works in every kind of worker, and in what the task calls. It has `report(progress, text)` and `report(value)` for small
    values, which arrive in `task.reports`; `cancelled` (whether it is to stop), `name` and `key`.

    Raises:
        APIError: the code runs in no task.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     @st.task
        ...     def load():
        ...         for part in range(4):
        ...             st.current_task().report(part / 4, f"part {part}")
        ...     task = load.submit()
        ...     task.result()
        ...     st.write(task.text, task.progress)
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().markdown[0].value
        'part 3 `0.75`'
    """
    task = current()
    if task is None:
        raise APIError(
            "`st.current_task()` was called outside of a task. A function called plainly, as `fn()`, is none: "
            "submit it, as `fn.submit()`."
        )
    return task


def _executor(function: Callable[..., Any], kind: Kind | None) -> Executor:
    waits = is_coroutine_function(function)
    if kind is None:
        return "async" if waits else "thread"
    if kind == "dask":
        raise NotYetSupported('executor="dask"', "st.task", instead='Use "process".')
    if kind == "async" and not waits:
        raise APIError('`executor="async"` is for coroutine functions: write `async def`, or use "thread".')
    return one_of("executor", kind, ("thread", "process", "async"))


N = TypeVar("N", int, float)


def _positive(name: str, number: N | None) -> N | None:
    if number is not None and not number > 0:
        raise APIError(f"`{name}` must be above 0; it is {number!r}.")
    return number
