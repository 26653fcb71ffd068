"""What an app shows at one moment, as JSON, read through `AppTest`. The same code reads Treadle's and
Streamlit's.
"""

import dataclasses
import datetime
import enum
import io
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

KINDS = [
    "audio_input",
    "button",
    "button_group",
    "camera_input",
    "caption",
    "chat_input",
    "chat_message",
    "checkbox",
    "code",
    "color_picker",
    "columns",
    "container",
    "data_editor",
    "dataframe",
    "date_input",
    "datetime_input",
    "divider",
    "download_button",
    "error",
    "exception",
    "expander",
    "feedback",
    "file_uploader",
    "form",
    "form_submit_button",
    "header",
    "help",
    "html",
    "image",
    "info",
    "json",
    "latex",
    "link_button",
    "markdown",
    "menu_button",
    "metric",
    "multiselect",
    "number_input",
    "page_link",
    "pagination",
    "pills",
    "progress",
    "radio",
    "segmented_control",
    "select_slider",
    "selectbox",
    "slider",
    "space",
    "status",
    "subheader",
    "success",
    "table",
    "tabs",
    "text",
    "text_area",
    "text_input",
    "time_input",
    "title",
    "toast",
    "toggle",
    "warning",
]
"""The accessors of AppTest that are read, of those that a side has."""

ATTRIBUTES = [
    "value",
    "label",
    "key",
    "help",
    "disabled",
    "options",
    "min",
    "max",
    "step",
    "placeholder",
    "icon",
    "language",
    "anchor",
    "delta",
    "index",
    "indices",
    "form_id",
    "avatar",
    "name",
    "url",
    "weight",
    "gap",
    "allow_html",
    "tag",
    "is_caption",
    "page",
    "query_string",
]
"""What is read of an element, as far as it has that."""

OPTIONAL = frozenset(["help", "icon", "placeholder", "anchor", "avatar", "url", "query_string"])
"""Attributes for which Streamlit says an empty text, or None, where there is none."""

NOT_COMPARED = {
    ("slider", "options"),
    ("download_button", "url"),
    ("image", "value"),
    *(("select_slider", name) for name in ("min", "max", "step")),
}
"""Kinds and attributes that say nothing: an empty list of what has no options, an address, the numbers of
options.
"""

CONTAINERS = frozenset(["chat_message", "columns", "container", "expander", "form", "status", "tabs"])


def snapshot(at: Any) -> dict[str, Any]:
    """Return what an app shows and keeps."""
    shown: dict[str, Any] = {}
    for place in ("main", "sidebar"):
        block = getattr(at, place)
        shown[place] = {kind: found for kind in KINDS if (found := _elements(block, kind))}
    if toasts := _elements(at, "toast"):
        shown["toasts"] = toasts
    shown["state"] = _state(at)
    return shown


def _elements(block: Any, kind: str) -> list[dict[str, Any]]:
    try:
        found = list(getattr(block, kind))
    except Exception:  # noqa: BLE001 - it does not have this accessor
        return []  # if the other side finds elements by it, that shows
    return [_element(each, kind) for each in found]


def _element(element: Any, kind: str) -> dict[str, Any]:
    if kind == "exception":
        return {"type": exception_type(element)}
    read: dict[str, Any] = {}
    for name in ATTRIBUTES:
        if (kind in CONTAINERS and name in ("value", "key", "help")) or (kind, name) in NOT_COMPARED:
            continue
        try:
            value = getattr(element, name)
        except Exception:  # noqa: BLE001 - it has none: a property may raise anything
            continue
        # A protocol buffer has no None.
        if name in OPTIONAL and value == "":
            read[name] = None
        elif name in ("min", "max", "step") and kind == "slider" and isinstance(read["value"], str | dict):
            continue  # how a date or time is told to a browser is each side's own business
        elif name in ("min", "max", "step") and isinstance(value, int | float):
            read[name] = float(value)  # which it is in a protocol buffer
        else:
            read[name] = encode(value)
    if isinstance(read.get("key"), str) and read["key"].startswith("FormSubmitter:"):
        del read["key"]
    if kind in CONTAINERS:
        read["holds"] = list(_kinds_in(element))
    return read


def _kinds_in(block: Any) -> Iterator[str]:
    for kind in KINDS:
        if kind in CONTAINERS:
            continue
        yield from [kind] * len(_elements(block, kind))


def exception_type(element: Any) -> str:
    """Return the name of an exception's class, without its module, as Treadle calls it."""
    proto = getattr(element, "proto", None)
    return without_prefix(str(proto.type if proto is not None else element._props.type).rpartition(".")[2])


def without_prefix(name: str) -> str:
    """Return the name of Streamlit's error as Treadle calls it."""
    name = name.removeprefix("Streamlit").rstrip("_")
    return "APIError" if name == "APIException" else name


def _state(at: Any) -> dict[str, Any]:
    state = at.session_state
    state = getattr(state, "_state", state)  # Streamlit's, which has no public way to list the keys
    state = state.filtered_state if hasattr(state, "filtered_state") else state.to_dict()
    return {
        str(key): encode(state[key])
        for key in sorted(state, key=str)
        if not str(key).startswith(("$$", "FormSubmitter:"))
    }


def encode(value: Any) -> Any:
    """Return a value as JSON has it, so that equal JSON means equal values of the same type."""
    if value is None or isinstance(value, bool | str):
        return str(value) if isinstance(value, enum.Enum) else value
    if isinstance(value, enum.Enum):
        return f"enum {value.name}"
    if isinstance(value, type) and issubclass(value, BaseException):
        return {"raised": without_prefix(value.__name__)}
    if isinstance(value, int | float) and type(value) in (int, float):
        return value if math.isfinite(value) else repr(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        return f"{type(value).__name__} {value}"
    if isinstance(value, bytes):
        return f"bytes {value!r}"
    if isinstance(value, io.IOBase):
        return {
            "file": getattr(value, "name", None),
            "type": getattr(value, "type", None),
            "bytes": len(value.getvalue()),
        }  # type: ignore[attr-defined]
    if hasattr(value, "to_dict") and hasattr(value, "columns") and hasattr(value, "index"):
        return {
            "frame": [str(column) for column in value.columns],
            "index": [encode(each) for each in value.index.tolist()],
            "rows": [[encode(cell) for cell in row] for row in value.to_numpy(dtype=object).tolist()],
        }
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {field: encode(getattr(value, field)) for field in value._fields}
    if type(value).__name__ == "RepeatedScalarContainer":  # a list in a protocol buffer
        value = list(value)
    if isinstance(value, list | tuple):
        return (
            {type(value).__name__: [encode(each) for each in value]}
            if isinstance(value, tuple)
            else list(map(encode, value))
        )
    if isinstance(value, set | frozenset | range):
        return {type(value).__name__: sorted((encode(each) for each in value), key=repr)}
    if isinstance(value, Mapping):
        return {str(key): encode(each) for key, each in value.items()}
    if dataclasses.is_dataclass(value):
        return {field.name: encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if hasattr(value, "tolist"):
        return {f"numpy {getattr(value, 'dtype', '')}": encode(value.tolist())}
    return re.sub(r" at 0x[0-9a-f]+", "", f"{type(value).__name__} {value!r}")
