"""`st.session_state`."""

from collections.abc import Callable, Iterator
from typing import Any

from treadle.concurrency.context import Scope, require
from treadle.errors import APIError, ValueAssignmentNotAllowedError, WidgetAlreadyInstantiatedError
from treadle.session.session import Session
from treadle.session.widgets import MISSING, Missing, WidgetRecord

from .attributes import AttributeMapping


class SessionState(AttributeMapping[Any]):
    """What the app keeps for one visitor, from run to run: `st.session_state.name` or `st.session_state["name"]`.

    The value of each widget that has a key is in here too. Safe from every thread: each access is atomic and sees the
    newest value. `st.session_state.n += 1` is two accesses; `update("n", lambda n: n + 1)` is one.

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

    # Of the functions below, what runs in `transact` holds the session's lock: it moves references and calls no app code,
    # neither `==` nor `repr` of the app's values.

    def __getitem__(self, key: str) -> Any:
        name = str(key)
        value = _read(require(), name)
        if value is MISSING:
            raise KeyError(_missing(name))
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        scope = require()
        name = _checked(key)
        scope.host.transact(scope, lambda session: _set(session, scope, name, value))

    def __delitem__(self, key: str) -> None:
        scope = require()
        name = str(key)
        if not scope.host.transact(scope, lambda session: session.widgets.delete(name)):
            raise KeyError(_missing(name))

    def __contains__(self, key: object) -> bool:
        scope = require()
        name = str(key)
        return scope.host.transact(
            scope, lambda session: name in session.widgets.values or name in session.widgets.by_key
        )

    def __iter__(self) -> Iterator[str]:
        scope = require()
        return iter(scope.host.transact(scope, lambda session: list(session.widgets.keys())))

    def __len__(self) -> int:
        scope = require()
        return scope.host.transact(scope, lambda session: len(list(session.widgets.keys())))

    def __repr__(self) -> str:
        return repr(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return a copy of all keys and values, as they were at one moment."""
        scope = require()
        raw = scope.host.transact(
            scope, lambda session: [(key, _raw(session, key)) for key in list(session.widgets.keys())]
        )
        return {key: _value(value) for key, value in raw}

    def filter(self, keep: Callable[[str, Any], bool]) -> dict[str, Any]:
        """Return a copy of the keys and values for which `keep(key, value)` is true."""
        return {key: value for key, value in self.to_dict().items() if keep(key, value)}

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the value of a key; if it has none, give it this one first. Atomic."""
        scope = require()
        name = _checked(key)

        def change(session: Session) -> Any:
            raw = _raw(session, name)
            if raw is MISSING:
                _set(session, scope, name, default)
                return default
            return raw

        return _value(scope.host.transact(scope, change))

    def update(self, *args: Any, **values: Any) -> Any:
        """Change one value by a function, or several values as a dict does.

        `update(key, function)` gives the key the value `function(value)` and returns it. It is atomic: if another thread
        changes the value meanwhile, the function is called again with the new one, so it should only compute.
        `update(key, function, default)` begins with the default if the key has no value.

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
            seen = scope.host.transact(scope, lambda session: _raw(session, name))
            value = default if seen is MISSING else _value(seen)
            if value is MISSING:
                raise KeyError(_missing(name))
            changed = function(value)
            if scope.host.transact(scope, _Swap(scope, name, seen, changed)):
                return changed


class _Swap:
    """Sets a key if its value is still the one that was seen."""

    __slots__ = ("name", "scope", "seen", "value")

    def __init__(self, scope: Scope, name: str, seen: Any, value: Any) -> None:
        self.scope, self.name, self.seen, self.value = scope, name, seen, value

    def __call__(self, session: Session) -> bool:
        raw = _raw(session, self.name)
        if isinstance(raw, _WidgetValue) and isinstance(self.seen, _WidgetValue):
            same = raw.record is self.seen.record and raw.version == self.seen.version
        else:
            same = raw is self.seen
        if same:
            _set(session, self.scope, self.name, self.value)
        return same


class _WidgetValue:
    """A widget's value as it was at one moment; decoded where no lock is held."""

    __slots__ = ("record", "version", "wire")

    def __init__(self, record: WidgetRecord) -> None:
        self.record, self.version, self.wire = record, record.version, record.wire


def _raw(session: Session, name: str) -> "Any | _WidgetValue | Missing":
    widgets = session.widgets
    if name in widgets.values:
        return widgets.values[name]
    record = widgets.by_key.get(name)
    return MISSING if record is None else _WidgetValue(record)


def _value(raw: Any) -> Any:
    return raw.record.codec.decode(raw.wire) if isinstance(raw, _WidgetValue) else raw


def _read(scope: Scope, name: str) -> Any:
    return _value(scope.host.transact(scope, lambda session: _raw(session, name)))


def _set(session: Session, scope: Scope, name: str, value: Any) -> None:
    record = session.widgets.by_key.get(name)
    if record is not None:
        # A thread may set a widget's value at any time: the next run shows it. The script itself could not have meant
        # that, as the line that showed the widget has returned another value already.
        if record.stamp == scope.run.number and scope.job is None:
            raise WidgetAlreadyInstantiatedError(name)
        if record.props.trigger:
            raise ValueAssignmentNotAllowedError(name)
    session.widgets.store(name, value)


def _checked(key: object) -> str:
    name = str(key)
    if not name:
        raise APIError("A key of `st.session_state` cannot be empty.")
    return name


def _missing(name: str) -> str:
    return (
        f"`st.session_state` has no value for {name!r}. Give it one first, before the line that reads it: "
        f"`st.session_state.setdefault({name!r}, …)`."
    )


session_state = SessionState()
"""The state of the session that the calling code belongs to."""
