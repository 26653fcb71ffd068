"""The records of valued elements, and the app's own state under its keys."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from treadle._core.calling import At
from treadle._core.protocol.element import Element, Valued

from .boxes import Boxes, UploadBox

PersistState = Literal["page", "session"] | None
"""How long a value is kept while its widget is not shown."""

LEFT_KEPT = 1000
"""The number of widgets that are kept because a live run may still show them.

A run may last for days, so the oldest are dropped.
"""


class Missing:
    """The type of `MISSING`, which means no value where None is a value."""

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = Missing()


class Codec:
    """Converts a widget's value: `decode` from wire form to Python, `encode` back.

    `encode` raises ValueError for a value that the widget cannot have. The plain codec changes nothing.
    """

    __slots__ = ("decode", "encode")

    def __init__(
        self,
        decode: Callable[[Any], Any] = lambda wire: wire,
        encode: Callable[[Any], Any] = lambda value: value,
    ) -> None:
        self.decode = decode
        self.encode = encode


PLAIN: Final = Codec()


class Callback:
    """A function of the app with the arguments for its call."""

    __slots__ = ("args", "function", "kwargs")

    def __init__(self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self.function = function
        self.args = tuple(args)
        self.kwargs = dict(kwargs)

    def __call__(self) -> Any:
        """Call the function."""
        return self.function(*self.args, **self.kwargs)


class WidgetRecord:
    """What the session knows about one widget beyond its node.

    `props` is as the app declared it, with the default.
    """

    __slots__ = (
        "at",
        "awaits",
        "box",
        "callback",
        "codec",
        "content",
        "entered",
        "form",
        "identity",
        "key",
        "lane",
        "node_id",
        "page",
        "persist_state",
        "props",
        "quiet",
        "sent",
        "stamp",
        "unread",
        "version",
        "wire",
    )

    def __init__(self, identity: Hashable, key: str | None) -> None:
        self.identity = identity
        self.key = key
        self.props: Valued
        self.at: At | None = None
        """Where the app has shown it last."""
        self.wire: Any = None
        self.sent: Any = None
        """The value that a browser sent with the last press. Only for buttons."""
        self.version = 0
        """Counts the changes of `wire`.

        A thread that has computed a value without the lock can see that it is too late.
        """
        self.codec = PLAIN
        self.callback: Callback | None = None
        self.content: object = None
        """The file that a download button offers."""
        self.box: UploadBox | None = None
        """Where the files wait that people upload to it; None if it takes none."""
        self.quiet = False
        """Whether a change is stored without a rerun."""
        self.persist_state: PersistState = None
        self.page: str | None = None
        """The page whose code has shown it last; None for code that all pages share."""
        self.unread = False
        """Whether the address sets the value when the widget is shown next (see `Address`)."""
        self.lane = ""
        self.form: int | None = None
        self.node_id = 0
        self.stamp = 0
        """The stamp of the run that last showed the widget."""
        self.entered = False
        """Whether its value is what a person has entered, and not the default or a value of the app's."""
        self.awaits = 0
        """For a pressed button: the run after which it must be shown before its callback is called.

        The callback's arguments then contain what was entered before the press.
        """

    @property
    def outrun(self) -> bool:
        """Whether the callback's arguments lack what was entered before the press."""
        return self.stamp <= self.awaits

    @property
    def value(self) -> Any:
        """The current value as the app sees it."""
        return self.codec.decode(self.wire)

    def enter(self, wire: Any) -> bool:
        """Store a value. Return whether it differs from the old one."""
        if type(wire) is type(self.wire) and wire == self.wire:
            return False
        self.wire = wire
        self.version += 1
        return True


