"""The page's address: its path, and its query, with the app's parameters and those of bound widgets.

A widget with `bind="query-params"` is bound to the parameter with the name of its key. The address sets its
value when the widget is shown for the first time, and when a browser has gone to another address. After that,
the address follows the value. A default is not in the address, and neither is the parameter of a widget that
is not shown.

The session's lock guards everything here.
"""

from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

import msgspec

from treadle._core.protocol.element import Valued

from .document import Document
from .nodes import Node
from .widgets import MISSING, WidgetRecord, Widgets

Query = dict[str, list[str]]

RESERVED = ("embed", "embed_options")
"""Parameters of the page itself. Apps neither see nor change them, in upper or lower case."""


class Address:
    """The address of one session's page."""

    def __init__(self, document: Document, widgets: Widgets) -> None:
        self._document, self._widgets = document, widgets
        self.path = ""
        """The path of the page to show, without the base path and without a slash."""
        self.asked = False
        """Whether a browser has gone to this path, and the app has shown no page there yet."""
        self.query: Query = {}
        self.step = 0
        """Counts the changes that get an entry in the browser's history.

        Other changes replace the newest entry.
        """
        self._bound: dict[str, WidgetRecord] = {}
        """The bound widgets on the page, by parameter."""
        self._written: dict[str, list[str] | None] = {}
        """The texts that the address has for each parameter's value.

        The visible address may show a form's unsent value instead.
        """
        self._opening = False
        """Whether the app's first run at this address has not ended.

        The changes that this run makes to an address that a browser has gone to replace the newest entry of
        the history. Otherwise Back would always return to the same place.
        """
        self._back = False
        """Whether the browser has reached the address by Back or Forward."""

    # The browser --------------------------------------------------------------------------------------------

    def open(self, query: str, path: str | None = None, *, back: bool = False) -> None:
        """Store the address that a browser has gone to.

        It sets the values of bound widgets when they are shown next.

        Args:
            query: everything after the question mark.
            path: everything after the base path, as the browser has it. None: the same as before.
            back: whether the browser has gone there by Back or Forward. If so, it also overrides values that
                the app has assigned.
        """
        self._opening, self._back = True, back
        self.step = self.step or 1
        if path is not None:
            self._turn_to(unquote(path).strip("/"))
            self.asked = True
        self.query = parse_query(query)
        self._show(query.removeprefix("?"))
        for name, record in self._widgets.by_key.items():
            if name in self._bound or (record.props.bind and name in self.query):
                self._reread(record)

    def go(self, path: str, query: Query) -> None:
        """Go to a page of the app, as a link does. It is a step that the browser's Back button goes back by.

        The query keeps what is the page's own, and the values of bound widgets that all pages share.

        Args:
            path: of the page.
            query: parameters besides these.
        """
        self._turn_to(path)
        self.asked = False
        kept = {name: texts for name, texts in self.query.items() if reserved(name) or name in self._bound}
        for name in query:
            if name in self._bound:
                self._reread(self._bound[name])
        self._back = False
        self._change(kept | {name: texts for name, texts in query.items() if not reserved(name)}, step=True)
        self._opening = True

    def settle(self, path: str | None) -> None:
        """Store the page that the app shows at this address; None: it has none and shows another one."""
        if path is not None:
            self.asked = False
            if path != self.path:
                self.path = path
                self._change(self.query, step=not self._opening)

    def _turn_to(self, path: str) -> None:
        """Go to a path. Parameters of another page's widgets are removed from the address."""
        if path != self.path:
            self.path = path
            for name, record in list(self._bound.items()):
                if record.page is not None:
                    del self._bound[name], self._written[name]

    def _reread(self, record: WidgetRecord) -> None:
        record.unread = True
        record.version += 1  # a value that a thread works out meanwhile comes too late

    def opened(self) -> None:
        """Mark the app's first run at this address as ended."""
        self._opening = False

    def fill(self, record: WidgetRecord, wire: Any) -> None:
        """Show a value in the address that a form holds back until it is submitted."""
        if record.key in self._bound:
            self._put(record.key, _texts(record.props, wire), step=True)

    # Widgets ------------------------------------------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Whether a parameter is bound to a widget on the page."""
        return name in self._bound

    def value_for(self, name: str | None, props: Valued, record: WidgetRecord | None) -> Any:
        """Return the value that the address sets for a widget that is shown now; `MISSING` if it sets none.

        The value is in wire form.
        """
        if name is None or props.bind is None or (record is not None and not record.unread):
            return MISSING
        texts = self.query.get(name)
        if texts is not None:
            try:
                return props.check(props.read(texts))
            except ValueError:
                # A person who has followed a link need not know: the address is corrected when the widget is
                # shown.
                pass
        by_default = record is not None and (self._back or name not in self._widgets.values)
        return getattr(props, "value", None) if by_default else MISSING

    def shown(self, record: WidgetRecord, *, step: bool) -> None:
        """Update the address after a widget was shown.

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
        """Update the address after a value was entered; `step`: a person has entered it."""
        record.unread = False
        if self._bound.get(record.key or "") is record:
            name = record.key or ""
            self._written[name] = _texts(record.props, record.wire)
            self._put(name, self._written[name], step=step)

    def gone(self, node: Node) -> None:
        """Remove the parameter of a widget that has left the page."""
        record = self._widgets.by_node.get(node.id)
        if record is not None and record.node_id == node.id:
            self.left(record)

    def left(self, record: WidgetRecord) -> None:
        """Remove the parameter of a widget."""
        if record.key is not None and self._bound.get(record.key) is record:
            del self._bound[record.key], self._written[record.key]
            self._put(record.key, None, step=False)

    # The app ------------------------------------------------------------------------------------------------

    def visible(self) -> Query:
        """Return a copy of the parameters that the app sees."""
        return {name: list(texts) for name, texts in self.query.items() if texts and not reserved(name)}

    def change(self, query: Query) -> None:
        """Replace the parameters, except for the reserved ones."""
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
        shown = msgspec.structs.replace(page, path=self.path, query=query, step=self.step)
        self._document.update(self._document.root, shown)


def parse_query(query: str) -> Query:
    """Return the parameters of a query string, with or without its question mark."""
    return parse_qs(query.removeprefix("?"), keep_blank_values=True)


def reserved(name: str) -> bool:
    """Whether a parameter belongs to the page itself."""
    return name.lower() in RESERVED


def _texts(props: Valued, wire: Any) -> list[str] | None:
    """Return the texts of a value for the address. None: the value is the default, or cannot be read back."""
    default = getattr(props, "value", None)
    if type(wire) is type(default) and wire == default:
        return None
    if wire is None and not (props.accepts(None) and props.check(None) is None):
        return None
    return props.spell(wire)
