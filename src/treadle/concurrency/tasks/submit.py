"""How a call becomes a task of whoever submits it."""

import dataclasses
import sys
from typing import Any

from treadle.concurrency.context import Scope, current, require
from treadle.concurrency.job import Job, spawn_stack

from .task import APP, Call, Options, Task


def submit(options: Options, call: Call, key: str | None) -> Task[Any]:
    """Make a task of a call and submit it, in the scope of the calling code.

    Raises:
        NoSessionContext: the caller belongs to no session.
        TaskRejectedError: `on_overlap` is "reject", and the same task has not ended.
    """
    return _submit(options, call, key, require())


def _again(task: Task[Any], origin: Scope) -> Task[Any]:
    """Submit a task's call once more, to write where it wrote."""
    scope = current() or origin
    if scope.host is origin.host and scope.host.on_page(origin.container):
        scope = dataclasses.replace(scope, container=origin.container)
    return _submit(task.options, task.call, task.key, scope)


def _submit(options: Options, call: Call, key: str | None, caller: Scope) -> Task[Any]:
    board = caller.host.board
    scope = None if options.lifetime == APP else _place(options, caller)
    task: Task[Any] = Task(options, call, key, board, scope=scope, again=lambda task: _again(task, caller))
    if scope is not None:
        task.at_end(lambda: scope.host.job_ended(scope))
    try:
        board.submit(task)
    except BaseException:
        task.settle(stopped=True)
        raise
    if scope is not None:
        task.at_end(scope.host.on_over(scope, task.belongs_to_nobody))
    return task


def _place(options: Options, caller: Scope) -> Scope:
    """Reserve the task's place on the page."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("treadle."):
        frame = frame.f_back
    outlives = options.lifetime == "session"
    job = Job(
        options.name,
        background=outlives,
        counted=not outlives,
        spawn=spawn_stack(frame),
        keeps_place=outlives,
    )
    scope = caller.host.reserve(caller, job)
    scope.host.job_started(scope)
    return scope
