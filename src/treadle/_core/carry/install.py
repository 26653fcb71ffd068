"""How threads, pool jobs, timers and coroutines get the run that started them.

From Python 3.14 on, `sys.flags.thread_inherit_context` lets threads inherit context variables. Older Pythons,
and pools on every Python, do not. While an app is served, a few methods of the standard library are replaced
on their *classes*. The replacements capture the caller's scope and call the original:

- `Thread.start` stores the scope and reserves the slot; `Thread._bootstrap_inner` enters the scope in the new
  thread. Methods that a subclass overrides or a monitoring tool wraps (`run` on the instance, `start` on the
  class) lie between the two and are unchanged. An exception that ends the thread is shown in the slot:
  `_make_invoke_excepthook` makes what each thread calls then. `threading.excepthook` is unchanged.
- `ThreadPoolExecutor.submit` and the job methods of `multiprocessing.pool.ThreadPool` wrap the *job*. Their
  workers are started without a scope, so a pool that sessions share has none between jobs. A pool's
  initializer is a job, too.
- `Future.add_done_callback` lets app code's callback run as code of its job or of the caller that added it.
  The calling thread belongs to the pool.
- `BaseEventLoop.create_task` gives a coroutine that asyncio starts for the app its own slot.
  `default_exception_handler` shows exceptions there that no code awaits.
- `Future.result` and the like note that app code has asked for an outcome.
- `get_event_loop` of asyncio's policies finds a loop in the threads that run page code.

The app's objects stay as they are: what Treadle knows about them is in objects of its own, found by weak
keys. There are two exceptions, because neither way works there (`tests/carry/test_objects.py` shows why). A
task that has failed gets an attribute (`unawaited`). From Python 3.14 on, a thread's `_context` is set before
it starts, as its parameter `context` does.

When the last app stops, each method is restored, unless other code has wrapped it since. Then our function
stays below that wrapper and calls the original.
"""

import asyncio
import contextvars
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from treadle._core.carry import current_loop

from . import callbacks, initializers, unawaited, unread
from . import pools as carry_pools
from . import threads as carry_threads
from .carrier import activate, carried, scope_for_job, unscoped
from .context import carried_by, enter
from .patches import Patch, replacing

_users = 0  # guarded by `replacing`
_more: dict[Patch, None] = {}
"""The other replacements, in order; guarded by `replacing`."""


def install(*more: Patch) -> None:
    """Begin to carry. Called when an app starts to be served. Calls nest.

    Args:
        more: other replacements for the same time.
    """
    global _users
    with replacing:
        _users += 1
        if _users == 1:
            activate(True)
            carry_threads.begin()
        _more.update(dict.fromkeys(more))
        for patch in (*_PATCHES, *_more):
            patch.apply()


def uninstall() -> None:
    """End `install`. After the last call, nothing of Treadle is left in the standard library."""
    global _users
    with replacing:
        _users -= 1
        if _users == 0:
            activate(False)
            for patch in (*_PATCHES, *_more):
                patch.revert()
            _more.clear()


def _loop_create_task(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_task(self: Any, coro: Coroutine[Any, Any, Any], **kwargs: Any) -> Any:
        outer = carried()
        if outer is None:
            return original(self, coro, **kwargs)
        # A coroutine with its own context runs in exactly that context: `asyncio.run` shares it between its
        # calls.
        if kwargs.get("context") is not None:
            task = original(self, coro, **kwargs)
            if (bound := carried_by(kwargs["context"])) is not None:
                bound.host.jobs.coroutine_started(bound, task)
            return task
        name = str(kwargs.get("name") or getattr(coro, "__qualname__", "coroutine"))
        # Not counted: the thread that runs the loop waits for its tasks, and is counted.
        scope = scope_for_job(name, counted=False, caller=sys._getframe(1))
        if scope is None:
            with unscoped():
                return original(self, coro, **kwargs)
        context = contextvars.copy_context()
        context.run(enter, scope)
        task = original(self, coro, **{**kwargs, "context": context})
        scope.host.jobs.coroutine_started(scope, task)
        unawaited.watch(scope, task)
        task.add_done_callback(lambda _: scope.host.jobs.ended(scope))
        return task

    return create_task


_PATCHES: tuple[Patch, ...] = (
    *carry_threads.PATCHES,
    *carry_pools.PATCHES,
    *initializers.PATCHES,
    *callbacks.PATCHES,
    *unawaited.PATCHES,
    *unread.PATCHES,
    *current_loop.PATCHES,
    Patch(asyncio.BaseEventLoop, "create_task", _loop_create_task),
)
