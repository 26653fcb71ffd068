"""Types as the reference shows them: short, and the same under every version of Python."""

import inspect
import types
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_overloads

from treadle._core.elements.cursor import C


def shown(annotation: Any) -> str:
    """Return an annotation as text: `str | None`, `"left" | "right"`, `Callable`."""
    if isinstance(annotation, str):
        return annotation
    if annotation is C:
        return "Container"
    if annotation is None or annotation is type(None):
        return "None"
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is Literal:
        return " | ".join(_quoted(value) for value in arguments)
    if isinstance(annotation, list):  # the parameters of a callable
        return f"[{', '.join(map(shown, annotation))}]"
    if annotation is Ellipsis:
        return "..."
    if origin is None:
        return _name(annotation)
    if all(
        argument in (Any, Ellipsis) for argument in arguments if not isinstance(argument, list)
    ) and not any(isinstance(argument, list) for argument in arguments):
        return _name(origin)
    return f"{_name(origin)}[{', '.join(map(shown, arguments))}]"


def returned(function: Callable[..., Any]) -> str | None:
    """Return the type of what a function returns, None if its signature has none.

    A function with overloads returns what any of them returns.
    """
    overloads = get_overloads(function)
    if overloads:
        return _union([inspect.signature(each).return_annotation for each in overloads])
    annotation = inspect.signature(function).return_annotation
    return None if annotation is inspect.Signature.empty else shown(annotation)


def _union(members: Iterable[Any]) -> str:
    """Return a union with each member once, and None at the end."""
    parts: list[str] = []
    for member in members:
        for part in _members(member):
            if part not in parts:
                parts.append(part)
    if any(part.startswith('"') for part in parts):  # the values that are meant say more than `Any`
        parts = [part for part in parts if part != "Any"]
    return " | ".join(sorted(parts, key=lambda part: part == "None"))


def _members(annotation: Any) -> list[str]:
    if get_origin(annotation) in (Union, types.UnionType):
        return [part for member in get_args(annotation) for part in _members(member)]
    if get_origin(annotation) is Literal:
        return [_quoted(value) for value in get_args(annotation)]
    return [shown(annotation)]


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _name(annotation: Any) -> str:
    name = (
        annotation.__name__
        if isinstance(annotation, TypeVar)
        else getattr(annotation, "__name__", str(annotation))
    )
    return str(name).rpartition(".")[2].lstrip("_")
