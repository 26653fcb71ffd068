"""The page as a tree of nodes. Runs change only this, and connections read only this.

A run writes a container from its start, as a program prints. The document compares what is written with what
stood there. An unchanged element costs one comparison and keeps its node. An old node is found by its
identity if it has one (widgets, containers with a key), otherwise by kind and order, as a reader would pair
two versions of a list.

A node that a run did not write again is *stale*. It is removed when the run's body ends (`sweep`). A run does
not remove elements of another lane or of a live background thread.
"""

import itertools
from collections.abc import Callable, Hashable, Set
from functools import partial

from treadle._core.protocol.element import Element
from treadle.errors import APIError

from .nodes import Job, Node, Outside, Place, Writer
from .replaced import Replaced
from .structure import BOTTOM, MAIN, PANELS, ROOT, SIDEBAR, Bottom, Main, Page, Sidebar, Slot

LOOK_AHEAD = 16
"""The number of stale elements behind which an old container is searched."""

DEEPEST = 150
"""The largest depth of nested containers.

Code that walks the page calls itself at each level, and Python's stack is limited.
"""

SLOTS_DEEPEST = 100
"""At this depth, a new slot is not put into the slot of the thread that reserves it, but behind that slot.

Timers that start timers could otherwise nest for days.
"""

EMPTY_SLOTS = 1000
"""The number of empty slots of ended jobs that are kept, so that the next run finds them.

A run may start jobs for days.
"""


