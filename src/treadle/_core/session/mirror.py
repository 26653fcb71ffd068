"""The copy of the page that one connection's browser has.

A flush sends what the document has and the mirror lacks. The first render, an update, a reconnect and a
second tab differ only in how much is lacking. For a slow browser, a set of changed nodes waits, which is
never larger than the document.
"""

from collections.abc import Sequence

import msgspec

from treadle._core.protocol.element import Element, Valued
from treadle._core.protocol.message import (
    Append,
    Effect,
    Insert,
    Known,
    Operation,
    Order,
    Patch,
    Remember,
    Remove,
    Set,
)

from .document import Document
from .memory import Memory
from .nodes import Node
from .recalled import known_by
from .structure import ROOT

EFFECTS_KEPT = 64
"""The number of one-off effects that wait for a slow browser.

Older ones are dropped: nobody reads a backlog of notifications.
"""

APPEND_FROM = 64
"""The length from which a string that grew is sent as the added text only."""


_UNKNOWN = object()
"""A value that equals no other value."""


class Mirror:
    """What one browser has, and which nodes may have changed since."""

    def __init__(self, document: Document, memory: Memory | None = None) -> None:
        self.document = document
        self.memory = Memory() if memory is None else memory
        self.remembered = 0
        """The number of the newest write to the browser's memory that was sent."""
        self.unconfirmed: dict[int, int] = {}
        """The writes that the browser has not confirmed, with the batch's number."""
        self.dirty: set[Node] = set()
        self.effects: list[Effect] = []
        self.sent: dict[int, tuple[Element, list[int]]] = {}
        self.stale: list[int] = []
        self.replaced: list[int] = []
        self.replaced_seen = 0
        """The document's count of changes to `replaced` at the last flush."""
        self.unseen: dict[int, int] = {}
        """Widgets with changed values that the browser has not acknowledged, with the batch's number."""
        self.fresh = True
        """Whether nothing was sent yet. Then the next flush sends the whole page."""

    @property
    def lacks(self) -> bool:
        """Whether there may be something to send."""
        return bool(
            self.dirty
            or self.effects
            or self.fresh
            or self.replaced_seen != self.document.replaced.changes
            or self.remembered < self.memory.newest
        )

    def add_effect(self, effect: Effect) -> None:
        """Keep an effect for the browser."""
        self.effects.append(effect)
        del self.effects[:-EFFECTS_KEPT]

    def take_effects(self) -> list[Effect]:
        """Return the waiting effects and forget them."""
        effects, self.effects = self.effects, []
        if self.remembered < self.memory.newest:
            effects += self.memory.lacking(self.remembered)
            self.remembered = self.memory.newest
        return effects

    def knows_value(self, node: Node, value: object) -> None:
        """Mark a widget's value as known: a person has entered it in this browser."""
        sent = self.sent.get(node.id)
        if sent is not None and isinstance(sent[0], type(node.props)):
            self.sent[node.id] = (msgspec.structs.replace(sent[0], value=value), sent[1])

    def sent_as(self, batch: int, ops: list[Operation], effects: Sequence[Effect] = ()) -> None:
        """Store the batch in which the operations of `flush`, and effects, are sent."""
        for effect in effects:
            if isinstance(effect, Remember):
                self.unconfirmed[effect.number] = batch
        for op in ops:
            if isinstance(op, Set) and "value" in op.props:
                self.unseen[op.id] = batch

    def has_seen(self, batch: int) -> None:
        """Mark a batch, and all earlier ones, as applied by the browser."""
        if self.unseen:
            self.unseen = {id: number for id, number in self.unseen.items() if number > batch}
        if self.unconfirmed:
            self.memory.confirm(write for write, number in self.unconfirmed.items() if number <= batch)
            self.unconfirmed = {write: number for write, number in self.unconfirmed.items() if number > batch}

    def forget_value(self, node: Node) -> None:
        """Mark a widget's value as unknown: the browser shows another one. The next flush corrects it."""
        if (sent := self.sent.get(node.id)) is not None:
            self.sent[node.id] = (msgspec.structs.replace(sent[0], value=_UNKNOWN), sent[1])
            self.dirty.add(node)

    def flush(self) -> list[Operation]:
        """Return the operations that make the browser's page equal to the document."""
        ops: list[Operation] = []
        if self.fresh:
            self.fresh = False
            self.dirty.clear()
            self.sent = {ROOT: (type(self.document.root.props)(), [])}
            self._node(self.document.root, ops)
            return ops
        dirty, self.dirty = self.dirty, set()
        # Parents come first: a node that is inserted with its parent is complete.
        for node in dirty:
            if node.id in self.sent and self.document.nodes.get(node.id) is node:
                self._node(node, ops)
        return ops

    def _node(self, node: Node, ops: list[Operation]) -> None:
        before, had = self.sent[node.id]
        if before is not node.props:
            ops.extend(changes(node.id, before, node.props))
        has = [child.id for child in node.children if child.visible] if node.children else []
        self.sent[node.id] = (node.props, has)
        if had != has:
            self._children(node, had, has, ops)

    def _children(self, node: Node, had: list[int], has: list[int], ops: list[Operation]) -> None:
        if had:
            there = set(has)
            gone = [id for id in had if id not in there]
            if gone:
                ops.append(Remove(gone))
                for id in gone:
                    self._drop(id)
            kept = [id for id in had if id in there]
            known = set(kept)
            if kept != [id for id in has if id in known]:
                self._reorder(node, kept, has, ops)
                return
        new = set(has).difference(had)
        after = 0
        for id in has:
            if id in new:
                self._insert(node.id, after, id, ops)
            after = id

    def _reorder(self, node: Node, kept: list[int], has: list[int], ops: list[Operation]) -> None:
        known = set(kept)
        after = kept[-1]
        for id in has:
            if id not in known:
                self._insert(node.id, after, id, ops)
                after = id
        ops.append(Order(node.id, has))

    def _insert(self, parent: int, after: int, id: int, ops: list[Operation]) -> None:
        node = self.document.nodes[id]
        ops.append(Insert(id, parent, after, node.props.kind, node.props))
        self.sent[id] = (node.props, [])
        if (
            isinstance(node.props, Valued)
            and node.identity is not None  # else it stands there without a value, as most tables do
            and not node.props.trigger
            and (by := known_by(node.props.kind, node.identity))
        ):
            ops.append(Known(id, by, id in self.document.entered))
        if node.children:
            self._node(node, ops)

    def _drop(self, id: int) -> None:
        self.unseen.pop(id, None)
        _, children = self.sent.pop(id)
        for child in children:
            if child in self.sent:
                self._drop(child)