class Widgets:
    """All widget records of a session, by identity and by the app's key, and the app's own state."""

    def __init__(self) -> None:
        self.records: dict[Hashable, WidgetRecord] = {}
        self.by_key: dict[str, WidgetRecord] = {}
        self.by_node: dict[int, WidgetRecord] = {}
        self.boxes = Boxes()
        self.values: dict[str, Any] = {}
        """The app's values in `st.session_state`, including values for widgets that are not shown yet."""
        self.left: dict[Hashable, int] = {}
        """The widgets that a body has not shown, with its stamp, by identity.

        A thread or another lane may still show them.
        """
        self.writers: dict[str, int] = {}
        """The number of the newest run that has written each key.

        A value that a person enters counts as written by the next run, which is newer than all existing runs.
        """
        self._deleted: set[str] = set()
        """The deleted keys in `writers`."""
        self.dropped: list[object] = []
        """Objects that were dropped and may be the app's.

        The holder of the lock clears this after releasing the lock, because destructors of the app may wait
        for a thread that waits for the lock.
        """

    def wrote(self, key: str, run: int) -> None:
        """Record the run that has written or deleted a key."""
        self.writers[key] = max(run, self.writers.get(key, 0))

    def forget_deleted(self) -> None:
        """Forget who has deleted keys: no older run is left."""
        for key in self._deleted:
            if key not in self.values and key not in self.by_key:
                self.writers.pop(key, None)
        self._deleted.clear()

    def store(self, key: str, value: Any) -> None:
        """Store a value under a key."""
        self.dropped.append(self.values.get(key))
        self.values[key] = value

    def discard(self, key: str) -> bool:
        """Remove the app's value under a key, but not a widget's value. Return whether there was one."""
        if key not in self.values:
            return False
        self.dropped.append(self.values.pop(key))
        return True

    def put(self, record: WidgetRecord) -> None:
        """Add or update a record."""
        self.records[record.identity] = record
        self.by_node[record.node_id] = record
        if record.key is not None:
            self.by_key[record.key] = record

    def drop(self, record: WidgetRecord) -> None:
        """Forget a widget that is no longer shown, with its value."""
        self.dropped.append(record)
        self.records.pop(record.identity, None)
        self.left.pop(record.identity, None)
        if self.by_node.get(record.node_id) is record:
            del self.by_node[record.node_id]
        if record.key is not None and self.by_key.get(record.key) is record:
            del self.by_key[record.key]

    def leave(self, stamp: int, lanes: set[str] | None, kept: Callable[[WidgetRecord], bool]) -> None:
        """Record the widgets that a body has not shown.

        Args:
            stamp: number of the run whose body has ended.
            lanes: only widgets of these lanes; None for all.
            kept: whether a widget keeps its value while it is not shown.
        """
        for record in self.records.values():
            if record.stamp < stamp and (lanes is None or record.lane in lanes) and not kept(record):
                self.left[record.identity] = record.stamp
        while len(self.left) > LEFT_KEPT:
            self.drop(self.records[next(iter(self.left))])

    def forget_left(self, shown: Callable[[int], bool], awaited: Callable[[int], bool]) -> None:
        """Drop the widgets that bodies have not shown and that no live run can show.

        Args:
            shown: whether a node is still on the page.
            awaited: whether a live run can still show a widget that the run with this number has shown last.
        """
        for identity, stamp in list(self.left.items()):
            record = self.records[identity]
            if record.stamp != stamp or shown(record.node_id):
                del self.left[identity]
            elif not awaited(stamp):
                self.drop(record)

    def empty(self) -> list[dict[Any, Any] | list[Any]]:
        """Forget everything. Return the objects that held it; the caller clears them without a lock."""
        gone: list[dict[Any, Any] | list[Any]] = [
            self.records,
            self.by_key,
            self.by_node,
            self.values,
            self.dropped,
        ]
        self.writers.clear()
        self.records, self.by_key, self.by_node, self.values, self.dropped = {}, {}, {}, {}, []
        self.left = {}
        return gone

    # The app's state, as `st.session_state` shows it --------------------------------------------------------

    def get(self, key: str) -> Any:
        """Return the value under a key, `MISSING` if there is none."""
        if key in self.values:
            return self.values[key]
        record = self.by_key.get(key)
        return MISSING if record is None else record.value

    def delete(self, key: str) -> bool:
        """Remove a key. Return whether it existed."""
        found = self.discard(key)
        record = self.by_key.get(key)
        if record is not None:
            self.drop(record)
            found = True
        if key in self.writers:
            self._deleted.add(key)
        return found

    def keys(self) -> Iterator[str]:
        """Yield every key that has a value."""
        yield from self.values
        for key in self.by_key:
            if key not in self.values:
                yield key


def with_value(props: Valued, wire: Any) -> Element:
    """Return a widget's properties with its current value."""
    return msgspec.structs.replace(props, value=wire)
