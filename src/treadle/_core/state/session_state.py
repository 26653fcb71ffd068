"""`st.session_state`."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from treadle._core.cache.hashing import per_caller
from treadle._core.carry.context import Scope, require
from treadle._core.carry.executing import is_page_code
from treadle._core.session.session import Session
from treadle._core.session.widgets import MISSING, Missing, WidgetRecord
from treadle.errors import APIError, ValueAssignmentNotAllowedError, WidgetAlreadyInstantiatedError

from .attributes import MutableAttributeMapping

ANYTHING: Final = object()
"""What may have been seen before a value is set."""


@per_caller
class SessionState(MutableAttributeMapping[Any]):
    """What the app keeps for one visitor, from run to run: `st.session_state.name` or `st.session_state["name"]`.

    The value of each widget that has a key is in here too. Safe from every thread: each access is atomic and sees the
    newest value. `st.session_state.n += 1` is two accesses; `update("n", lambda n: n + 1)` is one.

    A thread may set the value of a widget that the page shows: the browser shows it at once, and whoever reads it sees it. No
    callback is called, and nothing is rerun: what the page says of the widget elsewhere is as old as its last run, until
    the next, or `st.rerun()`. A value that the widget cannot have is an `APIError` in the thread that sets it. The script
    itself sets a widget's value before the line that shows it, or in a callback.

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

    # Of the functions below, what runs in `look` and `change_state` holds the session's lock: it moves references and calls no app code,
    # neither `==` nor `repr` of the app's values.

    def __getitem__(self, key: str) -> Any:
        name = str(key)
        value = _read(require(), name)
        if value is MISSING:
            raise KeyError(_missing(name))
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        _assign(require(), _checked(key), value)

    def __delitem__(self, key: str) -> None:
        name = str(key)
        if not _delete(require(), name):
            raise KeyError(_missing(name))

    def clear(self) -> None:
        """Delete all keys, as they are at one moment."""
        scope = require()
        for name in self:
            _delete(scope, name)

    def __contains__(self, key: object) -> bool:
        scope = require()
        name = str(key)
        return scope.host.look(
            scope, lambda session: name in session.widgets.values or name in session.widgets.by_key
        )

    def __iter__(self) -> Iterator[str]:
        scope = require()
        return iter(scope.host.look(scope, lambda session: list(session.widgets.keys())))

    def __len__(self) -> int:
        scope = require()
        return scope.host.look(scope, lambda session: len(list(session.widgets.keys())))

    def __repr__(self) -> str:
        return repr(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return a copy of all keys and values, as they were at one moment."""
        scope = require()
        raw = scope.host.look(
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
                session.widgets.store(name, default)
                session.widgets.wrote(name, scope.run.number)
                return default
            return raw

        def instead(session: Session) -> Any:
            raw = _raw(session, name)
            return default if raw is MISSING else raw

        return _value(scope.host.change_state(scope, name, change, instead))

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
            seen = scope.host.look(scope, lambda session: _raw(session, name))
            value = default if seen is MISSING else _value(seen)
            if value is MISSING:
                raise KeyError(_missing(name))
            changed = function(value)
            if _assign(scope, name, changed, seen):
                return changed


class _WidgetValue:
    """A widget as it was at one moment, with its value; decoded and encoded where no lock is held."""

    __slots__ = ("codec", "props", "record", "version", "wire")

    def __init__(self, record: WidgetRecord) -> None:
        self.record, self.version, self.wire = record, record.version, record.wire
        self.props, self.codec = record.props, record.codec

    def means(self, other: "_WidgetValue") -> bool:
        """Whether a value has the same wire form for another look at the widget."""
        return self.is_still(other) and self.props is other.props and self.codec is other.codec

    def is_still(self, raw: Any) -> bool:
        """Whether another look found the widget with the same value."""
        return isinstance(raw, _WidgetValue) and raw.record is self.record and raw.version == self.version


def _raw(session: Session, name: str) -> "Any | _WidgetValue | Missing":
    widgets = session.widgets
    if name in widgets.values:
        return widgets.values[name]
    record = widgets.by_key.get(name)
    return MISSING if record is None else _WidgetValue(record)


def _value(raw: Any) -> Any:
    return raw.codec.decode(raw.wire) if isinstance(raw, _WidgetValue) else raw


def _read(scope: Scope, name: str) -> Any:
    return _value(scope.host.look(scope, lambda session: _raw(session, name)))


def _delete(scope: Scope, name: str) -> bool:
    """Delete a key; return whether it was there."""

    def delete(session: Session) -> bool:
        session.widgets.wrote(name, scope.run.number)
        record = session.widgets.by_key.get(name)
        if record is not None:
            session.address.left(record)
        return session.widgets.delete(name)

    return scope.host.change_state(scope, name, delete, lambda session: True)


def _assign(scope: Scope, name: str, value: Any, seen: Any = ANYTHING) -> bool:
    """Give a key a value; say whether it was given.

    Args:
        scope: who sets it.
        name: the key.
        value: what is set.
        seen: set it only if the value is still this one, as `_raw` returned it.

    Raises:
        APIError: the key is a widget's that the page shows, and it cannot hold the value.
    """
    assign = _Assign(scope, name, value, seen)
    while True:
        result = scope.host.change_state(scope, name, assign, lambda session: True)
        if isinstance(result, bool):
            return result
        if isinstance(result, _WidgetValue):
            assign.encode(result)
        else:
            raise _unfit(name, value, assign) from result


class _Assign:
    """Gives a key a value, under the lock. If a widget is to show it, it returns that, and is called again once that is encoded."""

    __slots__ = ("asked", "error", "name", "scope", "seen", "value", "wire")

    def __init__(self, scope: Scope, name: str, value: Any, seen: Any) -> None:
        self.scope, self.name, self.value, self.seen = scope, name, value, seen
        self.asked: _WidgetValue | None = None
        """The widget that the value was encoded for."""
        self.wire: Any = None
        self.error: ValueError | TypeError | None = None
        """Why that widget cannot hold the value."""

    def __call__(self, session: Session) -> "bool | _WidgetValue | ValueError | TypeError":
        if self.seen is not ANYTHING:
            raw = _raw(session, self.name)
            same = self.seen.is_still(raw) if isinstance(self.seen, _WidgetValue) else raw is self.seen
            if not same:
                return False
        record = session.widgets.by_key.get(self.name)
        if record is not None:
            self._refuse(record)
        if record is None or not session.on_page(record):
            return self._store(session)
        # A run that is about to show the widget again takes the value then, and may have declared another widget by then.
        due = session.to_be_shown(record)
        if due and is_page_code(self.scope):
            return self._store(session)
        now = _WidgetValue(record)
        if self.asked is None or not self.asked.means(now):
            return now
        if self.error is not None:
            return self._store(session) if due else self.error
        session.enter(record, self.wire)
        session.widgets.wrote(self.name, self.scope.run.number)
        return True

    def _store(self, session: Session) -> bool:
        session.widgets.store(self.name, self.value)
        session.widgets.wrote(self.name, self.scope.run.number)
        return True

    def _refuse(self, record: WidgetRecord) -> None:
        # A thread may set a widget's value at any time: the page shows it. The script itself could not have meant that, as
        # the line that showed the widget has returned another value already.
        if record.stamp == self.scope.run.number and is_page_code(self.scope):
            raise WidgetAlreadyInstantiatedError(self.name)
        if record.props.trigger:
            raise ValueAssignmentNotAllowedError(self.name)

    def encode(self, widget: _WidgetValue) -> None:
        """Work out the value in wire form, as a widget has it; with no lock held, as this may call the app's functions."""
        self.asked, self.error = widget, None
        try:
            self.wire = widget.props.take(widget.codec.encode(self.value))
        except (ValueError, TypeError) as error:
            self.error = error


def _unfit(name: str, value: Any, assign: _Assign) -> APIError:
    label = "" if assign.asked is None else assign.asked.props.called
    return APIError(
        f"`st.session_state[{name!r}]` cannot become {value!r}, as “{label}”, which the page shows now, cannot have that value: "
        f"{assign.error}"
    )


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
