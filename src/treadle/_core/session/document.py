"""The page as a tree of nodes: the only thing that runs change and the only thing that connections read.

A run writes a container from its start, as a program prints; the document matches what is written against what stood
there, so that an element which did not change costs one comparison and keeps its node. Matching is by identity where
there is one (widgets, keyed containers), else by kind and order, the way a reader would pair two versions of a list.

What a run did not write again is *stale* and leaves when the run's body ends (`sweep`). Elements written by another lane
or by a background thread that still lives are not this run's to remove.
"""

import itertools
from collections.abc import Callable, Hashable, Set
from functools import partial

from treadle._core.protocol.element import Element
from treadle.errors import APIError

from .nodes import Job, Node, Outside, Place, Writer
from .replaced import Replaced
from .structure import MAIN, ROOT, SIDEBAR, Main, Page, Sidebar, Slot

LOOK_AHEAD = 16
"""Stale elements that a container is looked for behind."""

DEEPEST = 150
"""Levels of containers in each other. What walks a page calls itself for each, and Python's stack is finite."""

SLOTS_DEEPEST = 100
"""Level from which a slot no longer stands in the slot it was reserved in, but behind it: a timer may set the next for days."""

EMPTY_SLOTS = 1000
"""Slots that nothing was written to and whose jobs have ended, kept for the next run to find: a run may start jobs for days."""


