"""The query part of the page's address: what the app reads and writes there, and the widgets whose values it has.

A widget with `bind="query-params"` is bound to the parameter that its key names. The address decides its value when the widget is
shown for the first time and when a browser has gone to another address; from then on the address follows the value. A value that is
the default is not in the address. While a bound widget is not shown, its parameter is not in the address either.

All of it is guarded by the session's lock.
"""

from typing import Any
from urllib.parse import parse_qs, urlencode

import msgspec

from treadle._core.protocol.element import Valued

from .document import Document
from .nodes import Node
from .widgets import MISSING, WidgetRecord, Widgets

Query = dict[str, list[str]]

RESERVED = ("embed", "embed_options")
"""Parameters that concern the page and not the app: neither seen nor changed by apps, in capitals or not."""


class Address:
    """The query of one session's page."""

    def __init__(self, document: Document, widgets: Widgets) -> None:
        self._document, self._widgets = document, widgets
        self.query: Query = {}
        self.step = 0
        """Counts the changes that a browser's Back button goes back by; other changes replace the newest entry of its history."""
        self._bound: dict[str, WidgetRecord] = {}
        """By parameter, the bound widgets that stand on the page."""
        self._written: dict[str, list[str] | None] = {}
        """By parameter, what the value of its widget has made of it. The address may have another text: a form's, not yet sent."""
        self._opening = False
        """Whether the app's first run at this address goes on. What the app makes of an address that a browser has gone to takes that
        one's place in the browser's history, or the Back button would lead to the same place again and again."""
        self._back = False
        """Whether the browser has gone to it by Back or Forward."""

    # The browser --------------------------------------------------------------------------------------------

    def open(self, query: str, *, back: bool = False) -> None:
        """Take the address that a browser has gone to; it decides the values of bound widgets when they are shown next.

        Args:
            query: all behind the question mark.
            back: whether the browser has gone there by Back or Forward: then it also overrides what the app has assigned.
        """
        self._opening, self._back = True, back
        self.step = self.step or 1
        self.query = parse_qs(query.removeprefix("?"), keep_blank_values=True)
        self._show(query.removeprefix("?"))
        for name, record in self._widgets.by_key.items():
            if name in self._bound or (record.props.bind and name in self.query):
                record.unread = True
                record.version += 1  # a value that a thread works out meanwhile comes too late

    def opened(self) -> None:
        """Note that the app's first run at this address has ended."""
        self._opening = False

    def fill(self, record: WidgetRecord, wire: Any) -> None:
        """Show a value that a form holds back until it is sent."""
        if record.key in self._bound:
            self._put(record.key, _texts(record.props, wire), step=True)

    # Widgets ------------------------------------------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Whether a parameter is bound to a widget on the page."""
        return name in self._bound

    def value_for(self, name: str | None, props: Valued, record: WidgetRecord | None) -> Any:
        """Return the value that the address decides for a widget that is now to be shown, in wire form; `MISSING` if it decides none."""
        if name is None or props.bind is None or (record is not None and not record.unread):
            return MISSING
        texts = self.query.get(name)
        if texts is not None:
            try:
                return props.check(props.read(texts))
            except ValueError:
                pass  # nothing to tell a person who has followed a link: the address is put right when the widget is shown
        by_default = record is not None and (self._back or name not in self._widgets.values)
        return getattr(props, "value", None) if by_default else MISSING

    def shown(self, record: WidgetRecord, *, step: bool) -> None:
        """Let the address follow a widget that was shown.

        Args:
            record: the widget.
            step: whether the app has assigned its value.
        """
        name = record.key
        if name is None or (record.props.bind is None and name not in self._bound):
            return
        unread, record.unread = record.unread, False
        if record.props.bind is None:
            self.left(record)
            return
        texts = _texts(record.props, record.wire)
        if unread or self._bound.get(name) is not record or self._written[name] != texts:
            self._bound[name] = record
            self._written[name] = texts
            self._put(name, texts, step=step and not self._opening)

    def entered(self, record: WidgetRecord, *, step: bool) -> None:
        """Let the address follow a value that was entered; `step`: by a person."""
        record.unread = False
        if self._bound.get(record.key or "") is record:
            name = record.key or ""
            self._written[name] = _texts(record.props, record.wire)
            self._put(name, self._written[name], step=step)

    def gone(self, node: Node) -> None:
        """Take the value of a widget that has left the page out of the address."""
        record = self._widgets.by_node.get(node.id)
        if record is not None and record.node_id == node.id:
            self.left(record)

    def left(self, record: WidgetRecord) -> None:
        """Take the value of a widget out of the address."""
        if record.key is not None and self._bound.get(record.key) is record:
            del self._bound[record.key], self._written[record.key]
            self._put(record.key, None, step=False)

    # The app ------------------------------------------------------------------------------------------------

    def visible(self) -> Query:
        """Return the parameters that an app sees: a copy."""
        return {name: list(texts) for name, texts in self.query.items() if texts and not reserved(name)}

    def change(self, query: Query) -> None:
        """Give the address other parameters, less the reserved ones, which stay."""
        kept = {name: texts for name, texts in self.query.items() if reserved(name)}
        self._change(kept | query, step=not self._opening)

    # How it is written --------------------------------------------------------------------------------------

    def _put(self, name: str, texts: list[str] | None, *, step: bool) -> None:
        if self.query.get(name) == texts:
            return
        query = dict(self.query)
        if texts is None:
            del query[name]
        else:
            query[name] = texts
        self._change(query, step=step)

    def _change(self, query: Query, *, step: bool) -> None:
        self.step += step
        self.query = query
        self._show(urlencode(query, doseq=True))

    def _show(self, query: str) -> None:
        page = self._document.root.props
        self._document.update(self._document.root, msgspec.structs.replace(page, query=query, step=self.step))


def reserved(name: str) -> bool:
    """Whether a parameter is the page's own."""
    return name.lower() in RESERVED


def _texts(props: Valued, wire: Any) -> list[str] | None:
    """Return what the address has for a value; None if it has nothing, as the value is the default or cannot be read back."""
    default = getattr(props, "value", None)
    if type(wire) is type(default) and wire == default:
        return None
    if wire is None and not (props.accepts(None) and props.check(None) is None):
        return None
    return props.spell(wire)
