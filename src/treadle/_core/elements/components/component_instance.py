"""A custom component of version 1, as it stands on a page: a frame that has a value."""

import json
from collections.abc import Hashable, Mapping
from typing import Any, ClassVar

import msgspec

from treadle._core.carry.context import require
from treadle._core.data.json_text import read_json, unfit, write_json
from treadle._core.data.three_tables import ThreeTables, from_three_tables, is_table, to_three_tables
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Valued
from treadle._core.runtime.blobs import BlobStore
from treadle._core.session.widgets import Codec
from treadle.errors import APIError


class MarshallComponentException(APIError):
    """Raised when an argument of a custom component cannot be sent to it."""


class SpecialArgument(msgspec.Struct, frozen=True):
    """An argument of a component that JSON cannot represent: bytes, or a table."""

    name: str
    data: Blob
    index: Blob | None = None
    """The labels of a table's rows; None for bytes."""
    columns: Blob | None = None


class ComponentInstance(Valued, frozen=True, kw_only=True):
    """A custom component in a frame."""

    repeats: ClassVar[bool] = True
    name: str
    """The module that declares it, and its own name: `package.name`."""
    url: str | None = None
    """The address of its front end; None: the server has it."""
    arguments: str
    """The arguments as JSON."""
    special: tuple[SpecialArgument, ...] = ()
    tab_index: int | None = None
    value: Any = None
    """What it has sent: `("json", text)`, `("bytes", bytes)`, `("dataframe", data, index, columns)`; or None.
    """

    @property
    def called(self) -> str:
        """What messages call it."""
        return self.name

    def identity(self) -> Hashable:
        """Return what identifies it without a key."""
        return msgspec.structs.replace(self, tab_index=None)

    def sort(self) -> Hashable:
        """Return what identifies it beside its key. Values of one component mean nothing to another."""
        return self.kind, self.name, self.url

    def check(self, value: Any) -> Any:
        """Return a value if a component can have sent it."""
        try:
            return self._checked(value)
        except ValueError:
            raise ValueError(f"The component “{self.name}” has sent something that is not a value.") from None

    def _checked(self, value: Any) -> Any:
        match value:
            case None:
                return None
            case ["json", str() as text]:
                read_json(text)
                return "json", text
            case ["bytes", bytes() as data]:
                return "bytes", data
            case ["dataframe", bytes() as data, bytes() as index, bytes() as columns]:
                return "dataframe", data, index, columns
        raise ValueError(value)


def decode(wire: Any) -> Any:
    """Return a value as the app sees it. Each caller gets an object of its own."""
    match wire:
        case ("json", text):
            return json.loads(text)
        case ("bytes", data):
            return data
        case ("dataframe", data, index, columns):
            return from_three_tables(ThreeTables(data, index, columns))
    return None


def encode(value: Any) -> Any:
    """Return the wire form of a value that the app sets.

    Raises:
        ValueError: no component could have sent it.
    """
    if value is None:
        return None
    if isinstance(value, (bytes, bytearray)):
        return "bytes", bytes(value)
    if is_table(value):
        return "dataframe", *to_three_tables(value)
    try:
        return "json", write_json(value)
    except ValueError as error:
        raise ValueError(f"it is neither JSON, nor bytes, nor a table ({error})") from None


CODEC = Codec(decode, encode)


def parted(arguments: Mapping[str, Any], name: str) -> tuple[str, tuple[SpecialArgument, ...]]:
    """Return the arguments of a component as JSON, and those that JSON cannot represent.

    Args:
        arguments: the arguments by name.
        name: the component's name.

    Raises:
        MarshallComponentException: one cannot be sent.
    """
    plain: dict[str, Any] = {}
    special: list[SpecialArgument] = []
    blobs = require().host.of_app(BlobStore)
    for argument, value in arguments.items():
        if isinstance(value, (bytes, bytearray)):
            special.append(SpecialArgument(argument, blobs.add(Blob(bytes(value)))))
        elif is_table(value):
            parts = [blobs.add(Blob(part)) for part in to_three_tables(value)]
            special.append(SpecialArgument(argument, *parts))
        else:
            plain[argument] = value
    try:
        return write_json(plain), tuple(special)
    except ValueError as error:
        raise MarshallComponentException(
            f"The argument `{unfit(plain)}` of the component “{name}” cannot be sent to the browser: "
            f"{error}. Pass what JSON can represent; or bytes or a table, but not inside of another value."
        ) from error
