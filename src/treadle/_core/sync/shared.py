"""The values of `st.shared`, which all sessions of an app share."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

from treadle._core.carry.context import current
from treadle._core.carry.scope import Scope
from treadle.errors import APIError

from .signals import Signal

PLAIN: Final = frozenset({type(None), bool, int, float, complex, str, bytes})
"""Immutable types whose `==` is Python's own: writing an equal value changes nothing.

For other types, only app code could compare, and a list that is written again may have changed in place.
"""

_local = threading.local()


class Cell:
    """One value. Every method can be called from any thread, with or without a session.

    `_lock` guards the value and its version while they are read or replaced. It is the innermost of all
    locks: a write takes it under the session's lock. So a run that is fenced now writes either before that or
    not at all. Functions of the app, the freeing of old values and the notification happen outside of both
    locks.
    """

    __slots__ = ("_lock", "_signal", "_value", "_version", "key")

    def __init__(self, key: str, value: Any) -> None:
        self.key = key
        self._lock = threading.Lock()
        self._value = value
        self._version = 0
        """Counts writes. Code that has computed a value from an older one can see that it is too late."""
        self._signal = Signal(f"st.shared({key!r})")

    @property
    def readers(self) -> int:
        """The number of lanes that would rerun if the value changed."""
        return len(self._signal)

    def get(self) -> Any:
        """Return the value. A run that reads it reruns when it changes. A stop point."""
        scope = current()
        if scope is not None:
            scope.host.check(scope)
            self._signal.read(scope)
        return self._look()[0]

    def set(self, value: Any) -> None:
        """Replace the value. A stop point."""
        self._refuse_within_update()
        scope = current()
        _, before = self._step(scope, lambda: self._replace(value, None))
        self._tell(before, value, scope)

    def update(self, function: Callable[[Any], Any]) -> Any:
        """Replace the value by the result of a function, and return the result.

        A stop point before each call.
        """
        self._refuse_within_update()
        scope = current()
        while True:
            value, version = self._step(scope, self._look)
            with self._updating():
                changed = function(value)
            replaced, before = self._step(scope, lambda: self._replace(changed, version))  # noqa: B023 - called at once
            if replaced:
                self._tell(before, changed, scope)
                return changed

    def _look(self) -> tuple[Any, int]:
        with self._lock:
            return self._value, self._version

    def _replace(self, value: Any, version: int | None) -> tuple[bool, Any]:
        """Replace the value if it still has a version. Return whether it was replaced, and the old value."""
        with self._lock:
            if version is not None and version != self._version:
                return False, None
            before, self._value = self._value, value
            self._version += 1
        return True, before

    def _step(self, scope: Scope | None, step: Callable[[], tuple[Any, Any]]) -> tuple[Any, Any]:
        return step() if scope is None else scope.host.stop_point(scope, step)

    def _tell(self, before: Any, value: Any, scope: Scope | None) -> None:
        if not (
            type(before) is type(value) and type(value) in PLAIN and (before is value or before == value)
        ):
            self._signal.changed(scope)

    @contextlib.contextmanager
    def _updating(self) -> Iterator[None]:
        before: frozenset[Cell] = getattr(_local, "updating", frozenset())
        _local.updating = before | {self}
        try:
            yield
        finally:
            _local.updating = before

    def _refuse_within_update(self) -> None:
        # The write would make the update too late, again and again.
        if self in getattr(_local, "updating", ()):
            raise APIError(
                f"A function that was passed to `update` of `st.shared({self.key!r})` writes this value "
                "itself. It must only return the new value."
            )


class AppState:
    """All shared values of one app."""

    def __init__(self, app: object) -> None:
        self._lock = threading.Lock()
        self._cells: dict[str, Cell] = {}  # guarded by _lock, except for looking one up

    def cell(self, key: str, default: Any) -> Cell:
        """Return the cell of a key. If there is none, create it with the default."""
        known = self._cells.get(key)
        if known is None:
            made = Cell(key, default)
            with self._lock:
                known = self._cells.setdefault(key, made)
        return known

    def close(self) -> None:
        """Forget all values when the app stops."""
        with self._lock:
            cells, self._cells = self._cells, {}
        del cells
