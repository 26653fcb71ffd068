"""How threads, pool jobs, timers and coroutines come by the run that started them.

From Python 3.14 on, `sys.flags.thread_inherit_context` lets threads inherit context variables; older Pythons, and pools on
every Python, do not. While at least one app is served, a few methods of the standard library are replaced on their
*classes* by ones that capture the caller's scope and go on to the original:

- `Thread.start` notes the scope and reserves the slot, `Thread._bootstrap_inner` enters it in the new thread. Between
  the two lies whatever a subclass overrides or a monitoring SDK wraps (`run` on the instance, `start` on the class):
  none of it is touched, and no attribute is set on the app's objects.
- `ThreadPoolExecutor.submit` and the job methods of `multiprocessing.pool.ThreadPool` wrap the *job*. Their workers are
  started without a scope, so a pool that sessions share has none between jobs.
- `BaseEventLoop.create_task` gives a coroutine that asyncio starts for the app a slot of its own.

When the last app stops, each method goes back, unless somebody else has wrapped it since: then ours stays under theirs
and passes everything through.
"""

import asyncio
import concurrent.futures
import contextlib
import contextvars
import functools
import itertools
import queue
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from multiprocessing.pool import ThreadPool
from types import FrameType
from typing import Any, Literal
from weakref import WeakKeyDictionary

from treadle.errors import FragmentHandledException, StopException

from .context import Scope, carried_by, current, enter, leave, within
from .executing import executing
from .job import Job, spawn_stack

_lock = threading.Lock()
_users = 0  # guarded by _lock
_active = False
"""Whether any app is served. Written under `_lock`; read without, as a stale answer only carries or spares one context."""

_starting: dict[int, tuple[Scope, contextvars.Context]] = {}
"""By `id` of a thread that was started and does not run yet: what it will run in.

Guarded by the order of things: `start` writes before the thread exists, and the thread pops its own entry first thing.
The thread object is alive all that time, so its id is its own.
"""


_bound: WeakKeyDictionary[threading.Thread, Scope] = WeakKeyDictionary()
"""Threads that were bound by hand and not started yet; guarded by `_lock`."""


def bind_thread(thread: threading.Thread, scope: Scope) -> None:
    """Let a thread carry this scope, whoever starts it. Threads that a run starts need it not: they carry the run.

    Args:
        thread: one that was not started yet, or the calling thread.
        scope: where it is to write.

    Raises:
        RuntimeError: the thread is another one and was started before.
    """
    if thread is threading.current_thread():
        enter(scope)
    elif thread.ident is not None:
        raise RuntimeError(
            f"The thread {thread.name} was started before, so it cannot be bound to a session any more. "
            "Bind it before `start()`, or in the thread itself."
        )
    else:
        with _lock:
            _bound[thread] = scope


def install() -> None:
    """Begin to carry; called when an app starts to be served. Calls nest."""
    global _users, _active
    with _lock:
        _users += 1
        if _users == 1:
            _active = True
            for patch in _PATCHES:
                patch.apply()


def uninstall() -> None:
    """End what `install` began; after the last call nothing of ours is left in the standard library."""
    global _users, _active
    with _lock:
        _users -= 1
        if _users == 0:
            _active = False
            for patch in _PATCHES:
                patch.revert()


# Scopes for jobs --------------------------------------------------------------------------------------------------


def scope_for_job(
    name: str, *, daemon: bool = False, counted: bool = True, caller: FrameType | None = None
) -> Scope | None:
    """Reserve a place for something that the calling code starts, and return the scope it will run in.

    None when the caller belongs to no run, or when a module is being imported: what is started then serves the app, not
    the one visitor who happened to come first.

    Args:
        name: what it is called where it fails.
        daemon: whether it may outlive its run, and then writes for itself.
        counted: whether its run lasts until it has ended.
        caller: the frame that starts it.
    """
    scope = current()
    if scope is None or not _active:
        return None
    frame = caller or sys._getframe(1)
    if scope.app_wide or _importing(frame):
        return None
    background = daemon or (scope.job is not None and scope.job.background)
    job = Job(name, background=background, counted=counted and not background, spawn=spawn_stack(frame))
    try:
        inner = scope.host.reserve(scope, job)
    except StopException:
        if counted:
            raise
        return None  # a library's own thread must not fail to start because a run is over
    inner.host.job_started(inner)
    return inner


def run_job(
    scope: Scope, kind: Literal["thread", "job"], function: Callable[..., Any], /, *args: Any, **kwargs: Any
) -> Any:
    """Call a job's function in its scope, and end the job whatever comes of it."""
    token = enter(scope)
    try:
        with executing(scope, kind):
            return function(*args, **kwargs)
    finally:
        leave(token)
        scope.host.job_ended(scope)


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


