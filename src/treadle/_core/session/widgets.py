"""Valued values and session state: what a person has entered and what the app keeps under its keys."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from treadle._core.protocol.element import Element, Valued

PersistState = Literal["page", "session"] | None
"""How long a value outlives that its widget is not shown."""

LEFT_KEPT = 1000
"""Widgets that no page code shows now and a live run may show yet. A run may last for days, so the oldest make way."""


class Missing:
    """The type of `MISSING`: no value, where None would be one."""

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = Missing()


class Codec:
    """How a widget's value travels: `decode` from the wire to Python, `encode` back.

    `encode` raises ValueError for what the widget cannot hold. The plain codec passes values through.
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
    """An app's function with the arguments it asked for."""

    __slots__ = ("args", "function", "kwargs")

    def __init__(self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self.function = function
        self.args = tuple(args)
        self.kwargs = dict(kwargs)

    def __call__(self) -> Any:
        """Call it."""
        return self.function(*self.args, **self.kwargs)


class WidgetRecord:
    """What the session knows of one widget beyond its node. `props` is as the app declared it, with the default."""

    __slots__ = (
        "awaits",
        "callback",
        "codec",
        "form",
        "identity",
        "key",
        "lane",
        "node_id",
        "path",
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
        self.wire: Any = None
        self.sent: Any = None
        """Of a button, what a browser has sent when it was pressed last."""
        self.version = 0
        """Counts changes of `wire`, so that a thread which worked out a value without the lock can see it is late."""
        self.codec = PLAIN
        self.callback: Callback | None = None
        self.quiet = False
        """Whether a change is kept without a rerun."""
        self.persist_state: PersistState = None
        self.path = "/"
        """Of the page that has shown it last."""
        self.unread = False
        """Whether the address is to decide the value when the widget is shown next (see `Address`)."""
        self.lane = ""
        self.form: int | None = None
        self.node_id = 0
        self.stamp = 0
        """Stamp of the run that last showed the widget."""
        self.awaits = 0
        """Of a pressed button: a newer run than this one must have shown it before its callback is called, for the callback's
        arguments to know what a person had entered before the press."""

    @property
    def outrun(self) -> bool:
        """Whether its callback does not know yet what a person had entered before the press."""
        return self.stamp <= self.awaits

    @property
    def value(self) -> Any:
        """The current value as the app sees it."""
        return self.codec.decode(self.wire)

    def enter(self, wire: Any) -> bool:
        """Take a value; say whether it is another one than before."""
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
        self.values: dict[str, Any] = {}
        """What the app has put into `st.session_state`, widgets' values to come included."""
        self.left: dict[Hashable, int] = {}
        """By identity, the stamp of each widget that a body has ended without: a thread or another lane may show it yet."""
        self.writers: dict[str, int] = {}
        """By key, the number of the newest run that has written its value. What a person has entered counts as written by the
        next run: it is newer than what any run has written that was there."""
        self._deleted: set[str] = set()
        """Keys in `writers` that have been deleted."""
        self.dropped: list[object] = []
        """What was let go of and may be the app's. Whoever holds a lock empties this when it is released, as the app's
        destructors may wait for a thread that waits for the lock."""

    def wrote(self, key: str, run: int) -> None:
        """Note which run has written the value of a key, or deleted it."""
        self.writers[key] = max(run, self.writers.get(key, 0))

    def forget_deleted(self) -> None:
        """Forget who has deleted keys: no run is left that could be older."""
        for key in self._deleted:
            if key not in self.values and key not in self.by_key:
                self.writers.pop(key, None)
        self._deleted.clear()

    def store(self, key: str, value: Any) -> None:
        """Put a value under a key."""
        self.dropped.append(self.values.get(key))
        self.values[key] = value

    def discard(self, key: str) -> bool:
        """Remove the app's value under a key, though not a widget's; say whether there was one."""
        if key not in self.values:
            return False
        self.dropped.append(self.values.pop(key))
        return True

    def put(self, record: WidgetRecord) -> None:
        """Add or refresh a record."""
        self.records[record.identity] = record
        self.by_node[record.node_id] = record
        if record.key is not None:
            self.by_key[record.key] = record

    def drop(self, record: WidgetRecord) -> None:
        """Forget a widget that is no longer shown, its value included."""
        self.dropped.append(record)
        self.records.pop(record.identity, None)
        self.left.pop(record.identity, None)
        if self.by_node.get(record.node_id) is record:
            del self.by_node[record.node_id]
        if record.key is not None and self.by_key.get(record.key) is record:
            del self.by_key[record.key]

    def leave(self, stamp: int, lanes: set[str] | None, kept: Callable[[WidgetRecord], bool]) -> None:
        """Note the widgets that a body has ended without.

        Args:
            stamp: number of the run whose body has ended.
            lanes: only widgets of these lanes; None for all.
            kept: whether a widget is not to be forgotten though it is not shown.
        """
        for record in self.records.values():
            if record.stamp < stamp and (lanes is None or record.lane in lanes) and not kept(record):
                self.left[record.identity] = record.stamp
        while len(self.left) > LEFT_KEPT:
            self.drop(self.records[next(iter(self.left))])

    def forget_left(self, shown: Callable[[int], bool], awaited: Callable[[int], bool]) -> None:
        """Drop the widgets that bodies have ended without and that nobody will show any more.

        Args:
            shown: whether a node is still on the page.
            awaited: whether a run goes on that may show a widget which was shown last by the run of this number.
        """
        for identity, stamp in list(self.left.items()):
            record = self.records[identity]
            if record.stamp != stamp or shown(record.node_id):
                del self.left[identity]
            elif not awaited(stamp):
                self.drop(record)

    def empty(self) -> list[dict[Any, Any] | list[Any]]:
        """Forget everything, and return what held it, to be cleared where no lock is held."""
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
        """Remove a key; say whether it was there."""
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
