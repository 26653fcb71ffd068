"""A document under test, and a tiny reference browser that applies operations as the front end must."""

from collections.abc import Hashable
from typing import Any

from treadle._core.elements.inputs.checkbox import Checkbox
from treadle._core.elements.layout.container import Container
from treadle._core.elements.layout.empty import Empty
from treadle._core.elements.text.text import Text
from treadle._core.protocol.element import Element
from treadle._core.protocol.message import Append, Insert, Known, Operation, Order, Patch, Remove, Set
from treadle._core.session.document import Document
from treadle._core.session.lanes import APP
from treadle._core.session.mirror import Mirror
from treadle._core.session.nodes import Node, Writer
from treadle._core.session.structure import MAIN


def text(body: str) -> Text:
    return Text(body=body)


def box(label: str) -> Checkbox:
    return Checkbox(label=label)


class Page:
    """A document and its writers. `run(...)` writes as a run of the app lane does, to the end of its body."""

    def __init__(self) -> None:
        self.changed: list[Node] = []
        self.mirrors: list[Mirror] = []
        self.document = Document(self._changed, self._gone)
        self.stamp = 0

    def _changed(self, node: Node) -> None:
        self.changed.append(node)
        for mirror in self.mirrors:
            mirror.dirty.add(node)

    def _gone(self, node: Node) -> None:
        for mirror in self.mirrors:
            mirror.dirty.discard(node)

    def mirror(self) -> Mirror:
        """A browser that has nothing yet."""
        self.mirrors.append(Mirror(self.document))
        return self.mirrors[-1]

    @property
    def main(self) -> Node:
        return self.document.nodes[MAIN]

    def writer(self, lane: str = APP, *, background: bool = False) -> Writer:
        self.stamp += 1
        return Writer(self.stamp, lane, background=background)

    def write(
        self, writer: Writer, props: Element, into: Node | None = None, identity: Hashable = None
    ) -> Node:
        return self.document.write(writer, into or self.main, props, identity)

    def sweep(self, writer: Writer) -> None:
        """End a body: the app's removes everything stale, a fragment's what its own lane wrote."""
        if writer.lane != APP:
            self.document.sweep(self.document.root, writer, {writer.lane})
            return
        for container in self.document.root.children:
            self.document.sweep(container, writer)

    def run(self, *elements: Element) -> list[Node]:
        """Write elements into the main container in a run of their own and return their nodes."""
        writer = self.writer()
        nodes = [
            self.write(writer, props, identity=props if isinstance(props, Checkbox) else None)
            for props in elements
        ]
        self.sweep(writer)
        self.check()
        return nodes

    def bodies(self, container: Node | None = None) -> list[str]:
        """What stands in a container, as texts."""
        shown = (container or self.main).children
        return [
            getattr(node.props, "body", None) or getattr(node.props, "label", node.props.kind)
            for node in shown
        ]

    def check(self) -> None:
        """Hold what must be true of every document."""
        walked = list(self.document.root.walk())
        assert {node.id for node in walked} == set(self.document.nodes), "the index is the tree"
        assert len({node.id for node in walked}) == len(walked), "each node stands in one place"
        for node in walked:
            assert all(child.parent is node for child in node.children)
            assert len(node.children) <= 1 or not node.props.single
        for identity, node in self.document.identities.items():
            assert self.document.nodes[node.id] is node
            assert node.identity == identity


class ReferenceBrowser:
    """What a browser must make of operations, as simply as it can be said."""

    def __init__(self) -> None:
        self.props: dict[int, dict[str, Any]] = {0: {}}
        self.children: dict[int, list[int]] = {0: []}

    def apply(self, ops: list[Operation]) -> None:
        for op in ops:
            match op:
                case Insert(id, parent, after, kind, props):
                    assert id not in self.props
                    siblings = self.children[parent]
                    siblings.insert(siblings.index(after) + 1 if after else 0, id)
                    self.props[id] = {"kind": kind} | _fields(props)
                    self.children[id] = []
                case Set(id, props):
                    self.props[id].update(props)
                case Append(id, prop, more):
                    self.props[id][prop] += more
                case Patch(id, prop, items):
                    had = self.props[id][prop]
                    self.props[id][prop] = tuple(
                        had[item] if isinstance(item, int) else item for item in items
                    )
                case Remove(ids):
                    for id in ids:
                        (parent,) = [p for p, children in self.children.items() if id in children]
                        self.children[parent].remove(id)
                        self._drop(id)
                case Known(id, by, _):
                    assert id in self.props
                    assert by
                case Order(parent, children):
                    assert sorted(children) == sorted(self.children[parent])
                    self.children[parent] = list(children)

    def _drop(self, id: int) -> None:
        del self.props[id]
        for child in self.children.pop(id):
            self._drop(child)

    def tree(self, id: int = 0) -> Any:
        return id, self.props[id], [self.tree(child) for child in self.children[id]]


def shown(node: Node) -> Any:
    """The tree that a browser must have."""
    props = _fields(node.props) if node.id == 0 else {"kind": node.props.kind} | _fields(node.props)
    return node.id, props, [shown(child) for child in node.children if child.visible]


def _fields(props: Element) -> dict[str, Any]:
    return {name: getattr(props, name) for name in props.__struct_fields__}


__all__ = ["Container", "Empty", "Page", "ReferenceBrowser", "box", "shown", "text"]
