"""Write the protocol's TypeScript: `frontend/src/protocol.gen.ts`, from the structs in Python.

Run it with `src` importable. The result depends on nothing but the structs, so a check can compare it with
the file.
"""

import json
import pkgutil
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import inspect

import treadle._core.elements
import treadle._core.session.structure
from treadle._core.protocol import message
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import KINDS, Element
from treadle._core.protocol.source import Source

TARGET = Path(__file__).resolve().parents[1] / "frontend" / "src" / "protocol.gen.ts"

_SIMPLE: Mapping[type[inspect.Type], str] = {
    inspect.AnyType: "unknown",
    inspect.NoneType: "null",
    inspect.BoolType: "boolean",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.DecimalType: "string",
    inspect.StrType: "string",
    inspect.DateType: "string",
    inspect.TimeType: "string",
    inspect.DateTimeType: "string | Date",
    inspect.TimeDeltaType: "string",
    inspect.UUIDType: "string",
    inspect.BytesType: "Uint8Array",
    inspect.ByteArrayType: "Uint8Array",
    inspect.MemoryViewType: "Uint8Array",
}


class _Writer:
    """Turns types into TypeScript and remembers which structs inside them need a type of their own."""

    def __init__(self, names: Mapping[type, str]) -> None:
        self.names = names
        self.nested: dict[str, type[msgspec.Struct]] = {}

    def text(self, info: inspect.Type) -> str:
        if isinstance(info, inspect.Metadata):
            return self.text(info.type)
        if (simple := _SIMPLE.get(type(info))) is not None:
            return simple
        match info:
            case inspect.LiteralType(values=values):
                return " | ".join(sorted(json.dumps(value) for value in values))
            case inspect.EnumType(cls=cls):
                return " | ".join(sorted(json.dumps(member.value) for member in cls))
            case inspect.UnionType(types=types):
                return " | ".join(dict.fromkeys(self.text(item) for item in types))
            case inspect.TupleType(item_types=items):
                return f"readonly [{', '.join(self.text(item) for item in items)}]"
            case (
                inspect.ListType(item_type=item)
                | inspect.VarTupleType(item_type=item)
                | inspect.SetType(item_type=item)
                | inspect.FrozenSetType(item_type=item)
            ):
                text = self.text(item)
                return (
                    f"readonly ({text})[]"
                    if "|" in text or text.startswith("readonly")
                    else f"readonly {text}[]"
                )
            case inspect.DictType(value_type=value):
                return f"Readonly<Record<string, {self.text(value)}>>"
            case inspect.CustomType(cls=cls) if cls is Blob:
                return "Blob_"
            case inspect.CustomType(cls=cls) if cls is Source:
                return "string"
            case inspect.StructType(cls=cls):
                if cls in self.names:
                    return self.names[cls]
                self.nested[cls.__name__] = cls
                return cls.__name__
        raise TypeError(f"no TypeScript for {info}")

    def declare(self, name: str, cls: type[msgspec.Struct]) -> str:
        """Return the type of a struct: an interface, or a labelled tuple for one that is sent as an array."""
        fields = [(field.encode_name, self.text(field.type)) for field in _fields(cls)]
        if cls.__struct_config__.array_like:
            items = [f"{key}: {text}" for key, text in fields]
            if (tag := cls.__struct_config__.tag) is not None:
                items.insert(0, f"tag: {json.dumps(tag)}")
            return f"export type {name} = readonly [{', '.join(items)}];\n\n"
        if not fields:
            return f"export type {name} = Readonly<Record<string, never>>;\n\n"
        lines = "".join(f"  readonly {key}: {text};\n" for key, text in fields)
        return f"export interface {name} {{\n{lines}}}\n\n"


def _fields(cls: type[msgspec.Struct]) -> Iterable[inspect.Field]:
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)
    return info.fields


def _defaults(cls: type[Element]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(cls):
        if field.default is not msgspec.NODEFAULT:
            found[field.encode_name] = msgspec.to_builtins(field.default)
        elif field.default_factory is not msgspec.NODEFAULT:
            found[field.encode_name] = msgspec.to_builtins(field.default_factory())
    return found


def _members(union: Any) -> list[type[msgspec.Struct]]:
    return list(get_args(union)) or [union]


def load_elements() -> None:
    """Import every module of `treadle._core.elements`, so that all kinds are known."""
    for module in pkgutil.walk_packages(treadle._core.elements.__path__, "treadle._core.elements."):
        import_module(module.name)


_UNIONS = (
    ("Operation", message.Operation, "Op"),
    ("Effect", message.Effect, "Effect"),
    ("ServerMessage", message.ServerMessage, "Message"),
    ("ClientMessage", message.ClientMessage, "Message"),
)


def typescript() -> str:
    """Return the text of `protocol.gen.ts`."""
    load_elements()
    kinds = sorted(KINDS.items())
    unions = [
        (name, [(cls, cls.__name__ + suffix) for cls in _members(union)]) for name, union, suffix in _UNIONS
    ]
    writer = _Writer(
        {cls: name for _, members in unions for cls, name in members}
        | {Element: "Readonly<Record<string, unknown>>"}
    )
    declared = [writer.declare(cls.__name__, cls) for _, cls in kinds]
    declared.append("/** Properties by kind. */\nexport interface Kinds {\n")
    declared += [f"  readonly {kind}: {cls.__name__};\n" for kind, cls in kinds]
    declared.append("}\n\nexport type Kind = keyof Kinds;\nexport type Props<K extends Kind> = Kinds[K];\n\n")
    for union, members in unions:
        declared += [writer.declare(name, cls) for cls, name in members]
        declared.append(f"export type {union} = {' | '.join(name for _, name in members)};\n\n")
    # Structs found inside others may hold further ones, so go on until none is new.
    done = {cls.__name__ for _, cls in kinds}
    while todo := sorted(set(writer.nested) - done):
        declared += [writer.declare(name, writer.nested[name]) for name in todo]
        done.update(todo)
    table = {kind: defaults for kind, cls in kinds if (defaults := _defaults(cls))}
    return "".join(
        [
            "// Written by scripts/gen_ts.py from the structs in src/treadle. Do not edit.\n\n",
            f"export const PROTOCOL_VERSION = {message.VERSION};\n\n",
            "/** A large value: the bytes themselves, or the id to fetch them by. */\n",
            "export type Blob_ = Uint8Array | string;\n\n",
            *declared,
            "/** Defaults that the wire leaves out. */\n",
            "export const DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = ",
            json.dumps(table, indent=2, ensure_ascii=False) + ";\n",
        ]
    )


if __name__ == "__main__":
    TARGET.write_text(typescript(), encoding="utf-8")
