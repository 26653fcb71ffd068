"""Turns a call into a task of its submitter."""

import dataclasses
import sys
import weakref
from collections.abc import Callable
from typing import Any

from treadle._core.carry.context import current, require
from treadle._core.carry.grouped import ending
from treadle._core.carry.job import Job, spawn_stack
from treadle._core.carry.scope import Scope
from treadle._core.session.elements import IsOnPage
from treadle._core.tasks.board import TaskBoard

from .options import APP, Call, Options
from .task import Task

Unread = Callable[[Task[Any], BaseException], object]


def submit(options: Options, call: Call, key: str | None) -> Task[Any]:
    """Create a task for a call and submit it, in the scope of the calling code.

    Raises:
        NoSessionContext: the caller belongs to no session.
        TaskRejectedError: `on_overlap` is "reject", and the same task has not ended.
    """
    caller = require()
    return (
        _of_app(options, call, key, caller)
        if options.lifetime == APP
        else _submit(options, call, key, caller)
    )


def _submit(options: Options, call: Call, key: str | None, caller: Scope) -> Task[Any]:
    """Submit a task that writes to the caller's page."""
    scope = _place(options, caller)
    task: Task[Any] = Task(
        options,
        call,
        key,
        scope.host.of_app(TaskBoard),
        scope=scope,
        again=lambda task: _again(task, caller),
        unread=_shows(scope),
    )
    task.at_end(lambda: scope.host.jobs.ended(scope))
    try:
        scope.host.of_app(TaskBoard).submit(task)
    except BaseException:
        task.settle(stopped=True)
        raise
    task.at_end(scope.host.on_over(scope, task.belongs_to_nobody))
    return task


def _of_app(options: Options, call: Call, key: str | None, caller: Scope) -> Task[Any]:
    """Submit a task that belongs to no page.

    It may live long, so it does not refer to the caller's session.
    """
    task: Task[Any] = Task(
        options,
        call,
        key,
        caller.host.of_app(TaskBoard),
        scope=None,
        again=lambda task: _of_app(task.options, task.call, task.key, require()),
        unread=_tells(caller),
    )
    caller.host.of_app(TaskBoard).submit(task)
    return task


def _again(task: Task[Any], origin: Scope) -> Task[Any]:
    """Submit a task's call again, with the same place on the page."""
    scope = current() or origin
    if scope.host is origin.host and scope.host.page.apply(IsOnPage(origin.container)):
        scope = dataclasses.replace(scope, container=origin.container)
    return _submit(task.options, task.call, task.key, scope)


def _shows(scope: Scope) -> Unread:
    """Return a function that shows an error, unless page code that has not ended asks for it."""

    def unread(task: Task[Any], error: BaseException) -> None:
        def show() -> None:
            if task.unread() and ending(error) is None:
                scope.host.report(scope, error)

        scope.host.ends.after_body(scope.run, show)

    return unread


def _tells(caller: Scope) -> Unread:
    """Return a function that logs an error, unless page code that has not ended asks for it."""
    host, run, board = weakref.ref(caller.host), caller.run, caller.host.of_app(TaskBoard)

    def unread(task: Task[Any], error: BaseException) -> None:
        def tell() -> None:
            if task.unread():
                board.failed(task, error)

        still = host()
        if still is None:
            tell()
        else:
            still.ends.after_body(run, tell)

    return unread


def _place(options: Options, caller: Scope) -> Scope:
    """Reserve the task's slot on the page."""
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
    scope = caller.host.jobs.reserve(caller, job)
    scope.host.jobs.started(scope)
    return scope
