"""A custom component of version 2, as it stands on a page: HTML, styles and a script in the page itself."""

import hashlib
from collections.abc import Hashable
from typing import Any, ClassVar

import msgspec

from treadle._core.data.json_text import read_json
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Height, Valued, Width


class ComponentTable(msgspec.Struct, frozen=True):
    """A table among a component's data, as Arrow. `ref` stands in its place in the JSON."""

    ref: str
    data: Blob


class BidiComponent(Valued, frozen=True, kw_only=True):
    """A custom component in the page. The events that its script can send are below it."""

    container: ClassVar[bool] = True
    repeats: ClassVar[bool] = True
    calls_in_forms: ClassVar[bool] = True
    name: str
    html: str = ""
    css: str = ""
    """Its styles."""
    css_file: str | None = None
    """The file of its styles, below the component's folder."""
    script: str | None = None
    """The name of a script that is a text in Python."""
    script_file: str | None = None
    """The file of its script, below the component's folder."""
    isolated: bool = True
    """Whether its styles and those of the page do not affect each other."""
    data: str | None = None
    """Data as JSON."""
    raw: Blob | None = None
    """Data that is bytes, or one table as Arrow."""
    tables: tuple[ComponentTable, ...] = ()
    """The tables among the data."""
    width: Width = "stretch"
    height: Height = "content"
    value: str | None = None
    """The component's state: a JSON object by the names of the parts."""

    @property
    def called(self) -> str:
        """What messages call it."""
        return self.name

    def identity(self) -> Hashable:
        """Return what identifies it without a key. A later build of its script is the same component."""
        return msgspec.structs.replace(self, html="", css="", css_file=None, script=None, script_file=None)

    def check(self, value: Any) -> Any:
        """Return a state if a component's script can have sent it."""
        try:
            if value is None or isinstance(read_json(value), dict):
                return value
        except ValueError:
            pass
        raise ValueError(f"The component “{self.name}” has sent something that is no state.")

    def owner(self, key: str | None) -> str:
        """Return a text that identifies it among all components, for its events."""
        what = f"key {key}" if key is not None else repr(self.identity())
        return hashlib.sha256(f"{self.name} {what}".encode("utf-8", "replace")).hexdigest()[:20]


class ComponentEvent(Valued, frozen=True, kw_only=True):
    """An event that a component's script can send. Its value holds for one run."""

    trigger: ClassVar[bool] = True
    settable: ClassVar[bool] = False
    stands_in_forms: ClassVar[bool] = True
    name: str
    owner: str
    """Identifies the component."""
    value: str | None = None
    """JSON."""

    @property
    def called(self) -> str:
        """What messages call it."""
        return self.name

    def check(self, value: Any) -> Any:
        """Return a value if a component's script can have sent it."""
        try:
            read_json(value)
        except ValueError:
            raise ValueError(f"A component has sent an event “{self.name}” that is no JSON.") from None
        return value
