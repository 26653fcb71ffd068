"""The threads, jobs and coroutines that the code of a session has started."""

import _thread
import asyncio
import threading
from collections.abc import Callable
from typing import Any

from treadle._core.carry.job import Job
from treadle._core.carry.scope import Executing, Scope, spawn_scope
from treadle._core.session.events import Event, JobEnded, JobStarted, StopAsked
from treadle._core.session.session import Session
from treadle._core.session.slots import EndSlot, ReserveSlot
from treadle._core.sync.locks import LockTable

from .connections import Connections
from .executions import Executions
from .page import LivePage


class LiveJobs:
    """One session's jobs, and the threads that execute its code (`carry.scope.Jobs`).

    Every method can be called from any thread.

    Args:
        session: the session of the jobs.
        changed: a condition with the session's lock, notified when a job has ended.
        page: reserves slots.
        connections: the browsers to wake at the end of a job.
        executions: the executing threads and coroutines.
        locks: the app's locks, which ending threads release.
        handle: handles an event of the session.
    """

    def __init__(
        self,
        session: Session,
        changed: threading.Condition,
        page: LivePage,
        connections: Connections,
        executions: Executions,
        locks: LockTable,
        handle: Callable[[Event], None],
    ) -> None:
        self._session = session
        self._changed = changed
        self._page = page
        self._connections = connections
        self._executions = executions
        self._locks = locks
        self._handle = handle

    def reserve(self, scope: Scope, job: Job) -> Scope:
        """Reserve a slot for a job. Return the scope of the job."""
        job.slot, writer = self._page.do(scope, ReserveSlot(scope, job, job.background, job.keeps_place))
        return spawn_scope(scope, job, writer, job.slot)

    def started(self, scope: Scope) -> None:
        """Count the scope's job as started."""
        if scope.job is not None and scope.job.counted:
            self._handle(JobStarted(scope.run))

    def ended(self, scope: Scope) -> None:
        """End the scope's job. A second call has no effect."""
        job = scope.job
        assert job is not None
        with self._changed:
            if not job.alive:
                return
            job.alive = False
            EndSlot(scope, job.slot).apply(self._session)
            self._changed.notify_all()
        if job.counted:
            self._handle(JobEnded(scope.run))
        else:
            self._connections.flush(now=False)

    def dropped(self, scope: Scope) -> None:
        """Drop the scope's job, which will never begin. Garbage collection can call this."""
        # The caller may be at any point, with any lock held. The locks of `threading` could be among them.
        _thread.start_new_thread(self.ended, (scope,))

    def coroutine_started(self, scope: Scope, task: "asyncio.Task[Any]") -> None:
        """Register a coroutine, which is cancelled when the scope must stop."""
        self._executions.add_coroutine(scope, task)

    def entered(self, executing: Executing) -> None:
        """Register a thread that begins to execute code of this session."""
        self._executions.enter(executing)

    def left(self, executing: Executing) -> None:
        """Unregister a thread that executes code of this session no more."""
        self._locks.left_code(executing)
        self._executions.leave(executing)

    def stop(self, job: Job) -> None:
        """Stop one thread, job or coroutine without its run."""
        if not job.stopped:
            job.stopped = True
            self._executions.stop_what_is_over()

    def stop_thread(self, number: int) -> bool:
        """Stop one of the threads, by its number in `executing`. Return whether it still exists.

        A script thread is stopped with its run.
        """
        found = self._executions.find(number)
        if found is None:
            return False
        job = found.scope.job
        if job is None:
            self._handle(StopAsked(found.scope.run.lane.id))
        else:
            self.stop(job)
        return True

    def stop_background(self) -> None:
        """Stop the threads that outlive runs: their source was replaced."""
        for each in self._executions.threads():
            job = each.scope.job
            if job is not None and job.background:
                job.stopped = True
        self._executions.stop_what_is_over()