class Document:
    """A tree of nodes.

    `on_change(node)` is called for each node whose properties or children have changed, `on_gone(node)` for
    each removed node. A callee that remembers changed nodes forgets removed ones, so its memory does not
    grow. `first_id` is the id of the first node that is written.
    """

    def __init__(
        self,
        on_change: "Callable[[Node], object]" = lambda node: None,
        on_gone: "Callable[[Node], object]" = lambda node: None,
        first_id: int = BOTTOM + 1,
    ) -> None:
        self._ids = itertools.count(first_id)
        self._last_id = first_id - 1
        self.calls = 0
        """The number of calls of fragments so far.

        It tells which elements were written before a call, and which after it.
        """
        self._changing = False
        """Whether a change is in progress.

        Only a destructor can find this set: garbage collection calls it during the change, in the same
        thread, which holds the session's lock.
        """
        self._later: list[Callable[[], object]] = []
        """The requests of destructors during the change."""
        self._on_change = on_change
        self._on_gone = on_gone
        self.root = Node(ROOT, Page(), None, None)
        self.nodes: dict[int, Node] = {ROOT: self.root}
        self.identities: dict[Hashable, Node] = {}
        self.replaced = Replaced()
        self.entered: set[int] = set()
        """Ids of the widgets on the page whose value a person has entered."""
        self._spent: list[Node] = []
        for id, props in ((MAIN, Main()), (SIDEBAR, Sidebar()), (BOTTOM, Bottom())):
            node = Node(id, props, self.root, None)
            self.nodes[id] = node
            self.root.children.append(node)

    # Reading ------------------------------------------------------------------------------------------------

    def get(self, id: int) -> Node | None:
        """Return the node with this id if it is on the page."""
        return self.nodes.get(id)

    def was_issued(self, id: int) -> bool:
        """Whether a node with this id is or was on the page."""
        return 0 <= id <= self._last_id

    def __len__(self) -> int:
        return len(self.nodes)

    # Writing ------------------------------------------------------------------------------------------------

    def write(self, writer: Writer, container: Node, props: Element, identity: Hashable = None) -> Node:
        """Put an element at the writer's place in a container and move the place forward.

        Returns:
            The element's node: the old node if it matches, otherwise a new one.
        """
        if self._changing:
            return self._write_later(writer, container, props, identity)
        self._changing = True
        try:
            kind = container.props
            if kind.single:
                return self._replace(writer, container, props, identity)
            if not kind.container and not props.part:
                return self._write_over(writer, container, props, identity)
            place = writer.places.get(container.id)
            if place is None:
                place = writer.places[container.id] = Place()
            children, index = container.children, place.index + 1
            # What stands behind the writer's last element is nearly always what is written again.
            if identity is None and index < len(children) and children[index - 1] is place.last:
                node, mark = children[index], props.mark()
                if (
                    node.identity is None
                    and node.stamp < writer.stamp
                    and node.lane == writer.lane
                    and node.writer is not None
                    and not node.writer.background
                    and type(node.props) is type(props)
                    and (node.mark is mark or node.mark == mark)
                ):
                    if node.props != props:
                        node.props = props
                        self._on_change(node)
                    place.last, place.index = node, index
                    self._claim(writer, node)
                    return node
            index = self._index(writer, container, place)
            found, index = self._match(writer, container, index, props, identity)
            if found is None:
                node = self._insert(container, index, props, identity)
                start = max(index, place.replaced) + 1
                place.replaced = self.replaced.take_place(
                    container.children, start, partial(self._gives_way, writer)
                )
            else:
                node = found
                self.update(node, props)
            place.last, place.index = node, index
            self._claim(writer, node)
            return node
        finally:
            self._changing = False
            if self._later:
                self._catch_up()

    def steady(self) -> "_Steady":
        """Postpone the requests of destructors while a block changes or reads the document."""
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
        """Return a node for an element that is put into the page after the current change."""
        known = None if identity is None else self.identities.get(identity)
        if known is not None and known.parent is container and type(known.props) is type(props):
            self.update(known, props)
            self._claim(writer, known)
            return known
        parent = container if container.props.container or props.part else container.parent
        assert parent is not None
        node = self._new(parent, props, identity)
        self._claim(writer, node)
        self._later.append(partial(self._put, writer, container, node))
        return node

    def _put(self, writer: Writer, target: Node, node: Node) -> None:
        """Put a new node at the writer's place in a container, or over an element."""
        if self.nodes.get(target.id) is not target:
            self._forget(node)
        elif target.props.single:
            for other in list(target.children):
                self._remove(other)
            self._attach(target, 0, node)
        elif not target.props.container and not node.props.part:
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
        """Keep a container of the previous run when a thread writes into it through an old handle."""
        current: Node | None = node
        while current is not None and current.parent is not None and current.stamp < writer.stamp:
            if current.id not in PANELS:
                current.stamp = writer.stamp
            current = current.parent

    def update(self, node: Node, props: Element) -> None:
        """Set the properties of a node. Equal properties cost a comparison and change nothing."""
        if node.props is not props and node.props != props:
            node.props = props
            self._on_change(node)

    def remove(self, node: Node) -> None:
        """Remove a node and everything below it from the page."""
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
        # The next element of the node's writer stands behind the previous element, and not in front of stale
        # elements above it.
        place = _place_behind(node)
        if place is not None:
            place.last, place.index = (parent.children[index - 1], index - 1) if index else (None, 0)
        self._forget(node)
        self._on_change(parent)

    def slot_of_call(
        self, writer: Writer, container: Node, identity: Outside, since: int, call: int, job: Job
    ) -> Node:
        """Return the slot of a fragment in a container outside of it.

        It stands behind what the caller had written there.

        Args:
            writer: the writer of the fragment.
            container: where the slot stands: the container to which the fragment writes, or a slot in it of
                the fragment that has called this one.
            identity: identifies the slot.
            since: number of the run that has called the fragment. Elements that this run has not written
                again can stand anywhere.
            call: the document's count at that call.
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

    def remove_where(self, gone: Callable[[Node], bool]) -> None:
        """Remove all nodes for which a function returns True, each with everything below it."""
        if self._changing:
            self._later.append(partial(self._remove_where, self.root, gone))
            return
        with self.steady():
            self._remove_where(self.root, gone)

    def _remove_where(self, container: Node, gone: Callable[[Node], bool]) -> None:
        leaves = [child for child in container.children if gone(child)]
        if leaves:
            container.children = [child for child in container.children if not gone(child)]
            for child in leaves:
                self._forget(child)
            self._on_change(container)
        for child in container.children:
            if child.children:
                self._remove_where(child, gone)

    def remove_outside(self, lanes: set[str]) -> None:
        """Remove what fragments that are no longer called have written outside of their own places."""
        places = [node for node in self.nodes.values() if isinstance(node.identity, Outside)]
        for node in places:
            if node.lane in lanes:
                self.remove(node)

    def slot_in(self, container: Node) -> Node:
        """Return the parent of a new slot: the container, or an outer one if slots are nested too deep."""
        while container.depth >= SLOTS_DEEPEST and isinstance(container.props, Slot):
            assert container.parent is not None
            container = container.parent
        return container

    def spend(self, slot: Node) -> None:
        """Mark the job of a slot as ended. If too many empty slots exist, remove the oldest."""
        if slot.children:
            return
        self._spent.append(slot)
        if len(self._spent) > EMPTY_SLOTS:
            oldest = self._spent.pop(0)
            if not oldest.children and (oldest.job is None or not oldest.job.alive):
                self.remove(oldest)

    def restart(self, writer: Writer, container: Node) -> None:
        """Start to write a container again: its elements become stale and can be matched again."""
        writer.places.pop(container.id, None)
        for child in container.children:
            # Restart columns in it, too. Otherwise each round of a loop would write below the previous one.
            if child.children and child.stamp == writer.stamp:
                self.restart(writer, child)
            child.stamp = 0

    def sweep(self, container: Node, writer: Writer, lanes: Set[str] | None = None) -> None:
        """Remove everything below a container that the writer did not write or write again.

        Args:
            container: the container. It stays.
            writer: its elements are fresh.
            lanes: remove only elements of these lanes. None: of all lanes, as the app's own run does.
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
        """Return the index of the writer's next element.

        It stands behind the writer's last element, wherever that is now.
        """
        children, last, index = container.children, place.last, place.index
        if index < len(children) and children[index] is last:
            index += 1
        elif last is not None and last.parent is container and self.nodes.get(last.id) is last:
            index = children.index(last) + 1
        else:
            return next(
                (i for i, child in enumerate(children) if self._matchable(writer, child)), len(children)
            )
        # Skip what fragments that were called since have written here.
        while index < len(children):
            identity = children[index].identity
            if identity is None or not isinstance(identity, Outside) or children[index].stamp < writer.stamp:
                break
            index += 1
        return index

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
        """Return the stale node that the element continues, and the index of that node or of a new one."""
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
        for at in range(index, len(children)):
            node = children[at]
            if not self._matchable(writer, node):
                continue
            if _continues(node, props, mark) and (not skipped or mark is not None or node.props == props):
                return node, at
            # When a message above a container has gone, the container must keep its node: only the browser
            # knows which of its tabs is open. A container without a mark could be another one, which is
            # written above the old one.
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
        """Return a node that is not in its container yet."""
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
        """Write into a container of one element: the new element replaces the old one."""
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
        """Write over an element through its handle: the new element replaces it."""
        if node.identity == identity and _same_element(node, props, props.mark()):
            self.update(node, props)
            self.restart(writer, node)
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
    """Return the place of a node's writer in the node's container, if it has written nothing there since."""
    if node.writer is None or node.parent is None:
        return None
    place = node.writer.places.get(node.parent.id)
    return place if place is not None and place.last is node else None


def _same_element(node: Node, props: Element, mark: Hashable) -> bool:
    """Whether an element can take over what a browser knows about a node."""
    return type(node.props) is type(props) and (node.mark is mark or node.mark == mark)


def _continues(node: Node, props: Element, mark: Hashable) -> bool:
    """Whether an element without identity can continue a node."""
    return node.identity is None and _same_element(node, props, mark)


def _stands_for_itself(node: Node) -> bool:
    """Whether a browser may know something about a container, and only its order identifies the container."""
    return node.props.container and node.identity is None and not isinstance(node.props, Slot)


def _before(node: Node, since: int, call: int) -> bool:
    """Whether a run, or code that it calls, has written a node before its call of a fragment."""
    return node.stamp >= since and node.order < call


def _left_to_its_fragment(node: Node) -> bool:
    """Whether a fragment that runs beside the page decides if its slot outside is still needed."""
    return isinstance(node.identity, Outside) and node.job is not None and node.job.alive