@contextlib.contextmanager
def _unscoped() -> Iterator[None]:
    token = enter(None)
    try:
        yield
    finally:
        leave(token)


class Carrier:
    """A job's function together with its scope and the context variables of whoever submitted it."""

    __slots__ = ("begun", "context", "function", "scope")

    def __init__(self, scope: Scope, function: Callable[..., Any]) -> None:
        self.scope = scope
        self.function = _scoped(scope, function)
        self.context = contextvars.copy_context()
        self.begun = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the job."""
        self.begun = True
        return self.context.run(run_job, self.scope, "job", self.function, *args, **kwargs)

    def end(self) -> None:
        """Note that the job is over, done or not; a second time changes nothing."""
        self.begun = True
        self.scope.host.job_ended(self.scope)

    def __del__(self) -> None:
        # A pool that is terminated drops the jobs that it has not begun, and says so to nobody.
        if not self.begun:
            self.scope.host.job_dropped(self.scope)


def _scoped(scope: Scope, function: Callable[..., Any]) -> Callable[..., Any]:
    """Let the scope hold in a context that a job brings itself: asyncio.to_thread (and careful users) submit `context.run`.

    It is entered with the job and left with it, as other jobs, of other visitors even, may bring the same context.
    """
    whole = function if isinstance(function, functools.partial) else functools.partial(function)
    if not isinstance(getattr(whole.func, "__self__", None), contextvars.Context):
        return function
    return functools.partial(whole.func, _call_in, scope, *whole.args, **whole.keywords)


def _call_in(scope: Scope, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    with within(scope):
        return function(*args, **kwargs)


class PoolCarrier(Carrier):
    """A carrier for `multiprocessing.pool`, whose workers die of what is not an `Exception`, leaving waiters for ever."""

    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the job; that it was stopped is an ordinary error to whoever waits for it."""
        try:
            return super().__call__(*args, **kwargs)
        except StopException as stop:
            raise concurrent.futures.CancelledError("the run that submitted this job was stopped") from stop


def _job_name(function: Callable[..., Any]) -> str:
    while isinstance(function, functools.partial):
        function = function.func
    return str(getattr(function, "__qualname__", type(function).__qualname__))


def _belongs(scope: Scope, function: Any, caller: FrameType) -> bool:
    """Whether a thread is one that the app started, rather than one that a library keeps for itself."""
    if scope.host.is_app_code(caller.f_code.co_filename):
        return True
    code = getattr(function, "__code__", None)
    return code is not None and scope.host.is_app_code(code.co_filename)


# What is replaced -------------------------------------------------------------------------------------------------


class _Patch:
    """One method of one class, replaced while apps are served."""

    def __init__(
        self, owner: type, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]
    ) -> None:
        self.owner = owner
        self.name = name
        self.make = make
        self._own = False
        self._original: Callable[..., Any] | None = None
        self._ours: Callable[..., Any] | None = None

    def apply(self) -> None:
        if self._ours is not None:  # left in place under somebody else's wrapper: it works again
            return
        self._own = self.name in vars(self.owner)
        original = getattr(self.owner, self.name)
        ours = functools.wraps(original)(self.make(original))
        self._original, self._ours = original, ours
        setattr(self.owner, self.name, ours)

    def revert(self) -> None:
        if vars(self.owner).get(self.name) is not self._ours:
            return
        if self._own:
            setattr(self.owner, self.name, self._original)
        else:
            delattr(self.owner, self.name)
        self._original = self._ours = None


def _thread_start(original: Callable[..., Any]) -> Callable[..., Any]:
    def start(self: threading.Thread) -> None:
        bound = None
        if _bound:  # hardly ever, so that starting a thread costs no lock
            with _lock:
                bound = _bound.pop(self, None)
        if bound is None:
            return start_here(self, sys._getframe(1))
        with within(bound):
            return start_here(self, sys._getframe(1))

    def start_here(self: threading.Thread, caller: FrameType) -> None:
        scope = current()
        if scope is None or not _active:
            return original(self)  # type: ignore[no-any-return]
        target = getattr(self, "_target", None) or type(self).run
        own = _belongs(scope, target, caller)
        inner = scope_for_job(self.name, daemon=self.daemon or not own, counted=own, caller=caller)
        if inner is None:
            with _unscoped():
                return original(self)  # type: ignore[no-any-return]
        _starting[id(self)] = inner, contextvars.copy_context()
        if getattr(self, "_context", self) is None:  # Python 3.14: what `run` will be called in
            context = contextvars.copy_context()
            context.run(enter, inner)
            vars(self)["_context"] = context
        try:
            original(self)
        except BaseException:
            if _starting.pop(id(self), None) is not None:
                inner.host.job_ended(inner)
            raise

    return start


