"""`st.components.v2.component`: elements of one's own, with HTML, styles and a script in the page itself."""

import json
import threading
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any

from treadle._core.carry.context import require
from treadle._core.carry.scope import Page, Scope
from treadle._core.data.json_text import AttributeDictionary, write_json
from treadle._core.data.three_tables import is_table, to_arrow
from treadle._core.elements.checks import checked_height, checked_width, wire_text
from treadle._core.elements.cursor import Cursor, identity_of
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Height, Width
from treadle._core.runtime.blobs import BlobStore
from treadle._core.runtime.components import VERSION_2, ComponentFolders, ComponentScripts
from treadle._core.session.state import ReadWidget
from treadle._core.session.widgets import MISSING, Codec
from treadle.errors import (
    BidiComponentInvalidCallbackNameError,
    BidiComponentInvalidDefaultKeyError,
    BidiComponentUnserializableDataError,
    InvalidParameterTypeError,
)

from .assets import asset_folder, is_path, resolve
from .bidi_component import BidiComponent, ComponentEvent, ComponentTable
from .state import ComponentState

Callback = Callable[[], Any] | None

REFERENCE = "__streamlit_arrow_ref__"
"""The key that stands for a table among data. Streamlit has chosen it."""


class ComponentResult(AttributeDictionary):
    """What a component of version 2 returns: `result.name`, or `result["name"]`.

    It has each part of the component's state that the script has set, or that has a default. It has each name
    that has a callback; the value is None unless the script has sent that event, or set that part.
    """


class Component:
    """A component that was declared. Call it to show it.

    Args:
        name: its name. A component with files is called `project.component`, as the manifest says.
        html: its HTML.
        css: its styles, or the file of its styles.
        js: its script, or the file of its script.
        isolate_styles: whether its styles and those of the page do not affect each other.

    Raises:
        APIError: it names a file, and no manifest declares the folder.
        ComponentRegistryError: the file is not there.
        InvalidParameterTypeError: `css` or `js` is not a text.
    """

    def __init__(
        self, name: str, html: str | None, css: str | None, js: str | None, isolate_styles: bool
    ) -> None:
        for parameter, value in (("html", html), ("css", css), ("js", js)):
            if not isinstance(value, str | None):
                raise InvalidParameterTypeError(parameter, type(value).__name__, ["str", "None"])
        self.name = str(name)
        self.html, self.css, self.js = html or "", css or "", js or ""
        self.isolate_styles = bool(isolate_styles)
        has_files = any(is_path(text) for text in (self.css, self.js) if text)
        self._folder: Path | None = asset_folder(self.name) if has_files else None
        self._files()

    def __repr__(self) -> str:
        return f"<Component {self.name}>"

    def _files(self) -> tuple[str | None, str | None]:
        """Return the files of the styles and the script. A new build may have given them other names."""
        css, js = (
            resolve(self._folder, text.strip(), self.name) if text and is_path(text) else None
            for text in (self.css, self.js)
        )
        return css, js

    def __call__(
        self,
        *,
        key: str | int | None = None,
        data: Any = None,
        default: Mapping[str, Any] | None = None,
        width: Width = "stretch",
        height: Height = "content",
        **on_callbacks: Callback,
    ) -> ComponentResult:
        """Show the component here, and return its state and the events of this run.

        Args:
            key: a name that identifies the component. With a key, it keeps its state when its data changes.
            data: what its script gets as `data`: what JSON can represent, bytes, a table, or a dict that has
                tables among its values.
            default: the first values of parts of the state, by name. Each of these names needs a callback.
            width: CSS pixels, "stretch" or "content".
            height: CSS pixels, "stretch" or "content".
            on_callbacks: functions that are called after the script has set a part of the state, or has sent
                an event: `on_NAME_change=function`.

        Raises:
            BidiComponentInvalidCallbackNameError: a callback is not called `on_NAME_change`.
            BidiComponentInvalidDefaultKeyError: a name in `default` has no callback.
            BidiComponentUnserializableDataError: `data` cannot be sent to the browser.
            DuplicateElementKey: another widget of this run has the key.
        """
        on_callbacks.pop("isolate_styles", None)  # older packages pass it here; it belongs to the declaration
        callbacks = named(on_callbacks)
        for part in default or ():
            if part not in callbacks:
                raise BidiComponentInvalidDefaultKeyError(part, list(callbacks))
        scope = require()
        name = None if key is None else str(key)
        shown = self._element(scope, data, checked_width(width), checked_height(height))
        owner = shown.owner(name)
        events = {each: ComponentEvent(name=wire_text(each), owner=owner) for each in callbacks}
        identity = identity_of(scope, shown, name)
        sources = {each: identity_of(scope, event) for each, event in events.items()}
        state = _State(scope, name, identity, default or {}, sources)
        changed = StateCallbacks(scope.host.page, identity, callbacks)
        shared: dict[str, Any] = {"key": name} if not callbacks else {"key": name, "on_change": changed}
        record = Cursor.with_commands().show_valued(shown, shared, codec=state.codec)
        parts: ComponentState = state.codec.decode(record.wire)
        changed.begin(parts)
        below = Cursor(record.node_id, scope.host.token)
        sent = {}
        for each, event in events.items():
            # In a form, no event is sent.
            value = below.ask(event, {} if record.form is not None else {"on_click": callbacks[each]})
            sent[each] = None if value is None else json.loads(value)
        return ComponentResult(sent | parts.parts)

    def _element(self, scope: Scope, data: Any, width: Width, height: Height) -> BidiComponent:
        css_file, script_file = self._files()
        if self._folder is not None:
            scope.host.of_app(ComponentFolders).add(VERSION_2 + self.name, self._folder)
        script = None
        if self.js.strip() and script_file is None:
            script = scope.host.of_app(ComponentScripts).keep(self.js)
        text, raw, tables = sendable(data)
        return BidiComponent(
            name=wire_text(self.name),
            html=wire_text(self.html),
            css="" if css_file is not None else wire_text(self.css),
            css_file=css_file,
            script=script,
            script_file=script_file,
            isolated=self.isolate_styles,
            data=text,
            raw=raw,
            tables=tables,
            width=width,
            height=height,
        )


