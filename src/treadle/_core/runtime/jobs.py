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
    """One session's jobs, and the threads that execute its code (`carry.scope.Jobs`). Every method may be called from any thread.

    Args:
        session: whose jobs they are.
        changed: a condition with the session's lock, notified when a job has ended.
        page: where places are reserved.
        connections: who is woken by the end of a job.
        executions: what executes.
        locks: the app's, which threads leave behind.
        handle: lets the session react to an event.
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
        """Reserve a slot for a job and return the scope that it runs in."""
        job.slot, writer = self._page.do(scope, ReserveSlot(scope, job, job.background, job.keeps_place))
        return spawn_scope(scope, job, writer, job.slot)

    def started(self, scope: Scope) -> None:
        """Note that the scope's job was started."""
        if scope.job is not None and scope.job.counted:
            self._handle(JobStarted(scope.run))

    def ended(self, scope: Scope) -> None:
        """Note that the scope's job has ended; a second time changes nothing."""
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
        """Note that the scope's job will never begin; may be called by garbage collection."""
        # Whoever calls may be in the middle of anything, with any lock. `threading` has locks of its own.
        _thread.start_new_thread(self.ended, (scope,))

    def coroutine_started(self, scope: Scope, task: "asyncio.Task[Any]") -> None:
        """Note that a coroutine was started. It is cancelled when the scope is over."""
        self._executions.add_coroutine(scope, task)

    def entered(self, executing: Executing) -> None:
        """Note that a thread has begun to execute code of this session."""
        self._executions.enter(executing)

    def left(self, executing: Executing) -> None:
        """Note that a thread executes code of this session no more."""
        self._locks.left_code(executing)
        self._executions.leave(executing)

    def stop(self, job: Job) -> None:
        """Stop one thread, job or coroutine, whatever becomes of its run."""
        if not job.stopped:
            job.stopped = True
            self._executions.stop_what_is_over()

    def stop_thread(self, number: int) -> bool:
        """Stop one of the threads, by its number in `executing`. Return whether it is still there.

        A run's script thread is stopped by stopping its run.
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
        """Stop the threads that outlive runs: their code is no longer the app's."""
        for each in self._executions.threads():
            job = each.scope.job
            if job is not None and job.background:
                job.stopped = True
        self._executions.stop_what_is_over()
