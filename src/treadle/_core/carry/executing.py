"""The executions: every thread that is executing code of a session now.

A session knows its own (`Jobs.entered`, `Jobs.left`). Stopping, the report of threads that did not stop,
and the list of threads on the page use them.
"""

from .interruptible import here, known_here
from .scope import Executing, Kind, Scope


def is_page_code(scope: Scope) -> bool:
    """Whether the caller, with this scope, is the page's own code in its run's script thread.

    Code that a library's thread calls can have the same scope: a bound function, a future's callback.
    """
    mine = here()
    return scope.job is None and isinstance(mine, Executing) and mine.kind == "script"


class executing:  # noqa: N801 - as `known_here`
    """Register the calling thread as executing the session's code during a block."""

    __slots__ = ("_known", "_mine")

    def __init__(self, scope: Scope, kind: Kind) -> None:
        self._mine = Executing(scope, kind)
        self._known = known_here(self._mine)

    def __enter__(self) -> Executing:
        mine = self._mine
        self._known.__enter__()
        try:
            mine.scope.host.jobs.entered(mine)
        except BaseException:
            self.__exit__()
            raise
        return mine

    def __exit__(self, *_: object) -> None:
        self._known.__exit__()
        self._mine.scope.host.jobs.left(self._mine)
