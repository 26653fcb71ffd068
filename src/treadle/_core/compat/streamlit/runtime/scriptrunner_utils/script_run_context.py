"""`streamlit.runtime.scriptrunner_utils.script_run_context`: binds threads to a run by hand.

Treadle's threads are bound without it. Apps that use it get the same effect as in Streamlit.
"""

import hashlib
import threading
from typing import TypeVar

from treadle._core.carry.context import current
from treadle._core.carry.scope import Scope
from treadle._core.carry.threads import bind_thread

__all__ = ["ScriptRunContext", "add_script_run_ctx", "get_script_run_ctx"]

Thread = TypeVar("Thread", bound=threading.Thread)


class ScriptRunContext:
    """A run of a session, which apps pass from thread to thread.

    Args:
        scope: where the run writes.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    @property
    def session_id(self) -> str:
        """The name of the session. It is the same in all of its runs.

        Unlike the browser's token, it is not secret.
        """
        return session_id(self.scope.host.token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ScriptRunContext) and self.scope == other.scope

    def __hash__(self) -> int:
        return hash(self.scope)


def session_id(token: str) -> str:
    """Return the name of a session that has a token."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def get_script_run_ctx(suppress_warning: bool = False) -> ScriptRunContext | None:
    """Return the calling thread's run, None if it belongs to none.

    Args:
        suppress_warning: has no effect: there is no warning, because every command raises its own error.
    """
    scope = current()
    return None if scope is None else ScriptRunContext(scope)


def add_script_run_ctx(
    thread: Thread | None = None, ctx: ScriptRunContext | None = None
) -> Thread | threading.Thread:
    """Bind a thread to a run, and return the thread.

    Args:
        thread: by default the calling thread.
        ctx: the run; by default the calling thread's run.
    """
    bound = thread if thread is not None else threading.current_thread()
    scope = ctx.scope if ctx is not None else current()
    if scope is not None:
        bind_thread(bound, scope)
    return bound