class Document:
    """A tree of nodes.

    `on_change(node)` is called for each node whose properties or children changed, `on_gone(node)` for each that left:
    who remembers changed nodes forgets those, or would grow with all that came and went. `first_id` is that of the first
    node that is written.
    """

    def __init__(
        self,
        on_change: "Callable[[Node], object]" = lambda node: None,
        on_gone: "Callable[[Node], object]" = lambda node: None,
        first_id: int = SIDEBAR + 1,
    ) -> None:
        self._ids = itertools.count(first_id)
        self._last_id = first_id - 1
        self.calls = 0
        """How often a fragment was called: what tells which elements were written before such a call, and which after it."""
        self._changing = False
        """Whether a change is under way. What finds it set is a destructor: a garbage collection in the middle of the change has
        called it, in the same thread, which holds the session's lock."""
        self._later: list[Callable[[], object]] = []
        """What destructors have asked for meanwhile."""
        self._on_change = on_change
        self._on_gone = on_gone
        self.root = Node(ROOT, Page(), None, None)
        self.nodes: dict[int, Node] = {ROOT: self.root}
        self.identities: dict[Hashable, Node] = {}
        self.replaced = Replaced()
        self._spent: list[Node] = []
        for id, props in ((MAIN, Main()), (SIDEBAR, Sidebar())):
            node = Node(id, props, self.root, None)
            self.nodes[id] = node
            self.root.children.append(node)

    # Reading ------------------------------------------------------------------------------------------------

    def get(self, id: int) -> Node | None:
        """Return the node with this id if it is on the page."""
        return self.nodes.get(id)

    def was_issued(self, id: int) -> bool:
        """Whether a node of this id is or was on the page."""
        return 0 <= id <= self._last_id

    def __len__(self) -> int:
        return len(self.nodes)

    # Writing ------------------------------------------------------------------------------------------------

    def write(self, writer: Writer, container: Node, props: Element, identity: Hashable = None) -> Node:
        """Put an element at the writer's place in a container and move the place on.

        Returns:
            The element's node: the one that stood there if it matches, else a new one.
        """
        if self._changing:
            return self._write_later(writer, container, props, identity)
        self._changing = True
        try:
            if container.props.single:
                return self._replace(writer, container, props, identity)
            if not container.props.container:
                return self._write_over(writer, container, props, identity)
            place = writer.places.get(container.id)
            if place is None:
                place = writer.places[container.id] = Place()
            index = self._index(writer, container, place)
            node, index = self._match(writer, container, index, props, identity)
            if node is None:
                node = self._insert(container, index, props, identity)
                start = max(index, place.replaced) + 1
                place.replaced = self.replaced.take_place(
                    container.children, start, partial(self._gives_way, writer)
                )
            else:
                self.update(node, props)
            place.last, place.index = node, index
            self._claim(writer, node)
            return node
        finally:
            self._changing = False
            if self._later:
                self._catch_up()

    def steady(self) -> "_Steady":
        """Put off what destructors ask for while a block changes or reads the document."""
        return _Steady(self)

    def begin_change(self) -> bool:
        """Put off what destructors ask for from here on; return whether a change is under way already."""
        outer, self._changing = self._changing, True
        return outer

    def end_change(self, outer: bool) -> None:
        """Do what was put off, if no other change is under way around this one."""
        if not outer:
            self._changing = False
            if self._later:
                self._catch_up()

    def _catch_up(self) -> None:
        while self._later:
            self._changing = True
            try:
                self._later.pop(0)()
            finally:
                self._changing = False

    def _write_later(self, writer: Writer, container: Node, props: Element, identity: Hashable) -> Node:
        """Return the node of an element that is put into the page as soon as the change is done that is under way."""
        known = None if identity is None else self.identities.get(identity)
        if known is not None and known.parent is container and type(known.props) is type(props):
            self.update(known, props)
            self._claim(writer, known)
            return known
        parent = container if container.props.container else container.parent
        assert parent is not None
        node = self._new(parent, props, identity)
        self._claim(writer, node)
        self._later.append(partial(self._put, writer, container, node))
        return node

    def _put(self, writer: Writer, target: Node, node: Node) -> None:
        """Put a new node at the writer's place in a container, or in place of an element."""
        if self.nodes.get(target.id) is not target:
            self._forget(node)
        elif target.props.single:
            for other in list(target.children):
                self._remove(other)
            self._attach(target, 0, node)
        elif not target.props.container:
            assert target.parent is not None
            index = target.parent.children.index(target)
            behind = _place_behind(target)
            self._remove(target)
            self._attach(target.parent, index, node)
            if behind is not None:
                behind.last, behind.index = node, index
        else:
            place = writer.places.setdefault(target.id, Place())
            place.index = self._index(writer, target, place)
            place.last = node
            self._attach(target, place.index, node)

    def revive(self, writer: Writer, node: Node) -> None:
        """Let a writer keep a container from before by writing into it, as one does who has kept its handle."""
        current: Node | None = node
        while current is not None and current.parent is not None and current.stamp < writer.stamp:
            if current.id not in (MAIN, SIDEBAR):
                current.stamp = writer.stamp
            current = current.parent

    def update(self, node: Node, props: Element) -> None:
        """Give a node other properties. The same ones cost a comparison and change nothing."""
        if node.props is not props and node.props != props:
            node.props = props
            self._on_change(node)

    def remove(self, node: Node) -> None:
        """Take a node and everything below it off the page."""
        if self._changing:
            self._later.append(partial(self._remove, node))
            return
        with self.steady():
            self._remove(node)

    def _remove(self, node: Node) -> None:
        parent = node.parent
        if parent is None or self.nodes.get(node.id) is not node:
            return
        index = parent.children.index(node)
        del parent.children[index]
        # Whoever wrote it last goes on behind what stands before it, and not in front of what is stale further up.
        place = _place_behind(node)
        if place is not None:
            place.last, place.index = (parent.children[index - 1], index - 1) if index else (None, 0)
        self._forget(node)
        self._on_change(parent)

    def slot_of_call(
        self, writer: Writer, container: Node, identity: Outside, since: int, call: int, job: Job
    ) -> Node:
        """Return the place of a fragment in a container outside of it, behind what had been written there when it was called.

        Args:
            writer: writes for the fragment.
            container: where the slot stands: in the container that the fragment writes to, or in a slot in it of the fragment that
                has called this one.
            identity: what the slot is found by.
            since: number of the run that has called the fragment. What that run has not written again may stand anywhere.
            call: the document's count of that call.
            job: decides what is stale in the slot.
        """
        if self._changing:
            slot = self._write_later(writer, container, Slot(), identity)
        else:
            with self.steady():
                slot = self._stand(container, identity, since, call)
                self._claim(writer, slot)
        slot.order, slot.job = call, job
        return slot

    def _stand(self, container: Node, identity: Outside, since: int, call: int) -> Node:
        slot, children = self.identities.get(identity), container.children
        here = slot is not None and slot.parent is container
        if slot is not None and here and slot.order == call:
            return slot
        index = next(
            (i for i in range(len(children), 0, -1) if _before(children[i - 1], since, call)),
            0,
        )
        if slot is None or not here:
            return self._insert(container, index, Slot(), identity)
        at = children.index(slot)
        if at != index:
            del children[at]
            children.insert(index - (at < index), slot)
            self._on_change(container)
        return slot

    def remove_outside(self, lanes: set[str]) -> None:
        """Take off the page what fragments that are no longer called have written outside of their places."""
        places = [node for node in self.nodes.values() if isinstance(node.identity, Outside)]
        for node in places:
            if node.lane in lanes:
                self.remove(node)

    def slot_in(self, container: Node) -> Node:
        """Return where a slot goes that is reserved in a container: there, or not so deep in a long chain of slots."""
        while container.depth >= SLOTS_DEEPEST and isinstance(container.props, Slot):
            assert container.parent is not None
            container = container.parent
        return container

    def spend(self, slot: Node) -> None:
        """Note that a slot's job has ended; of those that it left empty, the oldest make way for new ones."""
        if slot.children:
            return
        self._spent.append(slot)
        if len(self._spent) > EMPTY_SLOTS:
            oldest = self._spent.pop(0)
            if not oldest.children and (oldest.job is None or not oldest.job.alive):
                self.remove(oldest)

    def restart(self, writer: Writer, container: Node) -> None:
        """Let a writer begin a container again: what it holds becomes stale and can be matched anew."""
        writer.places.pop(container.id, None)
        for child in container.children:
            # So do columns in it, or each round of a loop would write below what the last one has written there.
            if child.children and child.stamp == writer.stamp:
                self.restart(writer, child)
            child.stamp = 0

    def sweep(self, container: Node, writer: Writer, lanes: Set[str] | None = None) -> None:
        """Remove what the writer did not write (again) below a container.

        Args:
            container: where to begin; it stays itself.
            writer: whose elements are fresh.
            lanes: remove only what was written for these lanes; None for all, as the app's own run does.
        """
        if self._changing:
            self._later.append(partial(self._sweep, container, writer, lanes))
            return
        with self.steady():
            self._sweep(container, writer, lanes)

    def _sweep(self, container: Node, writer: Writer, lanes: Set[str] | None = None) -> None:
        stale: list[Node] = []
        for child in container.children:
            owner = child.writer
            if child.stamp >= writer.stamp:  # higher: a fragment's own run that started after this one
                if child.children and not (child.job is not None and child.job.alive):
                    self._sweep(child, writer, lanes)
            elif (owner is not None and owner.background and owner.alive) or _left_to_its_fragment(child):
                continue
            elif lanes is None or child.lane in lanes:
                stale.append(child)
            elif child.children:
                self._sweep(child, writer, lanes)
        if stale:
            gone = set(stale)
            container.children = [child for child in container.children if child not in gone]
            for child in stale:
                self._forget(child)
            self._on_change(container)

    # How ----------------------------------------------------------------------------------------------------

    def _index(self, writer: Writer, container: Node, place: Place) -> int:
        """Return where the writer's next element goes: behind its last one, wherever others have pushed that."""
        children, last = container.children, place.last
        if last is not None and last.parent is container:
            index = -1
            if place.index < len(children) and children[place.index] is last:
                index = place.index + 1
            elif self.nodes.get(last.id) is last:
                index = children.index(last) + 1
            if index >= 0:
                # Behind what fragments have written here that were called since.
                while (
                    index < len(children)
                    and children[index].stamp >= writer.stamp
                    and isinstance(children[index].identity, Outside)
                ):
                    index += 1
                return index
        for index, child in enumerate(children):
            if self._matchable(writer, child):
                return index
        return len(children)

    def _matchable(self, writer: Writer, node: Node) -> bool:
        if node.stamp >= writer.stamp or node.lane != writer.lane:  # higher: written by a newer run
            return False
        owner = node.writer
        return owner is writer or owner is None or not (owner.background and owner.alive)

    def _gives_way(self, writer: Writer, node: Node) -> bool:
        return node.visible and self._matchable(writer, node) and (node.job is None or not node.job.alive)

    def _match(
        self, writer: Writer, container: Node, index: int, props: Element, identity: Hashable
    ) -> tuple[Node | None, int]:
        """Return the stale node that the element continues, and the index at which it (or a new one) stands."""
        children = container.children
        if identity is not None:
            node = self.identities.get(identity)
            if node is None or node.parent is not container or node.stamp == writer.stamp:
                return None, index
            if type(node.props) is not type(props):
                return None, index
            at = index if index < len(children) and children[index] is node else children.index(node)
            if at >= index:  # what was skipped is stale; it leaves when the body ends
                return node, at
            children.insert(index, node)
            del children[at]
            self._on_change(container)
            return node, index - 1
        mark, skipped = props.mark(), 0
        if index < len(children):  # what stands there is nearly always what is written again
            node = children[index]
            if (
                node.writer is not None
                and not node.writer.background
                and node.stamp < writer.stamp
                and node.lane == writer.lane
                and _continues(node, props, mark)
            ):
                return node, index
        for at in range(index, len(children)):
            node = children[at]
            if not self._matchable(writer, node):
                continue
            if _continues(node, props, mark) and (not skipped or mark is not None or node.props == props):
                return node, at
            # A message that has gone from above a container must not cost it its node, as which of its tabs is open is
            # known to the browser only. Without marks, another container may be one that this is written above of.
            if not props.container or skipped == LOOK_AHEAD or (mark is None and _stands_for_itself(node)):
                break
            skipped += 1
        if mark is not None:
            for at in range(index - 1, max(-1, index - 1 - LOOK_AHEAD), -1):
                node = children[at]
                if self._matchable(writer, node) and _continues(node, props, mark):
                    children.insert(index, node)
                    del children[at]
                    self._on_change(container)
                    return node, index - 1
        return None, index

    def _insert(self, container: Node, index: int, props: Element, identity: Hashable) -> Node:
        node = self._new(container, props, identity)
        self._attach(container, index, node)
        return node

    def _new(self, parent: Node, props: Element, identity: Hashable) -> Node:
        """Return a node that has yet to be put into its container."""
        if parent.depth >= DEEPEST:
            raise APIError(f"Containers stand in each other more than {DEEPEST} levels deep.")
        node = Node(next(self._ids), props, parent, identity)
        self._last_id = max(self._last_id, node.id)
        self.nodes[node.id] = node
        if identity is not None:
            self.identities[identity] = node
        return node

    def _attach(self, container: Node, index: int, node: Node) -> None:
        container.children.insert(index, node)
        if node.visible:
            self._show(container)
            self._on_change(container)

    def _show(self, container: Node | None) -> None:
        while container is not None and not container.visible:
            container.visible = True
            container = container.parent
            if container is not None:
                self._on_change(container)

    def _replace(self, writer: Writer, container: Node, props: Element, identity: Hashable) -> Node:
        """Write into a container of one: the new element takes the place of the old."""
        for other in container.children[1:]:
            self._remove(other)
        old = container.children[0] if container.children else None
        if old is not None and old.identity == identity and _same_element(old, props, props.mark()):
            self.update(old, props)
            self.restart(writer, old)
            node = old
        else:
            if old is not None:
                self._remove(old)
            node = self._insert(container, 0, props, identity)
        self._claim(writer, node)
        return node

    def _write_over(self, writer: Writer, node: Node, props: Element, identity: Hashable) -> Node:
        """Write to an element's handle: the new element takes its place."""
        if node.identity == identity and _same_element(node, props, props.mark()):
            self.update(node, props)
        else:
            parent = node.parent
            assert parent is not None
            index = parent.children.index(node)
            place = _place_behind(node)
            self._remove(node)
            node = self._insert(parent, index, props, identity)
            if place is not None:
                place.last, place.index = node, index
        self._claim(writer, node)
        return node

    def _claim(self, writer: Writer, node: Node) -> None:
        node.stamp = writer.stamp
        if self.replaced.ids:
            self.replaced.discard(node.id)
        node.order = self.calls
        node.lane = writer.lane
        node.writer = writer

    def _forget(self, node: Node) -> None:
        for gone in node.walk():
            self.nodes.pop(gone.id, None)
            self.replaced.discard(gone.id)
            for child in gone.children:
                if (
                    child.writer is not None
                ):  # or who writes containers that come and go would remember them all
                    child.writer.places.pop(gone.id, None)
            if gone.writer is not None and gone.writer.outside:
                known = gone.identity
                gone.writer.outside.pop(known.container if isinstance(known, Outside) else gone.id, None)
            self._on_gone(gone)
            if gone.identity is not None and self.identities.get(gone.identity) is gone:
                del self.identities[gone.identity]


