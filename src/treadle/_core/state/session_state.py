"""`st.session_state`."""

from collections.abc import Callable, Iterator
from typing import Any

from treadle._core.cache.hashing import per_caller
from treadle._core.carry.context import require
from treadle._core.carry.scope import Scope
from treadle._core.runtime.assigning import assign
from treadle._core.session.state import (
    DeleteKey,
    ListKeys,
    ReadKey,
    ReadKeys,
    SetDefault,
    decoded,
)
from treadle._core.session.widgets import MISSING
from treadle.errors import APIError

from .attributes import MutableAttributeMapping


@per_caller
class SessionState(MutableAttributeMapping[Any]):
    """The values that the app keeps for one session, from run to run.

    `st.session_state.name` is the same as `st.session_state["name"]`. It also contains the value of each
    widget with a key. It is thread-safe: each access is atomic and sees the newest value. `st.session_state.n
    += 1` is two accesses; `update("n", lambda n: n + 1)` is one.

    A thread can set the value of a widget that is on the page. The browser and all readers see the new value
    at once. No callback is called, and no rerun starts: other elements that show the value change at the next
    run, or by `st.rerun()`. A value that the widget cannot have raises an `APIError` in the thread that sets
    it. The script itself must set the value of a widget before the line that shows it, or in a callback.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.session_state.setdefault("visits", 0)
        ...     st.session_state.visits += 1
        ...     st.write(st.session_state.visits)
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().run().markdown[0].value
        '`2`'
    """

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        name = str(key)
        value = _read(require(), name)
        if value is MISSING:
            raise KeyError(_missing(name))
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        assign(require(), _checked(key), value)

    def __delitem__(self, key: str) -> None:
        name = str(key)
        if not _delete(require(), name):
            raise KeyError(_missing(name))

    def clear(self) -> None:
        """Delete all keys at once."""
        scope = require()
        for name in self:
            _delete(scope, name)

    def __contains__(self, key: object) -> bool:
        scope = require()
        name = str(key)
        return scope.host.page.look(scope, ReadKey(name)) is not MISSING

    def __iter__(self) -> Iterator[str]:
        scope = require()
        keys = scope.host.page.look(scope, ListKeys())
        return iter(keys)

    def __len__(self) -> int:
        scope = require()
        return len(scope.host.page.look(scope, ListKeys()))

    def __repr__(self) -> str:
        return repr(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return a consistent copy of all keys and values."""
        scope = require()
        return {key: decoded(raw) for key, raw in scope.host.page.look(scope, ReadKeys())}

    def filter(self, keep: Callable[[str, Any], bool]) -> dict[str, Any]:
        """Return a copy of the keys and values for which `keep(key, value)` is true."""
        return {key: value for key, value in self.to_dict().items() if keep(key, value)}

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the value of a key. If it has none, set it to the default first. Atomic."""
        scope = require()
        return decoded(scope.host.page.change_state(scope, SetDefault(scope, _checked(key), default)))

    def update(self, *args: Any, **values: Any) -> Any:
        """Change one value by a function, or set several values as `dict.update` does.

        `update(key, function)` sets the key to `function(value)` and returns the new value. It is atomic: if
        another thread changes the value meanwhile, the function is called again with the new value, so it
        should have no side effects. `update(key, function, default)` uses the default if the key has no
        value.

        `update(mapping, **values)` sets each of these keys.

        Raises:
            KeyError: the key has no value, and there is no default.

        Example:
            >>> def app():
            ...     import threading
            ...     import treadle as st
            ...     def count():
            ...         for _ in range(100):
            ...             st.session_state.update("n", lambda n: n + 1, 0)
            ...     threads = [threading.Thread(target=count) for _ in range(4)]
            ...     for thread in threads:
            ...         thread.start()
            ...     for thread in threads:
            ...         thread.join()
            >>> from treadle.testing import AppTest
            >>> AppTest.from_function(app).run().session_state["n"]
            400
        """
        if len(args) >= 2 and not values:
            return self._change(*args)
        super().update(*args, **values)
        return None

    def _change(self, key: str, function: Callable[[Any], Any], default: Any = MISSING) -> Any:
        scope = require()
        name = _checked(key)
        while True:
            seen = scope.host.page.look(scope, ReadKey(name))
            value = default if seen is MISSING else decoded(seen)
            if value is MISSING:
                raise KeyError(_missing(name))
            changed = function(value)
            if assign(scope, name, changed, seen):
                return changed


def _read(scope: Scope, name: str) -> Any:
    return decoded(scope.host.page.look(scope, ReadKey(name)))


def _delete(scope: Scope, name: str) -> bool:
    """Delete a key. Return whether it existed."""
    return scope.host.page.change_state(scope, DeleteKey(scope, name))


def _checked(key: object) -> str:
    name = str(key)
    if not name:
        raise APIError(
            "`st.session_state` was used with an empty key. Use a key with at least one character."
        )
    return name


def _missing(name: str) -> str:
    return (
        f"`st.session_state` has no value for {name!r}. Give it one first, before the line that reads it: "
        f"`st.session_state.setdefault({name!r}, …)`."
    )


session_state = SessionState()
"""The state of the session that the calling code belongs to."""
