"""Errors for two elements of one run that have the same key or the same identity."""

from treadle._core.calling import At
from treadle._core.protocol.element import Element
from treadle.errors import DuplicateElementId, DuplicateElementKey

Shown = tuple[Element, At | None]
"""An element, and where the app shows it."""


def same_key(key: str, first: Shown, second: Shown) -> DuplicateElementKey:
    """Return the error for two elements with one key."""
    return DuplicateElementKey(key, (_described(*first), _described(*second)))


def same_identity(first: Shown, second: Shown) -> DuplicateElementId:
    """Return the error for two elements of one kind that have the same parameters and no key."""
    return DuplicateElementId(second[0].kind, (_described(*first), _described(*second)))


def _described(props: Element, at: At | None) -> str:
    label = getattr(props, "label", None)
    name = f"“{label}”" if isinstance(label, str) and label else f"`{props.kind}`"
    return name if at is None else f"{name} ({at})"
