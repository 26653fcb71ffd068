"""What a page consists of: nodes, and who writes them."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple, Protocol

from treadle._core.protocol.element import Element

from .structure import Slot


class Writer:
    """Whoever writes: the threads of a run for one lane together, or one background thread that outlives its run."""

    __slots__ = ("alive", "background", "lane", "outside", "places", "stamp")

    def __init__(self, stamp: int, lane: str, *, background: bool = False) -> None:
        self.stamp = stamp
        """Marks what this writer has written; positive."""
        self.lane = lane
        """The lane it writes for."""
        self.background = background
        """Whether its elements stay as long as it is alive, whatever its run does."""
        self.alive = True
        self.places: dict[int, Place] = {}
        """Where it has got to in each container."""
        self.outside: dict[int, Node] = {}
        """By id of a container, where a fragment's writer writes what it writes into that: there, or in a slot of its own."""


class Outside(NamedTuple):
    """What the slot is found by in which a fragment stands that writes into a container outside of it."""

    lane: str
    container: int


class Job(Protocol):
    """What a place on the page belongs to: a thread, pool job or coroutine, or a fragment that runs beside the page."""

    @property
    def alive(self) -> bool:
        """Whether it still writes."""


class Place:
    """Where a writer has got to in one container: the child written last, and an index that is right or nearly so."""

    __slots__ = ("index", "last", "replaced")

    def __init__(self) -> None:
        self.last: Node | None = None
        self.index = 0
        self.replaced = 0
        """Index behind the old element whose place the writer's last new one has taken."""


class Node:
    """One container or element."""

    __slots__ = (
        "children",
        "depth",
        "id",
        "identity",
        "job",
        "lane",
        "mark",
        "order",
        "parent",
        "props",
        "stamp",
        "visible",
        "writer",
    )

    def __init__(self, id: int, props: Element, parent: "Node | None", identity: Hashable) -> None:
        self.id = id
        self.props = props
        self.parent = parent
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.identity = identity
        self.mark = props.mark()
        """Of the element as the app showed it; what changes it later through its handle leaves the mark alone."""
        self.children: list[Node] = []
        self.stamp = 0
        self.order = 0
        """How many fragments had been called when it was written, by the document's count."""
        self.lane = ""
        self.writer: Writer | None = None
        self.job: Job | None = None
        """Whose place this is; while that lives, only it decides what is stale in there."""
        self.visible = not isinstance(props, Slot)

    def __repr__(self) -> str:
        return f"<Node {self.id} {self.props.kind}>"

    def walk(self) -> "Iterator[Node]":
        """Yield this node and everything below it, in page order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def ancestors(self) -> "Iterator[Node]":
        """Yield this node's parent, its parent, and so on up to the root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent
