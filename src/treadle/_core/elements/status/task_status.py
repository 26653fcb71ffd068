"""`st.task_status`."""

import threading
from functools import partial
from typing import Any, ClassVar, Literal

import msgspec

from treadle._core.carry.context import Host, Scope, require
from treadle._core.elements.checks import checked_width, wire_text
from treadle._core.elements.cursor import C, identity_of
from treadle._core.elements.parameters import Key
from treadle._core.protocol.element import Element, Valued, Width
from treadle._core.runtime.errorview import Exception_, error_element, redacted
from treadle._core.session.state import FindWidgetNode, ReadWidget
from treadle._core.session.structure import NOWHERE
from treadle._core.tasks.task import Status, Task
from treadle.errors import APIError

LOG_TAIL = 20_000
"""Characters of a task's output that are shown."""

Action = Literal["cancel", "retry"]


class TaskStatus(Valued, frozen=True, kw_only=True):
    """How a task is getting on. Its value is what was pressed."""

    trigger: ClassVar[bool] = True
    answers_itself: ClassVar[bool] = True
    label: str
    width: Width = "stretch"
    value: Action | None = None
    task: int
    """Tells it from other tasks of the process."""
    place: str = ""
    """Tells it from others of the same task."""
    status: Status = "pending"
    progress: float | None = None
    text: str = ""
    position: int | None = None
    """In the queue, from 1."""
    started: float | None = None
    """Seconds since the epoch."""
    elapsed: float = 0.0
    """Seconds that it ran, once it has ended."""
    output: str | None = None
    error: Exception_ | None = None

    def check(self, value: Any) -> Action:
        """Return the value if it is a press that makes sense."""
        if value not in ("cancel", "retry"):
            raise ValueError(f"“{self.label}” can only be cancelled or tried again.")
        action: Action = value
        return action

    def identity(self) -> Any:
        """Return what tells it from others: its task, whatever becomes of that."""
        return self.kind, self.task, self.place


def task_status(
    self: C,
    task: Task[Any],
    *,
    label: str | None = None,
    logs: bool = False,
    key: Key | None = None,
    width: Width = "stretch",
) -> C:
    """Show the state of a task: progress, time, place in the queue, error. With buttons to cancel it and to try again.

    The element is updated without a rerun. A run that reads `task.status` reruns when the status changes.

    Args:
        task: the task, as `submit`, `latest` or `task` of an `st.task` function returns it.
        label: the label, in Markdown. None: the name of the function.
        logs: whether to show what the task prints (the last 20,000 characters).
        key: distinguishes several elements for the same task on one page.
        width: CSS pixels or "stretch".

    Raises:
        APIError: `task` is not a task.
        DuplicateElementId: the same task is shown twice in a run without different keys.
        InvalidLayoutContextError: the element is in a form.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     @st.task
        ...     def double(number):
        ...         return 2 * number
        ...     task = double.submit(4)
        ...     task.result()
        ...     st.task_status(task)
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().get("task_status")[0].status
        'done'
    """
    if not isinstance(task, Task):
        raise APIError(
            f"`st.task_status` was called with {task!r}, which is not a task. Pass what `submit` of an `st.task` function returns."
        )
    scope = require()
    view = _View(
        task,
        scope,
        label=wire_text(label) if label else task.name,
        logs=logs,
        width=checked_width(width, allow_content=False),
        place="" if key is None else str(key),
    )
    task.status  # noqa: B018 - who shows it wants to run again when it has changed
    view.look()
    props = view.props()
    identity = identity_of(scope, props)
    self.ask(props, {"on_change": partial(_act, task, identity)})
    id = scope.host.do(scope, FindWidgetNode(identity))
    if id is not None:
        view.follow(scope.host, id)
    return type(self)(NOWHERE if id is None else id, scope.host.token)


def _act(task: Task[Any], identity: Any) -> None:
    """Cancel or retry the task, as the user clicked. Runs as a callback."""
    scope = require()
    action = scope.host.do(scope, ReadWidget(identity))
    if action == "cancel":
        task.cancel()
    elif action == "retry" and task.done():
        task.retry()


class _View:
    """What a page shows of a task."""

    def __init__(
        self, task: Task[Any], scope: Scope, *, label: str, logs: bool, width: Width, place: str
    ) -> None:
        self.task, self.label, self.logs, self.width, self.place = task, label, logs, width, place
        self._is_app_code = scope.host.is_app_code
        self._details = scope.host.config.client.showErrorDetails
        self._error: Exception_ | None = None
        """How its error is shown, once it was looked at."""

    def look(self) -> None:
        """Take up its error, if it has one: the app's code says what that is, so no lock is held meanwhile."""
        error = self.task.snapshot().error
        if error is not None and self._error is None:
            self._error = redacted(error_element(error, self._is_app_code), self._details)

    def props(self) -> TaskStatus:
        """Return it as it is now."""
        now = self.task.snapshot()
        return TaskStatus(
            label=self.label,
            task=self.task.number,
            place=self.place,
            status=now.status,
            progress=now.progress,
            text=wire_text(now.text),
            position=now.position,
            started=now.started,
            elapsed=round(now.elapsed, 3) if self.task.ended else 0.0,
            output=wire_text(now.logs[-LOG_TAIL:]) if self.logs else None,
            error=self._error if now.error is not None else None,
            width=self.width,
        )

    def follow(self, host: Host, id: int) -> None:
        """Keep a node as the task is, as long as it shows that."""
        ordered = threading.Lock()
        """Held from a look at the task to what it changes on the page, so that no older look comes later."""

        def update() -> None:
            self.look()
            with ordered:
                now = self.props()

                def onto(before: Element) -> Element:
                    if not isinstance(before, TaskStatus) or before.task != now.task:
                        return before
                    return msgspec.structs.replace(now, value=before.value)

                shown = host.amend(id, onto)
            if not shown:
                forget()

        forget = self.task.watch(update, (host.token, id))
        update()  # what has changed while it was shown
