"""What an app wants to have called when a task has ended."""

import contextlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from treadle.concurrency.context import Scope, within
from treadle.concurrency.executing import executing
from treadle.errors import StopException

if TYPE_CHECKING:
    from .task import Task

log = logging.getLogger("treadle.tasks")


class Callback:
    """A function that an app has given to `add_done_callback`.

    It runs as code of the task, at the task's place on the page, or, where that is over or the task has none, of whoever has
    added it. Calling it never raises: an error is shown and logged as any that nobody catches.

    Args:
        function: takes the task.
        adder: the scope in which it was given; None if in none.
    """

    __slots__ = ("_adder", "_function")

    def __init__(self, function: "Callable[[Task[Any]], object]", adder: Scope | None) -> None:
        self._function = function
        self._adder = adder

    def __call__(self, task: "Task[Any]") -> None:
        """Call it."""
        scope = self._scope(task)
        try:
            with (
                within(scope),
                contextlib.nullcontext() if scope is None else executing(scope, "job"),
            ):
                self._function(task)
        except StopException:
            log.debug("%r has ended as code whose run is over", self._function)
        except BaseException as error:
            if scope is None:
                log.exception("%r, a callback of the task %s, failed", self._function, task.name)
            else:
                scope.host.report(scope, error)

    def _scope(self, task: "Task[Any]") -> Scope | None:
        own, adder = task.scope, self._adder
        if adder is None or own is None or own.host is not adder.host:
            return adder
        return adder if own.host.over(own) else own
