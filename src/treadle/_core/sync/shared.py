"""Values that all sessions of an app share: `st.shared`'s."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

from treadle._core.carry.context import current
from treadle._core.carry.scope import Scope
from treadle.errors import APIError

from .signals import Signal

PLAIN: Final = frozenset({type(None), bool, int, float, complex, str, bytes})
"""Types whose values cannot change and whose `==` is Python's own, so that writing an equal one changes nothing. Whether others
are equal only the app's code could tell; and the very same list, written again, may have another item."""

_local = threading.local()


class Cell:
    """One value. Every method may be called from any thread, of a session or of none.

    `_lock` guards the value and its version, for the moment in which they are read or replaced. It is the innermost of all
    locks: a write takes it under the session's lock, so that a run which is fenced at this moment writes either before that
    or not at all. The app's functions, the release of its old values and the notification are outside of both.
    """

    __slots__ = ("_lock", "_signal", "_value", "_version", "key")

    def __init__(self, key: str, value: Any) -> None:
        self.key = key
        self._lock = threading.Lock()
        self._value = value
        self._version = 0
        """Counts writes, so that who has worked out a value from another can see that it is late."""
        self._signal = Signal(f"st.shared({key!r})")

    @property
    def readers(self) -> int:
        """How many lanes would run again if the value changed."""
        return len(self._signal)

    def get(self) -> Any:
        """Return the value; a run that reads it runs again when it changes. A stop point."""
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
        """Replace the value by what a function makes of it, and return that. A stop point, before each call."""
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
        """Replace the value, if it still has a version; return whether, and what was there before."""
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
        # The write would make the update late; it would be done again, and again.
        if self in getattr(_local, "updating", ()):
            raise APIError(
                f"A function given to `update` writes the value of `st.shared({self.key!r})` that it is to compute. "
                "Let it only return the new value."
            )


class AppState:
    """All shared values of one app."""

    def __init__(self, app: object) -> None:
        self._lock = threading.Lock()
        self._cells: dict[str, Cell] = {}  # guarded by _lock, except for looking one up

    def cell(self, key: str, default: Any) -> Cell:
        """Return the cell of a key, made with the default if there is none."""
        known = self._cells.get(key)
        if known is None:
            made = Cell(key, default)
            with self._lock:
                known = self._cells.setdefault(key, made)
        return known

    def close(self) -> None:
        """Forget all values, as the app stops."""
        with self._lock:
            cells, self._cells = self._cells, {}
        del cells
