"""`st.task` and `st.current_task`: calls that run beside the page."""

import functools
from collections.abc import Callable, Coroutine
from typing import Any, Generic, Protocol, TypeVar, Unpack, cast, overload

from treadle._core.carry.context import require
from treadle._core.elements.checks import one_of
from treadle._core.elements.parameters import Key
from treadle._core.sync.coroutine_functions import is_coroutine_function
from treadle._core.tasks.board import TaskBoard
from treadle._core.tasks.current import CurrentTask, current
from treadle._core.tasks.options import APP, Call, Options
from treadle._core.tasks.submit import submit
from treadle._core.tasks.task import Task
from treadle.errors import APIError

from .parameters import P, R, TaskKind, TaskOptions
from .register_executor import names

Result = TypeVar("Result")


class TaskFunction(Generic[P, R, Result]):
    """A function whose calls can be submitted as tasks, as `st.task` returns it.

    A direct call runs the original function and returns R. Result is the type of its tasks' results. For a
    coroutine function, R is a coroutine that returns Result.
    """

    def __init__(self, function: Callable[P, R], options: Options) -> None:
        functools.update_wrapper(self, function)
        self._function = function
        self._options = options

    def __repr__(self) -> str:
        return f"<task function {self._options.name}>"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the function in the calling thread and return its result."""
        return self._function(*args, **kwargs)

    def __get__(self, instance: object, owner: type | None = None) -> "TaskFunction[..., R, Result]":
        if instance is None:
            return self
        return TaskFunction(
            functools.partial(cast(Callable[..., R], self._function), instance), self._options
        )

    def submit(self, *args: Any, key: Key | None = None, **kwargs: Any) -> Task[Result]:
        """Start a call in the background and return its task.

        Args:
            args: the positional arguments of the call.
            key: a name for `task`. Tasks with the same key are the same work for `on_overlap`.
            kwargs: the keyword arguments of the call.

        Returns:
            The task, which is a `concurrent.futures.Future`.

        Raises:
            NoSessionContext: the calling thread has no session.
            TaskRejectedError: `on_overlap` is "reject", and a task with the same key has not ended.
        """
        return submit(self._options, Call(self._function, args, kwargs), None if key is None else str(key))

    @property
    def latest(self) -> Task[Result] | None:
        """The newest task of this session (of the app, if this is the scope), None if there is none."""
        return self.task()

    def task(self, key: Key | None = None) -> Task[Result] | None:
        """Return the newest task with a key, None if there is none. Also after a reload or reconnection."""
        host = require().host
        owner = APP if self._options.lifetime == APP else host.token
        return host.of_app(TaskBoard).find(owner, self._options.identity, None if key is None else str(key))


class TaskDecorator(Protocol):
    """The decorator that `st.task(…)` returns when it is called only with options."""

    @overload
    def __call__(
        self, function: Callable[P, Coroutine[Any, Any, Result]], /
    ) -> TaskFunction[P, Coroutine[Any, Any, Result], Result]: ...

    @overload
    def __call__(self, function: Callable[P, Result], /) -> TaskFunction[P, Result, Result]: ...


@overload
def task(
    func: Callable[P, Coroutine[Any, Any, Result]],
    **options: Unpack[TaskOptions],
) -> TaskFunction[P, Coroutine[Any, Any, Result], Result]: ...


@overload
def task(
    func: Callable[P, Result],
    **options: Unpack[TaskOptions],
) -> TaskFunction[P, Result, Result]: ...


@overload
def task(
    func: None = None,
    **options: Unpack[TaskOptions],
) -> TaskDecorator: ...


def task(
    func: Callable[..., Any] | None = None,
    **options: Unpack[TaskOptions],
) -> Any:
    """Return a function whose calls can run in the background. Reruns can read their progress and result.

    `train.submit(data)` returns a `Task` at once; `train(data)` still runs the function here. The `st.`
    commands of a task write where it was submitted. Tasks in processes and tasks of the app belong to no page
    and cannot write.

    Args:
        func: the function. It can be a coroutine function.

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
                executor=_executor(function, options.get("executor")),
                lifetime=one_of("scope", options.get("scope", "session"), ("run", "session", "app")),
                limit=_positive("limit", options.get("limit")),
                timeout=_positive("timeout", options.get("timeout")),
                on_overlap=one_of(
                    "on_overlap",
                    options.get("on_overlap", "parallel"),
                    ("parallel", "queue", "latest", "reject"),
                ),
                ttl=_positive("ttl", options.get("ttl")),
                keep=_kept(options),
            ),
        )

    return decorate if func is None else decorate(func)


def current_task() -> CurrentTask:
    """Return the task that runs the calling code, to report progress or to check whether it is cancelled.

    Works in every kind of worker, and in functions that the task calls. The object has `report(progress,
    text)`, `report(value)` (for small values, which `task.reports` returns), `cancelled` (whether the task
    must stop), `name` and `key`.

    Raises:
        APIError: the calling code does not run in a task.

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
            "`st.current_task()` was called outside of a task. A direct call `fn()` does not start a task: "
            "use `fn.submit()`."
        )
    return task


def _executor(function: Callable[..., Any], kind: TaskKind | None) -> str:
    waits = is_coroutine_function(function)
    if kind is None:
        return "async" if waits else "thread"
    if kind == "async" and not waits:
        raise APIError(
            '`executor="async"` was set for a function that is not a coroutine function. Write `async def`, '
            'or use "thread".'
        )
    return one_of("executor", kind, names())


def _kept(options: TaskOptions) -> bool:
    keep = bool(options.get("keep", False))
    if keep and options.get("executor") != "dask":
        raise APIError('`keep=True` was set for a task that is not on a cluster. Add `executor="dask"`.')
    return keep


N = TypeVar("N", int, float)


def _positive(name: str, number: N | None) -> N | None:
    if number is not None and not number > 0:
        raise APIError(f"`{name}` is {number!r}. It must be above 0.")
    return number
