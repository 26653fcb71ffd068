"""Where elements go, and everything that all elements share.

A `Cursor` stands for a place to write: a container that the app holds a handle of, or, for `st.` itself, whatever
container is current in the calling thread. Element functions take it as `self`.
"""

from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, cast

import msgspec

from treadle._core.cache.hashing import per_caller
from treadle._core.carry.context import Scope, current, enter, require
from treadle._core.protocol.element import Container, Element, Valued
from treadle._core.session.address import reserved
from treadle._core.session.document import Node
from treadle._core.session.events import HeldShown
from treadle._core.session.session import Session, with_value
from treadle._core.session.widgets import MISSING, PLAIN, Callback, Codec, PersistState, WidgetRecord
from treadle.errors import (
    APIError,
    DuplicateElementId,
    DuplicateElementKey,
    IncompatibleParametersError,
    InvalidFormCallbackError,
    InvalidLayoutContextError,
    MissingRequiredParameterError,
    NotYetSupported,
    ValueAssignmentNotAllowedError,
    ValueError_,
)

from .notyet import missing_in_container
from .parameters import Key

C = TypeVar("C", bound="Cursor")


@per_caller
class Cursor:
    """A place to write to.

    `id` is the node id of a container, whose end is written to; or of an element, which is written over; or None, for
    the container that is current where the command is called.
    """

    __slots__ = ("_session", "id")

    def __init__(self, id: int | None = None, session: str | None = None) -> None:
        self.id = id
        self._session = session
        """Token of the session whose page has the node; None where every page has it."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {'at the current place' if self.id is None else self.id}>"

    if not TYPE_CHECKING:  # a type checker is to find the names that are not there

        def __getattr__(self, name: str) -> object:
            raise missing_in_container(name)

    # Containers as context managers ---------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        if self.id is None:
            raise APIError("`with st:` has no container to enter. Use `with st.container():`.")
        scope = require()
        enter(scope.inside(self._target(scope)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        # The way back is kept in the scope and not in the handle, as several threads may be in one container's block.
        # A generator may leave the block in another context than it entered it in: there is nothing to go back to there,
        # nor to end where the page is another visitor's.
        scope = current()
        if scope is not None and self.id is not None and self._session in (None, scope.host.token):
            if scope.container == self.id and scope.outer is not None:
                enter(scope.outer)
            scope.host.left(scope, self.id, failed=isinstance(error, Exception))
        return False

    # Writing --------------------------------------------------------------------------------------------------------

    def put(self: C, props: Element, identity: Hashable = None) -> C:
        """Show an element at this place and return a handle of it: writing to that replaces the element."""
        scope = require()
        target = self._target(scope)
        written_into = self.id is None or scope.host.holds(target)
        id = scope.host.write(scope, target, props, identity)
        if written_into:
            return type(self)(id, scope.host.token)
        self.id = id  # what was written over may have made way for another kind
        return self

    def open(self: C, props: Container, key: Key | None = None) -> C:
        """Show a container at this place and return a handle of it.

        Args:
            props: the container.
            key: an identity of its own, by which it is found again wherever it stands among its siblings.

        Raises:
            DuplicateElementKey: another container of this run has the key.
        """
        scope = require()
        target = self._target(scope)
        if key is None:
            return type(self)(scope.host.write(scope, target, props), scope.host.token)
        identity = "container", str(key)

        def place(session: Session) -> int:
            known = session.document.identities.get(identity)
            if known is not None and known.stamp == scope.writer.stamp:
                raise DuplicateElementKey(identity[1])
            return scope.host.place(session, scope, target, props, identity).id

        return type(self)(scope.host.transact(scope, place), scope.host.token)

    def change(self, change: Callable[[Element], Element]) -> None:
        """Give the element that this handle stands for other properties, made from those it has."""
        scope = require()
        target = self._target(scope)

        def apply(session: Session) -> None:
            node = session.document.get(target)
            if node is not None:
                session.document.update(node, change(node.props))
                if scope.recorder is not None:
                    scope.recorder.changed(target, node.props)

        scope.host.transact(scope, apply)

    def _target(self, scope: Scope) -> int:
        if self.id is None:
            return scope.container
        if self._session not in (None, scope.host.token):
            raise APIError(
                "This container belongs to another visitor's session. A container that is kept in a module or in a "
                "cache is shared by all visitors: create it in the script, or keep it in `st.session_state`."
            )
        return self.id

    # Widgets --------------------------------------------------------------------------------------------------------

    def ask(
        self, props: Valued, shared: Mapping[str, Any] = MappingProxyType({}), *, codec: Codec = PLAIN
    ) -> Any:
        """Show an element that has a value, and return the value as Python sees it.

        Args:
            props: the element as declared; its `value` is the default, in wire form.
            shared: what the app gave for the parameters that all such elements share: `key`, `on_change` (of buttons
                `on_click`), `args`, `kwargs`. Without a key, the element is identified by all that it was declared with.
            codec: how values travel between wire and Python.

        Raises:
            DuplicateElementKey: another widget of this run has the key.
            DuplicateElementId: the same widget was shown before in this run, and neither has a key.
            APIError: `st.session_state` holds what the widget cannot.
            InvalidLayoutContextError: a form's button is outside of a form, or another button inside.
            InvalidFormCallbackError: a widget in a form has a callback of its own.
            APIError: a cached function shows it, or a callback.
        """
        key, on_change = shared.get("key"), shared.get("on_change", shared.get("on_click"))
        args, kwargs = shared.get("args"), shared.get("kwargs")
        if shared.get("bind") is not None:
            props = bound(props, shared["bind"], key)
        persist_state = checked_persist_state(shared.get("persist_state"), key)
        scope = require()
        if scope.in_callback:
            raise APIError(
                "A callback cannot show widgets: it runs before the page. Change `st.session_state` instead."
            )
        if scope.recorder is not None and not scope.recorder.finished:
            raise APIError(
                f"The cached function `{scope.recorder.function}` shows a widget. Whoever finds its result in the cache could "
                "not use that: show the widget outside of the function, and give it the value as an argument."
            )
        name = None if key is None else str(key)
        identity = identity_of(scope, props, name)
        callback = on_change if callable(on_change) else None
        if callback is None and on_change not in ("rerun", "ignore", None):
            raise ValueError_("on_change", ['"rerun"', '"ignore"', "a function"])
        container = self._target(scope)
        before = _Before(scope, container, props, identity, name, callback is not None)
        while True:
            old, wire, version = scope.host.transact(scope, before)
            given = wire if old is _FROM_STATE else MISSING
            if old is _FROM_STATE:
                wire = _encode(props, codec, given, name)
            elif isinstance(old, WidgetRecord) and old.props != props:
                wire = _carry_over(old, props, codec, wire)
            call = None if callback is None else Callback(callback, args or (), kwargs or {})
            after = _After(
                scope,
                container,
                props,
                identity,
                name,
                wire,
                version,
                codec,
                given,
                call,
                on_change == "ignore",
                persist_state,
            )
            record = scope.host.transact(scope, after)
            if record is not None:
                break
        if after.held:
            scope.host.handle(HeldShown(scope.run))
        return codec.decode(record.wire)


def bound(props: Valued, bind: object, key: Key | None) -> Valued:
    """Return an element whose value is part of the page's address.

    Raises:
        ValueError_: `bind` is not "query-params".
        MissingRequiredParameterError: it has no key, which would be the parameter's name.
        APIError: the key is the name of a parameter that is the page's own.
        IncompatibleParametersError: the value is a secret.
    """
    if bind != "query-params":
        raise ValueError_("bind", ["'query-params'", "None"])
    if key is None:
        raise MissingRequiredParameterError(
            "key",
            detail="It is the name of the parameter that `bind='query-params'` adds to the page's address.",
        )
    if reserved(str(key)):
        raise APIError(
            f"The query parameter `{key}` is the page's own, and no widget can be bound to it. Give the widget another key."
        )
    if props.secret is not None:
        raise IncompatibleParametersError(
            "bind='query-params'",
            props.secret,
            explanation="Everyone who sees the page's address would see the value.",
        )
    return msgspec.structs.replace(props, bind="query-params")


def checked_persist_state(persist_state: Any, key: Key | None) -> PersistState:
    """Return how long a value outlives that its widget is not shown.

    Raises:
        ValueError_: it is neither "page" nor "session".
        MissingRequiredParameterError: the widget has no key, by which it is found again.
    """
    if persist_state is None:
        return None
    valid: tuple[PersistState, ...] = ("page", "session")
    if persist_state not in valid:
        raise ValueError_("persist_state", ["'page'", "'session'", "None"])
    if key is None:
        raise MissingRequiredParameterError(
            "key", detail="By the key, `persist_state` finds the value again when the widget is shown again."
        )
    return cast(PersistState, persist_state)


def identity_of(scope: Scope, props: Valued, name: str | None = None) -> Hashable:
    """Return what a widget is known by in the session, where it is shown in a scope; `name` is its key."""
    if name is not None:
        return props.kind, name
    around = scope.lane.around
    if around is None or around.dialog is None:
        return props.identity()
    return props.identity(), around.dialog.identity  # its "Cancel" is not the page's


class _Before:
    """First half of showing a widget, under the lock: what is its value, in wire form, and where from?"""

    __slots__ = ("calls", "container", "identity", "name", "props", "scope")

    def __init__(
        self, scope: Scope, container: int, props: Valued, identity: Hashable, name: str | None, calls: bool
    ) -> None:
        self.scope, self.container, self.props, self.identity, self.name = (
            scope,
            container,
            props,
            identity,
            name,
        )
        self.calls = calls
        """Whether it has a callback."""

    def __call__(self, session: Session) -> tuple[Any, Any, int]:
        _check_form(session.document.get(self.container), self.props, self.calls)
        widgets = session.widgets
        record = widgets.records.get(self.identity)
        default = getattr(self.props, "value", None)
        same = record if self.name is None else widgets.by_key.get(self.name, record)
        if same is not None and (
            same.stamp == self.scope.run.number
            or (session.on_page(same) and stands_elsewhere(session, same.lane, same.stamp, self.scope))
        ):
            raise (
                DuplicateElementKey(self.name)
                if self.name is not None
                else DuplicateElementId(self.props.kind)
            )
        if self.props.trigger:
            if self.name is not None and self.name in widgets.values:
                raise ValueAssignmentNotAllowedError(self.name)
            return record, self.identity in self.scope.run.pressed, 0
        found = session.address.value_for(self.name, self.props, record)
        if found is not MISSING:
            widgets.discard(self.name or "")
            return None, found, 0 if record is None else record.version
        if self.name is not None and self.name in widgets.values:
            return _FROM_STATE, widgets.values[self.name], 0 if record is None else record.version
        if record is None:
            return None, default, 0
        return record, record.wire, record.version


class _After:
    """Second half: show the widget with its value, unless a person or a thread has changed that in between."""

    __slots__ = (
        "callback",
        "codec",
        "container",
        "given",
        "held",
        "identity",
        "name",
        "persist_state",
        "props",
        "quiet",
        "scope",
        "version",
        "wire",
    )

    def __init__(
        self,
        scope: Scope,
        container: int,
        props: Valued,
        identity: Hashable,
        name: str | None,
        wire: Any,
        version: int,
        codec: Codec,
        given: Any,
        callback: Callback | None,
        quiet: bool,
        persist_state: PersistState,
    ) -> None:
        self.scope, self.container, self.props, self.identity, self.name = (
            scope,
            container,
            props,
            identity,
            name,
        )
        self.wire, self.version, self.codec = wire, version, codec
        self.given = given
        """What `st.session_state` had for it, `MISSING` for nothing."""
        self.callback, self.quiet, self.persist_state = callback, quiet, persist_state
        self.held = False
        """Whether the widget is a button whose press the run holds until it has shown it."""

    def __call__(self, session: Session) -> WidgetRecord | None:
        widgets = session.widgets
        record = widgets.records.get(self.identity)
        if record is None:
            record = WidgetRecord(self.identity, self.name)
        elif record.version != self.version and not self.props.trigger:
            return None
        if self.name is not None and not self.props.trigger:
            if widgets.values.get(self.name, MISSING) is not self.given:
                return None
            widgets.values.pop(self.name, None)
        if self.props.trigger and self.wire:
            self.scope.run.answered.add(self.identity)
        widgets.dropped.append((record.callback, record.codec))
        record.props = self.props
        record.wire = self.wire
        record.codec = self.codec
        record.callback = self.callback
        record.quiet = self.quiet
        record.persist_state, record.path = self.persist_state, session.path
        record.lane = self.scope.lane.id
        record.stamp = self.scope.run.number
        default = getattr(self.props, "value", None)
        plain = self.props.trigger or (type(self.wire) is type(default) and self.wire == default)
        shown = self.props if plain else with_value(self.props, self.wire)
        node = self.scope.host.place(session, self.scope, self.container, shown, self.identity)
        if record.node_id != node.id:
            widgets.by_node.pop(record.node_id, None)
            record.node_id = node.id
        record.form = form_of(node)
        widgets.put(record)
        self.held = self.identity in self.scope.run.held
        session.address.shown(record, step=self.given is not MISSING)
        return record


_FROM_STATE = object()


def form_of(node: Node) -> int | None:
    """Return the id of the form that a node stands in."""
    return next((above.id for above in node.ancestors() if above.props.kind == "form"), None)


def in_form(container: Node | None) -> bool:
    """Whether what is written into a container stands in a form."""
    return container is not None and (container.props.kind == "form" or form_of(container) is not None)


def stands_elsewhere(session: Session, lane: str, stamp: int, scope: Scope) -> bool:
    """Whether what is now to be shown is shown by another part of the page, which keeps it.

    Fragments and dialogs are written by runs of their own, so neither sees by the other's number that both show it.

    Args:
        session: the session, whose lock is held.
        lane: for which it was written last.
        stamp: of the run that has written it.
        scope: of who is to write it now.
    """
    if lane == scope.lane.id:
        return False
    above = shows = session.lanes.get(lane)
    while above is not None:
        if stamp < above.newest:  # it has begun anew without it: what was there may have moved here
            return False
        if scope.lane.within(above):
            break
        above = above.parent
    return shows is not None


def _check_form(container: Node | None, props: Valued, calls: bool) -> None:
    """Refuse a widget that cannot stand in a form, or only in one."""
    if not in_form(container):
        if props.submits and container is not None:
            raise InvalidLayoutContextError(
                "`st.form_submit_button` sends a form, so it must stand in one: write it inside `with st.form(…):`."
            )
    elif props.trigger and not props.submits:
        raise InvalidLayoutContextError(
            f"`st.{props.kind}` cannot stand in a form: what is entered there is sent by the `st.form_submit_button` alone. "
            "Use that, or put the button outside of the form."
        )
    elif calls and not props.submits:
        raise InvalidFormCallbackError()


def _encode(props: Valued, codec: Codec, value: Any, name: str | None) -> Any:
    """Return a value from `st.session_state` in wire form."""
    try:
        return props.take(codec.encode(value))
    except (ValueError, TypeError) as error:
        raise APIError(
            f"`st.session_state[{name!r}]` holds {value!r}, which “{props.called}” cannot: {error}"
        ) from error


def _carry_over(old: WidgetRecord, props: Valued, codec: Codec, wire: Any) -> Any:
    """Return what is left of a widget's value when it was declared differently: the value if possible, else the default."""
    if props.trigger:
        return wire
    try:
        return props.take(codec.encode(old.codec.decode(wire)))
    except (ValueError, TypeError, LookupError):
        return getattr(props, "value", None)


def unsupported(**parameters: Any) -> None:
    """Refuse parameters that Streamlit has and Treadle has not yet, unless they have their defaults.

    Args:
        parameters: each as `name=(value, default)`.

    Raises:
        NotYetSupported: one has another value; names it.
    """
    for name, (value, default) in parameters.items():
        if value is not default and value != default:
            raise NotYetSupported(name)