class _Steady:
    """A block in which the document does nothing that destructors ask for."""

    __slots__ = ("_document", "_outer")

    def __init__(self, document: Document) -> None:
        self._document = document

    def __enter__(self) -> None:
        self._outer = self._document.begin_change()

    def __exit__(self, *_: object) -> None:
        self._document.end_change(self._outer)


def _place_behind(node: Node) -> Place | None:
    """Return the place in a node's container of whoever wrote the node, if that has written nothing there since."""
    if node.writer is None or node.parent is None:
        return None
    place = node.writer.places.get(node.parent.id)
    return place if place is not None and place.last is node else None


def _same_element(node: Node, props: Element, mark: Hashable) -> bool:
    """Whether what a browser keeps about a node is true of an element, too."""
    return type(node.props) is type(props) and (node.mark is mark or node.mark == mark)


def _continues(node: Node, props: Element, mark: Hashable) -> bool:
    """Whether an element that nothing else identifies may take a node over."""
    # As `_same_element`; each write comes here, and a call costs as much as all of this.
    return (
        node.identity is None and type(node.props) is type(props) and (node.mark is mark or node.mark == mark)
    )


def _stands_for_itself(node: Node) -> bool:
    """Whether a node is a container that a browser may know something of, and that only its order identifies."""
    return node.props.container and node.identity is None and not isinstance(node.props, Slot)


def _before(node: Node, since: int, call: int) -> bool:
    """Whether a run has written a node, or what it has called, before its call of a fragment."""
    return node.stamp >= since and node.order < call


def _left_to_its_fragment(node: Node) -> bool:
    """Whether a fragment that runs beside the page decides whether its place outside of it is still needed."""
    return isinstance(node.identity, Outside) and node.job is not None and node.job.alive
