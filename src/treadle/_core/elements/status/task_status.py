"""`st.task_status`."""

import threading
from functools import partial
from typing import Any, ClassVar, Literal, Unpack

import msgspec

from treadle._core.carry.context import require
from treadle._core.carry.scope import Host, Scope
from treadle._core.elements.checks import checked_width, wire_text
from treadle._core.elements.cursor import C, identity_of
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Followed
from treadle._core.protocol.element import Element, Valued, Width
from treadle._core.runtime.errorview import Exception_, error_element, redacted
from treadle._core.session.elements import FollowElement
from treadle._core.session.state import FindWidgetNode, ReadWidget
from treadle._core.session.structure import NOWHERE
from treadle._core.tasks.options import Status
from treadle._core.tasks.task import Task
from treadle.errors import APIError

LOG_TAIL = 20_000
"""The largest number of shown characters of a task's output."""

Action = Literal["cancel", "retry"]


class TaskStatus(Valued, frozen=True, kw_only=True):
    """The state of a task. Its value is the pressed button."""

    trigger: ClassVar[bool] = True
    answers_itself: ClassVar[bool] = True
    label: str
    width: Width = "stretch"
    value: Action | None = None
    task: int
    """Identifies the task in the process."""
    place: str = ""
    """Distinguishes several elements of the same task."""
    status: Status = "pending"
    progress: float | None = None
    text: str = ""
    position: int | None = None
    """The place in the queue, from 1."""
    started: float | None = None
    """The start, in seconds since the epoch."""
    elapsed: float = 0.0
    """The run time in seconds, after the end of the task."""
    output: str | None = None
    error: Exception_ | None = None

    def check(self, value: Any) -> Action:
        """Return the value if the button can be pressed now."""
        if value not in ("cancel", "retry"):
            raise ValueError(f"“{self.label}” can only be cancelled or tried again.")
        action: Action = value
        return action

    def identity(self) -> Any:
        """Return the identity: the task, in any state."""
        return self.kind, self.task, self.place


@positional("task * label logs key")
def task_status(
    self: C,
    task: Task[Any],
    *,
    label: str | None = None,
    logs: bool = False,
    **shared: Unpack[Followed],
) -> C:
    """Show the state of a task: progress, time, place in the queue, error. Buttons cancel and retry it.

    The element is updated without a rerun. A run that reads `task.status` reruns when the status changes.

    Args:
        task: the task, as `submit`, `latest` or `task` of an `st.task` function returns it.
        label: the label, in Markdown. None: the name of the function.
        logs: whether to show what the task prints (the last 20,000 characters).
        key: distinguishes several elements for the same task on one page.

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
            f"`st.task_status` was called with {task!r}, which is not a task. Pass what `submit` of an "
            "`st.task` function returns."
        )
    key = shared.get("key")
    scope = require()
    view = _View(
        task,
        scope,
        label=wire_text(label) if label else task.name,
        logs=logs,
        width=checked_width(shared.get("width", "stretch"), allow_content=False),
        place="" if key is None else str(key),
    )
    task.status  # noqa: B018 - who shows it wants to run again when it has changed
    view.look()
    props = view.props()
    identity = identity_of(scope, props)
    self.ask(props, {"on_change": partial(_act, task, identity)})
    id = scope.host.page.do(scope, FindWidgetNode(identity))
    if id is not None:
        view.follow(scope.host, id)
    return type(self)(NOWHERE if id is None else id, scope.host.token)


def _act(task: Task[Any], identity: Any) -> None:
    """Cancel or retry the task, by the pressed button. Runs as a callback."""
    scope = require()
    action = scope.host.page.do(scope, ReadWidget(identity))
    if action == "cancel":
        task.cancel()
    elif action == "retry" and task.done():
        task.retry()


class _View:
    """The properties of an element for a task."""

    def __init__(
        self, task: Task[Any], scope: Scope, *, label: str, logs: bool, width: Width, place: str
    ) -> None:
        self.task, self.label, self.logs, self.width, self.place = task, label, logs, width, place
        self._is_app_code = scope.host.is_app_code
        self._details = scope.host.config.client.showErrorDetails
        self._error: Exception_ | None = None
        """The element for the task's error, once it was created."""

    def look(self) -> None:
        """Create the element for the task's error. This calls app code, so no lock is held."""
        error = self.task.snapshot().error
        if error is not None and self._error is None:
            self._error = redacted(error_element(error, self._is_app_code), self._details)

    def props(self) -> TaskStatus:
        """Return the current properties."""
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
        """Update a node when the state of its task changes, while the node shows the task."""
        ordered = threading.Lock()
        """Held from reading the task to changing the page: no older state may replace a newer one."""

        def update() -> None:
            self.look()
            with ordered:
                now = self.props()

                def onto(before: Element) -> Element:
                    if not isinstance(before, TaskStatus) or before.task != now.task:
                        return before
                    return msgspec.structs.replace(now, value=before.value)

                shown = host.page.apply(FollowElement(id, onto))
            if not shown:
                forget()

        forget = self.task.watch(update, (host.token, id))
        update()  # the state may have changed while the element was being shown