def changes(id: int, before: Element, after: Element) -> list[Operation]:
    """Return the operations that change a node's properties: only changed ones.

    A text that grew is appended to. Of a list, only objects that were not in it are sent.
    """
    ops: list[Operation] = []
    changed: dict[str, object] = {}
    for name in after.__struct_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if old is new or (type(old) is type(new) and old == new):
            continue
        grown = type(new) is str and type(old) is str and len(old) >= APPEND_FROM and new.startswith(old)
        # A widget's value is always sent whole: a person may have entered another one meanwhile.
        if grown and name != "value":
            ops.append(Append(id, name, new[len(old) :]))
        elif name != "value" and (patch := _patch(old, new)) is not None:
            ops.append(Patch(id, name, patch))
        else:
            changed[name] = new
    if changed:
        ops.append(Set(id, changed))
    return ops


def _patch(old: object, new: object) -> list[object] | None:
    """Return a list of objects with numbers in place of those that the old list has; None if it has none."""
    if not (type(old) is tuple and type(new) is tuple and old and new):
        return None
    if not all(isinstance(item, msgspec.Struct) for item in (*old, *new)):
        return None
    known = {item: place for place, item in enumerate(old)}
    items: list[object] = [known.get(item, item) for item in new]
    return items if any(type(item) is int for item in items) else None
