"""The place to which elements are written, and the code that all elements share.

A `Cursor` is a place to write: a container whose handle the app has, or, for `st` itself, the current
container of the calling thread. Commands take it as `self`.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType, TracebackType
from typing import Any, ClassVar, Literal, Self, TypeVar, cast

import msgspec

from treadle._core.cache.hashing import per_caller
from treadle._core.carry.context import called_at, current, enter, require
from treadle._core.carry.scope import Scope
from treadle._core.protocol.element import Container, Element, Valued
from treadle._core.protocol.long_text import SENT, LongText
from treadle._core.runtime.blobs import BlobStore
from treadle._core.session.address import reserved
from treadle._core.session.containers import OpenContainer
from treadle._core.session.elements import ChangeElement
from treadle._core.session.events import HeldShown
from treadle._core.session.show import Declared, FindValue, FoundValue, ShowWidget
from treadle._core.session.uploads import OpenBox
from treadle._core.session.widgets import MISSING, PLAIN, Callback, Codec, PersistState, WidgetRecord
from treadle._core.stopping.fences import in_destructor
from treadle.errors import (
    APIError,
    IncompatibleParametersError,
    InvalidParameterTypeError,
    MissingRequiredParameterError,
    NotYetSupported,
    ValueError_,
)

from .checks import wire_text
from .parameters import Key

C = TypeVar("C", bound="Cursor")

CALLBACKS = ("on_change", "on_click", "on_select", "on_submit")
"""The names of the parameter that is a callback. An element has one of them."""


@per_caller
class Cursor:
    """A place to which elements are written.

    `id` is the node id of a container, at whose end elements are written; or of an element, which is
    replaced; or None, for the current container of the calling code.
    """

    __slots__ = ("_block", "_session", "grown", "id", "open")

    with_commands: "ClassVar[type[Cursor]]"
    """The class that has all commands as methods: `treadle.api` defines it."""

    def __init_subclass__(cls) -> None:
        Cursor.with_commands = cls

    def __init__(
        self,
        id: int | None = None,
        session: str | None = None,
        *,
        block: AbstractContextManager[object] | None = None,
    ) -> None:
        self.id = id
        self._block = block
        """What a `with` statement does with the handle, if it does not write into the container."""
        self.open: bool | None = None
        """Whether the expander, popover or tab was open when it was shown.

        None for one whose state only the browser knows, and for every other handle.
        """
        self.grown: Any = None
        """How the element was shown, for `add_rows` of earlier releases of Streamlit. None: not noted."""
        self._session = session
        """The token of the session whose page has the node; None for a node that every page has."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {'at the current place' if self.id is None else self.id}>"

    # Containers as context managers -------------------------------------------------------------------------

    def __enter__(self) -> Self:
        if self._block is not None:
            self._block.__enter__()
            return self
        if self.id is None:
            raise APIError("`with st:` has no container to enter. Use `with st.container():`.")
        scope = require()
        enter(scope.inside(self._target(scope)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if self._block is not None:
            self._block.__exit__(kind, error, trace)
            return False
        # The previous scope is stored in the scope and not in the handle, because several threads may be in
        # one container's block. A generator may leave the block in another context than it entered it. Then
        # nothing is restored, and nothing ends on another visitor's page.
        scope = current()
        if scope is not None and self.id is not None and self._session in (None, scope.host.token):
            if scope.container == self.id and scope.outer is not None:
                enter(scope.outer)
            scope.host.page.left(scope, self.id, failed=isinstance(error, Exception))
        return False

    # Writing ------------------------------------------------------------------------------------------------

    def put(self: C, props: Element, identity: Hashable = None) -> C:
        """Show an element at this place and return its handle. A write to the handle replaces the element."""
        scope = require()
        host = scope.host
        if isinstance(props, LongText) and len(props.body) > SENT:
            props = props.shortened(host.of_app(BlobStore).keep)
        if self.id is None:  # as for nearly every element
            return type(self)(host.page.write(scope, scope.container, props, identity), host.token)
        if self._is_out_of_reach(scope):
            return self
        target = self._target(scope)
        if host.page.holds(target):
            return type(self)(host.page.write(scope, target, props, identity), host.token)
        # The old element may have been replaced by another kind.
        self.id = host.page.write(scope, target, props, identity)
        return self

    def put_container(self: C, props: Container, key: Key | None = None) -> C:
        """Show a container at this place and return its handle.

        Args:
            props: the container.
            key: a name that keeps the identity of the container wherever it is among its siblings.

        Raises:
            DuplicateElementKey: another container of this run has the key.
        """
        scope = require()
        if self._is_out_of_reach(scope):
            return self
        target = self._target(scope)
        if key is None:
            return type(self)(scope.host.page.write(scope, target, props), scope.host.token)
        operation = OpenContainer(scope, target, props, str(key), called_at(scope))
        return type(self)(scope.host.page.do(scope, operation), scope.host.token)

    def change(self, change: Callable[[Element], Element]) -> None:
        """Change the properties of the handle's element by a function."""
        scope = require()
        if self._is_out_of_reach(scope):
            return
        scope.host.page.do(scope, ChangeElement(scope, self._target(scope), change))

    def _is_out_of_reach(self, scope: Scope) -> bool:
        """Whether a destructor writes here that a garbage collection has called in another visitor's thread.

        It writes for nobody: Python would only print the error that anybody else gets.
        """
        return self._session not in (None, scope.host.token) and in_destructor()

    def _target(self, scope: Scope) -> int:
        if self.id is None:
            return scope.container
        if self._session not in (None, scope.host.token):
            raise APIError(
                "This container belongs to another visitor's session. A container that is kept in a module "
                "or in a cache is shared by all visitors: create it in the script, or keep it in "
                "`st.session_state`."
            )
        return self.id

    # Widgets ------------------------------------------------------------------------------------------------

    def ask(
        self,
        props: Valued,
        shared: Mapping[str, Any] = MappingProxyType({}),
        *,
        codec: Codec = PLAIN,
        content: object = None,
    ) -> Any:
        """Show an element that has a value, and return the value as Python sees it.

        Arguments and errors are those of `show_valued`.
        """
        return codec.decode(self.show_valued(props, shared, codec=codec, content=content).wire)

    def show_valued(
        self,
        props: Valued,
        shared: Mapping[str, Any] = MappingProxyType({}),
        *,
        codec: Codec = PLAIN,
        content: object = None,
    ) -> WidgetRecord:
        """Show an element that has a value, and return what the session knows about it.

        Args:
            props: the element as declared. Its `value` is the default, in wire form.
            shared: the app's arguments for the parameters that all such elements share: `key`, `on_change`
                (of buttons `on_click`), `args`, `kwargs`. Without a key, all declared parameters identify the
                element.
            codec: converts values between wire form and Python.
            content: the file that the element offers, a `Content` or `Deferred`.

        Raises:
            DuplicateElementKey: another widget of this run has the key.
            DuplicateElementId: the same widget was shown before in this run, and neither has a key.
            APIError: `st.session_state` has a value that the widget cannot have.
            InvalidLayoutContextError: a form's button is outside of a form, or another button is inside one.
            InvalidFormCallbackError: a widget in a form has a callback of its own.
            APIError: a cached function shows it, or a callback does.
        """
        key = shared.get("key")
        on_change = next((shared[name] for name in CALLBACKS if name in shared), None)
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
                f"The cached function `{scope.recorder.function}` shows a widget. A call that finds the "
                "result in the cache could not show it. Show the widget outside of the function, and pass "
                "its value as an argument."
            )
        name = None if key is None else str(key)
        if name is not None:
            props = msgspec.structs.replace(props, key=wire_text(name))
        identity = identity_of(scope, props, name, everywhere=persist_state == "session")
        calls = on_change is not None and not (
            isinstance(on_change, str) and on_change in ("rerun", "ignore")
        )
        call = _callback(shared) if calls else None
        quiet = on_change == "ignore"
        box = None
        if props.takes_files is not None:
            box = scope.host.page.do(scope, OpenBox(identity))
            upload = msgspec.structs.replace(props.takes_files, token=box.token)
            props = msgspec.structs.replace(props, upload=upload)
        declared = Declared(
            self._target(scope),
            props,
            identity,
            name,
            codec,
            call,
            quiet,
            persist_state,
            content,
            box,
            at=called_at(scope),
        )
        find = FindValue(scope, declared)
        while True:
            found = scope.host.page.do(scope, find)
            show = ShowWidget(scope, declared, found, _in_wire_form(found, declared))
            record = scope.host.page.do(scope, show)
            if record is not None:
                break
        if show.held:
            scope.host.handle(HeldShown(scope.run))
        return record


def _callback(shared: Mapping[str, Any]) -> Callback:
    """Return the callback of an element with its arguments.

    Raises:
        ValueError_: the callback is not a function.
        InvalidParameterTypeError: its arguments have a wrong type.
    """
    name = next(name for name in CALLBACKS if name in shared)
    function, args, kwargs = shared[name], shared.get("args"), shared.get("kwargs")
    if not callable(function):
        others = ['"rerun"', '"ignore"'] if name == "on_change" else ["None"]
        raise ValueError_(name, [*others, "a function"], detail=f"It is `{function!r}`.")
    if not isinstance(args, Iterable | None):
        raise InvalidParameterTypeError("args", type(args).__name__, ["a tuple", "a list", "None"])
    if not isinstance(kwargs, Mapping | None):
        raise InvalidParameterTypeError("kwargs", type(kwargs).__name__, ["a dict", "None"])
    return Callback(function, () if args is None else tuple(args), kwargs or {})


def bound(props: Valued, bind: object, key: Key | None) -> Valued:
    """Return an element that is bound to the page's address, if `bind` is set.

    Raises:
        ValueError_: `bind` is not "query-params".
        MissingRequiredParameterError: it has no key, which is the name of the parameter.
        APIError: the page itself uses a parameter with this name.
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
            f"The query parameter `{key}` is the page's own, and no widget can be bound to it. Give the "
            "widget another key."
        )
    if props.secret is not None:
        raise IncompatibleParametersError(
            "bind='query-params'",
            props.secret,
            explanation="Everyone who sees the page's address would see the value.",
        )
    return msgspec.structs.replace(props, bind="query-params")


def checked_persist_state(persist_state: Any, key: Key | None) -> PersistState:
    """Return how long a value is kept while its widget is not shown.

    Raises:
        ValueError_: it is not "page" or "session".
        MissingRequiredParameterError: the widget has no key. The key identifies it when it is shown again.
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


def identity_of(
    scope: Scope, props: Valued, name: str | None = None, *, everywhere: bool = False
) -> Hashable:
    """Return the identity of a widget in the session, for a scope.

    Args:
        scope: the scope that shows it.
        props: the widget as declared.
        name: its key.
        everywhere: whether it is the same widget on all pages that show it.
    """
    identity: Hashable = props.identity() if name is None else (props.sort(), name)
    around = scope.lane.around
    if name is None and around is not None and around.dialog is not None:
        identity = identity, around.dialog.identity  # a dialog's "Cancel" is not the page's "Cancel"
    return identity if scope.page is None or everywhere else (identity, "page", scope.page)


def _in_wire_form(found: FoundValue, shown: Declared) -> Any:
    """Return the wire form of a widget's value. This calls functions of the app, so no lock may be held."""
    props, codec, before = shown.props, shown.codec, found.before
    if found.given is not MISSING:
        try:
            return props.take(codec.encode(found.given))
        except (ValueError, TypeError) as error:
            raise APIError(
                f"`st.session_state[{shown.key!r}]` holds {found.given!r}, which “{props.called}” cannot: "
                f"{error}"
            ) from error
    if before is None or props.trigger or before.props == props:
        return found.wire
    # It was declared differently before. The value is kept if the new declaration allows it.
    try:
        same = before.codec is codec  # then the wire form means the same
        return props.take(found.wire if same else codec.encode(before.codec.decode(found.wire)))
    except (ValueError, TypeError, LookupError):
        return getattr(props, "value", None)


def unsupported(**parameters: Any) -> None:
    """Raise an error for unsupported parameters of Streamlit, unless they have their defaults.

    Args:
        parameters: each as `name=(value, default)`.

    Raises:
        NotYetSupported: one has another value. The message names it.
    """
    for name, (value, default) in parameters.items():
        if value is not default and value != default:
            raise NotYetSupported(name)