def _thread_bootstrap(original: Callable[..., Any]) -> Callable[..., Any]:
    def _bootstrap_inner(self: threading.Thread) -> None:
        if (carried := _starting.pop(id(self), None)) is None:
            original(self)
        else:
            scope, context = carried
            with _excepthook_patch.held():
                context.run(run_job, scope, "thread", original, self)

    return _bootstrap_inner


def _executor_submit(original: Callable[..., Any]) -> Callable[..., Any]:
    def submit(
        self: concurrent.futures.ThreadPoolExecutor, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any:
        scope = scope_for_job(_job_name(fn), caller=sys._getframe(1))
        if scope is None:
            with _unscoped():
                return original(self, fn, *args, **kwargs)
        job = Carrier(scope, fn)
        try:
            with _unscoped():  # the worker that this may start serves whoever comes
                future: concurrent.futures.Future[Any] = original(self, job, *args, **kwargs)
        except BaseException:
            scope.host.job_ended(scope)
            raise
        # It may be cancelled, or its pool break, before it is begun.
        future.add_done_callback(_Ending(scope))
        return future

    return submit


class _Ending:
    """Ends a job with its future. A future keeps its callbacks for good, and an app may keep futures: not so the session."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope) -> None:
        self.scope: Scope | None = scope

    def __call__(self, future: "concurrent.futures.Future[Any]") -> None:
        scope, self.scope = self.scope, None
        if scope is not None:
            scope.host.job_ended(scope)


def _pool_init(original: Callable[..., Any]) -> Callable[..., Any]:
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        with _unscoped():
            original(self, *args, **kwargs)

    return init


def _carry_callback(callback: Callable[..., Any] | None, scope: Scope | None) -> Callable[..., Any] | None:
    """Let a pool's result callback run where the job was submitted: joblib submits the next job from there."""
    if callback is None or scope is None:
        return callback
    context = contextvars.copy_context()
    return lambda *args: context.copy().run(callback, *args)


def _pool_apply(original: Callable[..., Any]) -> Callable[..., Any]:
    def apply_async(
        self: Any,
        func: Callable[..., Any],
        args: Any = (),
        kwds: Any = None,
        callback: Any = None,
        error_callback: Any = None,
    ) -> Any:
        outer = current() if _active else None
        scope = scope_for_job(_job_name(func), caller=sys._getframe(1))
        job = func if scope is None else PoolCarrier(scope, func)
        try:
            return original(
                self,
                job,
                args,
                kwds or {},
                _carry_callback(callback, outer),
                _carry_callback(error_callback, outer),
            )
        except BaseException:
            if scope is not None:
                scope.host.job_ended(scope)
            raise

    return apply_async


class _ItemJob:
    """Calls a pool's function on items that bring their own scope."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, carrier: Carrier | None, *args: Any) -> Any:
        return self.function(*args) if carrier is None else carrier(*args)


class _SingleItemJob(_ItemJob):
    """The same for the methods that pass one argument: it is the pair of carrier and item."""

    __slots__ = ()

    def __call__(self, pair: Any, *args: Any) -> Any:
        carrier, item = pair
        return super().__call__(carrier, item)


class _BatchJob(_SingleItemJob):
    """The same for a batch of pairs, of which the first failure keeps the rest from being begun."""

    __slots__ = ()

    def __call__(self, batch: Any, *args: Any) -> Any:
        return _to_the_end(_run_all)((super().__call__, batch))


def _run_all(batch: Any) -> Any:
    function, items = batch
    return [function(item) for item in items]


def _to_the_end(mapper: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Let a function that calls another for a batch of items end the jobs of those that it leaves out."""

    def mapped(batch: Any) -> Any:
        try:
            return mapper(batch)
        finally:
            for carrier, *_ in batch[1]:
                if carrier is not None:
                    carrier.end()

    return mapped


def _carriers(func: Callable[..., Any], caller: FrameType) -> Callable[[], Carrier | None]:
    context = contextvars.copy_context()

    def make() -> Carrier | None:
        scope = scope_for_job(_job_name(func), caller=caller)
        return None if scope is None else PoolCarrier(scope, func)

    # `imap` draws its items in a thread of the pool's: the scope is that of the submitter all the same.
    return lambda: context.copy().run(make)


def _pool_map(original: Callable[..., Any]) -> Callable[..., Any]:
    def _map_async(
        self: Any,
        func: Callable[..., Any],
        iterable: Iterable[Any],
        mapper: Callable[..., Any],
        chunksize: int | None = None,
        callback: Any = None,
        error_callback: Any = None,
    ) -> Any:
        scope = current() if _active else None
        if scope is None:
            return original(self, func, iterable, mapper, chunksize, callback, error_callback)
        carrier = _carriers(func, sys._getframe(2))
        items: list[Any]
        if getattr(mapper, "__name__", "") == "starmapstar":
            items, job = [(carrier(), *item) for item in iterable], _ItemJob(func)
        else:
            items, job = [(carrier(), item) for item in iterable], _SingleItemJob(func)
        return original(
            self,
            job,
            items,
            _to_the_end(mapper),
            chunksize,
            _carry_callback(callback, scope),
            _carry_callback(error_callback, scope),
        )

    return _map_async


def _pool_imap(original: Callable[..., Any]) -> Callable[..., Any]:
    def imap(self: Any, func: Callable[..., Any], iterable: Iterable[Any], chunksize: int = 1) -> Any:
        if not _active or current() is None:
            return original(self, func, iterable, chunksize)
        carrier = _carriers(func, sys._getframe(1))
        pairs = ((carrier(), item) for item in iterable)
        if chunksize <= 1:
            return original(self, _SingleItemJob(func), pairs, chunksize)
        batches = iter(lambda: tuple(itertools.islice(pairs, chunksize)), ())
        return (item for batch in original(self, _BatchJob(func), batches, 1) for item in batch)

    return imap


def _pool_terminate(original: Callable[..., Any]) -> Callable[..., Any]:
    def terminate(self: Any) -> None:
        original(self)
        # What it has not begun stays in its queue for as long as somebody has the pool: jobs that will never end.
        with contextlib.suppress(queue.Empty):
            while True:
                self._taskqueue.get_nowait()

    return terminate


def _loop_create_task(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_task(self: Any, coro: Coroutine[Any, Any, Any], **kwargs: Any) -> Any:
        outer = current() if _active else None
        if outer is None:
            return original(self, coro, **kwargs)
        # With a context of its own, a coroutine runs in exactly that one: `asyncio.run` shares it between its calls.
        if kwargs.get("context") is not None:
            task = original(self, coro, **kwargs)
            if (bound := carried_by(kwargs["context"])) is not None:
                bound.host.coroutine_started(bound, task)
            return task
        name = str(kwargs.get("name") or getattr(coro, "__qualname__", "coroutine"))
        # Not counted: whoever runs the loop waits for its tasks, and that thread is counted.
        scope = scope_for_job(name, counted=False, caller=sys._getframe(1))
        if scope is None:
            with _unscoped():
                return original(self, coro, **kwargs)
        context = contextvars.copy_context()
        context.run(enter, scope)
        task = original(self, coro, **{**kwargs, "context": context})
        scope.host.coroutine_started(scope, task)
        task.add_done_callback(lambda _: scope.host.job_ended(scope))
        return task

    return create_task


def _excepthook(args: threading.ExceptHookArgs) -> None:
    """Show what ended a thread of an app where the thread stands on the page."""
    scope = current()
    if issubclass(args.exc_type, StopException | FragmentHandledException):
        return
    if scope is None or args.exc_value is None:
        _previous_excepthook(args)
    else:
        scope.host.report(scope, args.exc_value)


_previous_excepthook = threading.excepthook


class _ExceptHook(_Patch):
    """`threading.excepthook`: a module's function rather than a class's method, replaced by the same rule.

    It stays until the last thread that carries a run has ended too: a server's stop is what ends some of them, and that is
    no error to print.
    """

    def __init__(self) -> None:
        super().__init__(type(threading), "excepthook", lambda original: _excepthook)
        self._holders = 0  # guarded by _lock

    def apply(self) -> None:
        global _previous_excepthook
        self._holders += 1
        if self._holders == 1 and threading.excepthook is not _excepthook:
            _previous_excepthook = threading.excepthook
            threading.excepthook = _excepthook

    def revert(self) -> None:
        self._holders -= 1
        if self._holders == 0 and threading.excepthook is _excepthook:
            threading.excepthook = _previous_excepthook

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep the hook while a block runs."""
        with _lock:
            self.apply()
        try:
            yield
        finally:
            with _lock:
                self.revert()


_excepthook_patch = _ExceptHook()

_PATCHES: tuple[_Patch, ...] = (
    _Patch(threading.Thread, "start", _thread_start),
    _Patch(threading.Thread, "_bootstrap_inner", _thread_bootstrap),
    _Patch(concurrent.futures.ThreadPoolExecutor, "submit", _executor_submit),
    _Patch(ThreadPool, "__init__", _pool_init),
    _Patch(ThreadPool, "apply_async", _pool_apply),
    _Patch(ThreadPool, "_map_async", _pool_map),
    _Patch(ThreadPool, "imap", _pool_imap),
    _Patch(ThreadPool, "imap_unordered", _pool_imap),
    _Patch(ThreadPool, "terminate", _pool_terminate),
    _Patch(asyncio.BaseEventLoop, "create_task", _loop_create_task),
    _excepthook_patch,
)
