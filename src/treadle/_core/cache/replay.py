"""What a cached function shows. A call that finds its result shows the same.

While the function runs, its scope has a `Recorder`, and the session reports every write to it. Not the steps
are kept but the final state: a bar that moved from 0 to 100 is repeated as a bar at 100. Threads that the
function starts are recorded, too, while the function runs. Their slots are where they were started.

Elements are repeated where the call stands. So a function can write at its own place, to the main part, to
the sidebar, and into containers that it has created. A caller that finds the result does not have other
containers.
"""

import operator
from collections.abc import Hashable
from typing import Any

import msgspec

from treadle._core.carry.scope import Scope
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element
from treadle._core.protocol.message import Effect
from treadle._core.runtime.blobs import BlobStore
from treadle._core.session.page import AddEffect
from treadle._core.session.structure import PANELS, Fragment, Slot
from treadle.errors import APIError

HERE = -1
"""Stands for the current container of the caller."""


class Shown(msgspec.Struct, eq=False):
    """A shown element with everything in it."""

    props: Element
    identity: Hashable
    inside: "list[Shown]"
    into: "list[Shown]"
    """The list that contains it."""


class Recording:
    """Everything that a call has shown. Immutable after the end of the call."""

    __slots__ = ("effects", "places")

    def __init__(self) -> None:
        self.places: dict[int, list[Shown]] = {HERE: [], **{panel: [] for panel in PANELS}}
        self.effects: list[Effect] = []

    def __bool__(self) -> bool:
        return bool(self.effects) or any(self.places.values())

    def __getstate__(self) -> Any:
        return [
            (place, [_flat(each) for each in shown]) for place, shown in self.places.items()
        ], self.effects

    def __setstate__(self, state: Any) -> None:
        places, self.effects = state
        self.places = {place: [_unflat(each) for each in shown] for place, shown in places}

    def replay(self, scope: Scope) -> None:
        """Show everything again, at the place of a scope; a stop point."""
        for place, shown in self.places.items():
            _show(scope, scope.container if place == HERE else place, shown)
        for effect in self.effects:
            scope.host.page.do(scope, AddEffect(effect, scope.recorder))


def _flat(shown: Shown) -> Any:
    return shown.props, shown.identity, [_flat(each) for each in shown.inside]


def _unflat(flat: Any) -> Shown:
    props, identity, inside = flat
    return Shown(props, identity, [_unflat(each) for each in inside], [])


def _show(scope: Scope, container: int, shown: list[Shown]) -> None:
    for each in shown:
        id = scope.host.page.write(scope, container, _with_blobs(scope, each.props), each.identity)
        _show(scope, id, each.inside)


def _with_blobs(scope: Scope, value: Any) -> Any:
    """Return a value with blobs that browsers can request. Blobs from a file have no owner yet."""
    if isinstance(value, Blob):
        return scope.host.of_app(BlobStore).add(value)
    if isinstance(value, tuple):
        items = tuple(_with_blobs(scope, item) for item in value)
        return value if all(map(operator.is_, items, value)) else items
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        kept = {name: _with_blobs(scope, field) for name, field in fields.items()}
        changes = {name: field for name, field in kept.items() if field is not fields[name]}
        return msgspec.structs.replace(value, **changes) if changes else value
    return value


class Recorder:
    """Records what one call shows. Called under the session's lock, so by one thread at a time.

    Args:
        function: its name, for messages.
        scope: the scope of the call.
    """

    def __init__(self, function: str, scope: Scope) -> None:
        self.function = function
        self.finished = False
        """Whether the call has ended. Threads that it has left behind are not recorded."""
        self._outer = scope.recorder
        self._recording = Recording()
        self._shown: dict[int, Shown] = {}
        """The shown elements by node id."""
        self._lists = {id: self._recording.places[id] for id in PANELS}
        self._lists[scope.container] = self._recording.places[HERE]

    def finish(self) -> Recording | None:
        """Return the recording, None if nothing was shown."""
        self.finished = True
        return self._recording if self._recording else None

    def admit(self, container: int, props: Element) -> None:
        """Refuse an element that cannot be repeated.

        Raises:
            APIError: it cannot. The message says why.
        """
        if self.finished:
            return
        if isinstance(props, Fragment):
            raise APIError(
                f"The cached function `{self.function}` calls a fragment. A call that finds the result in "
                "the cache could not show it. Call the fragment outside of the cached function."
            )
        if container not in self._lists and container not in self._shown and not isinstance(props, Slot):
            raise APIError(
                f"The cached function `{self.function}` writes into a container that was created outside of "
                "it. A call that finds the result in the cache has no such container. Create it inside of "
                "the function, or write there what the function returns."
            )
        if self._outer is not None:
            self._outer.admit(container, props)

    def placed(self, container: int, id: int, props: Element, identity: Hashable) -> None:
        """Record that an element was written or replaced."""
        if self._outer is not None:
            self._outer.placed(container, id, props, identity)
        if self.finished:
            return
        above = self._shown.get(container)
        if above is not None and not above.props.container:  # written over an element
            self._replace(container, above, id, props, identity)
            return
        into = self._lists.get(container) if above is None else above.inside
        if into is None and isinstance(props, Slot):  # for nested threads, whose elements stand further up
            into = self._recording.places[HERE]
        if into is None:  # in a container of the outer call, where its threads write
            return
        known = self._shown.get(id)
        if known is not None:
            known.props, known.inside = props, []
            if known.into is not into:  # its container was written again and has found it
                known.into = into
                into.append(known)
            return
        if above is not None and above.props.single:
            into.clear()
        self._shown[id] = shown = Shown(props, identity, [], into)
        into.append(shown)

    def _replace(self, old: int, shown: Shown, id: int, props: Element, identity: Hashable) -> None:
        del self._shown[old]
        self._shown[id] = shown
        shown.props, shown.identity, shown.inside = props, identity, []

    def changed(self, id: int, props: Element) -> None:
        """Record that an element has new properties."""
        if self._outer is not None:
            self._outer.changed(id, props)
        shown = self._shown.get(id)
        if shown is not None and not self.finished:
            shown.props = props

    def removed(self, id: int) -> None:
        """Record that an element was removed."""
        if self._outer is not None:
            self._outer.removed(id)
        shown = self._shown.get(id)
        if shown is not None and not self.finished:
            del self._shown[id]
            shown.into.remove(shown)

    def effect(self, effect: Effect) -> None:
        """Record a one-off effect."""
        if self._outer is not None:
            self._outer.effect(effect)
        if not self.finished:
            self._recording.effects.append(effect)