class _State:
    """Converts a component's state between the browser's form and the app's."""

    def __init__(
        self,
        scope: Scope,
        key: str | None,
        identity: Hashable,
        default: Mapping[str, Any],
        events: Mapping[str, Hashable],
    ) -> None:
        self._page, self._key, self._default, self._events = scope.host.page, key, dict(default), events
        self.codec = Codec(self._decode, self._encode)

    def _decode(self, wire: str | None) -> ComponentState:
        parts = {**self._default, **({} if wire is None else json.loads(wire))}
        sent = {}
        for name, identity in self._events.items():
            value = self._page.apply(ReadWidget(identity))
            sent[name] = None if value in (None, MISSING) else json.loads(value)
        return ComponentState(parts, sent, self._key)

    def _encode(self, value: Any) -> str | None:
        if value is None:
            return None
        parts = value.parts if isinstance(value, ComponentState) else value
        if not isinstance(parts, Mapping):
            raise ValueError("the state of a component is a dict")
        return write_json(dict(parts))


class StateCallbacks:
    """Calls the callbacks of those parts of a state that the script has set since the app knew them."""

    def __init__(self, page: Page, identity: Hashable, callbacks: Mapping[str, Callback]) -> None:
        self._page, self._identity, self._callbacks = page, identity, callbacks
        self._lock = threading.Lock()
        self._known: dict[str, Any] = {}  # guarded by _lock

    def begin(self, state: ComponentState) -> None:
        """Set what the app knows."""
        with self._lock:
            self._known = state.parts

    def __call__(self) -> None:
        """Call the functions."""
        wire = self._page.apply(ReadWidget(self._identity))
        parts: dict[str, Any] = {} if wire in (None, MISSING) else json.loads(wire)
        with self._lock:
            before = self._known
        for name, callback in self._callbacks.items():
            if callback is None or name not in parts or (name in before and before[name] == parts[name]):
                continue
            # An interrupted callback has not been called: the newer run calls it.
            try:
                callback()
            except Exception:
                self._learn(name, parts[name])
                raise
            self._learn(name, parts[name])

    def _learn(self, name: str, value: Any) -> None:
        with self._lock:
            self._known = {**self._known, name: value}


def named(on_callbacks: Mapping[str, Callback]) -> dict[str, Callback]:
    """Return callbacks by the names of their parts or events.

    Raises:
        BidiComponentInvalidCallbackNameError: one is not called `on_NAME_change`.
    """
    found: dict[str, Callback] = {}
    for parameter, callback in on_callbacks.items():
        name = parameter.removeprefix("on_").removesuffix("_change")
        if callback is None:
            continue
        if f"on_{name}_change" != parameter or name in ("", "_") or not callable(callback):
            raise BidiComponentInvalidCallbackNameError(parameter)
        found[name] = callback
    return found


def sendable(data: Any) -> tuple[str | None, Blob | None, tuple[ComponentTable, ...]]:
    """Return data for a component: as JSON, as bytes, and the tables in the JSON.

    Raises:
        BidiComponentUnserializableDataError: it cannot be sent to the browser.
    """
    if data is None:
        return None, None, ()
    blobs = require().host.of_app(BlobStore)
    if isinstance(data, (bytes, bytearray)):
        return None, blobs.add(Blob(bytes(data))), ()
    if not isinstance(data, dict) and is_table(data):
        return None, blobs.add(Blob(to_arrow(data))), ()
    tables: list[ComponentTable] = []
    if isinstance(data, dict):
        data = dict(data)
        for name, value in data.items():
            if is_table(value):
                blob = blobs.add(Blob(to_arrow(value)))
                tables.append(ComponentTable(blob.id, blob))
                data[name] = {REFERENCE: blob.id}
    try:
        return write_json(data), None, tuple(tables)
    except ValueError as error:
        raise BidiComponentUnserializableDataError() from error


def component(
    name: str,
    *,
    html: str | None = None,
    css: str | None = None,
    js: str | None = None,
    isolate_styles: bool = True,
) -> Component:
    """Declare a component, and return the function that shows it.

    Args:
        name: the component's name. A component of an installed package that has files is called
            `project.component`, as the package's pyproject.toml declares it.
        html: its HTML.
        css: its styles; or the path of a file, or a pattern, below the folder from the manifest.
        js: its script, a module that exports a function as default; or the path of a file, or a pattern.
        isolate_styles: whether its styles and those of the page do not affect each other. If so, the script
            gets a shadow root as `parentElement`.

    Raises:
        APIError: a file is named, and no manifest declares the folder.
        ComponentRegistryError: a file is not there, or outside of its folder.
        InvalidParameterTypeError: `html`, `css` or `js` is not a text.

    Example:
        >>> def app():
        ...     from treadle.components.v2 import component
        ...     import treadle as st
        ...     button = component("button", html="<button>Press</button>", js='''
        ...         export default function ({ parentElement, setTriggerValue }) {
        ...             const button = parentElement.querySelector("button");
        ...             button.onclick = () => setTriggerValue("pressed", true);
        ...         }''')
        ...     st.write("Pressed:", button(on_pressed_change=lambda: None).pressed)
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().markdown[0].value
        'Pressed: `None`'
    """
    return Component(name, html, css, js, isolate_styles)
