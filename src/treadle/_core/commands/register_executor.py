"""`st.register_executor`: kinds of executors that an app adds."""

from collections.abc import Callable

from treadle._core.carry.context import current, require, within
from treadle._core.tasks.board import TaskBoard
from treadle._core.tasks.kinds import ExecutorKind
from treadle.errors import APIError

from .parameters import EXECUTORS


def register_executor(name: str, make: Callable[[], ExecutorKind], *, limit: int = 64) -> None:
    """Add a kind of executor to this app, for `@st.task(executor=name)` and `st.executor(name)`.

    The first call makes the executor. It lives until the server stops. Later calls with the same name do
    nothing, so a script can call this in each run.

    Args:
        name: the name of the kind.
        make: a class derived from `st.executors.ExecutorKind`, or another function that returns such an
            object.
        limit: how many tasks of this kind run at once in the whole app. The others wait.

    Raises:
        NoSessionContext: the calling thread has no session.
        APIError: `limit` is below 1, or `name` is the name of a built-in kind.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     class Immediate(st.executors.ExecutorKind):
        ...         def start(self, job):
        ...             job.run()
        ...     st.register_executor("immediate", Immediate)
        ...     task = st.task(executor="immediate")(str.upper).submit("warp")
        ...     st.text(task.result())
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'WARP'
    """
    if limit < 1:
        raise APIError(f"`limit` is {limit!r}. It must be at least 1.")
    if name in EXECUTORS:
        raise APIError(f"An executor cannot be called {name!r}: this is the name of a built-in kind.")
    board = require().host.of_app(TaskBoard)
    with within(None):  # it serves all visitors, also with the threads that it starts
        board.register(name, make, limit)


def names() -> tuple[str, ...]:
    """Return the names of the kinds of executors that the calling code can use."""
    scope = current()
    return EXECUTORS if scope is None else scope.host.of_app(TaskBoard).kinds()
