"""CSS that an app gives for the cells of a table, reduced to what cannot do anything but paint them."""

import re
from collections.abc import Iterable

Declarations = tuple[tuple[str, str], ...]
"""CSS properties with their values, in the order of their names."""

PROPERTIES = frozenset(
    [
        "background",
        "background-color",
        "border",
        "border-bottom",
        "border-color",
        "border-left",
        "border-radius",
        "border-right",
        "border-style",
        "border-top",
        "border-width",
        "color",
        "font-family",
        "font-size",
        "font-style",
        "font-variant",
        "font-weight",
        "letter-spacing",
        "opacity",
        "text-align",
        "text-decoration",
        "text-shadow",
        "text-transform",
    ]
)
"""The properties that cells can have. Others could move a cell, cover the page or load something."""

_PLAIN = re.compile(r"[-+*/\w\s#%.,()'\"]{1,500}")
_FUNCTION = re.compile(r"([-\w]+)\s*\(")
_FUNCTIONS = frozenset(
    [
        "calc",
        "color",
        "color-mix",
        "hsl",
        "hsla",
        "hwb",
        "lab",
        "lch",
        "linear-gradient",
        "oklab",
        "oklch",
        "rgb",
        "rgba",
    ]
)


def cell_css(declarations: Iterable[tuple[object, object]]) -> Declarations:
    """Return the declarations that a cell may have, without the others. The last one of a property counts.

    Example:
        >>> cell_css([("color", "red"), ("position", "fixed"), ("background", "url(//evil.example/x)")])
        (('color', 'red'),)
    """
    kept: dict[str, str] = {}
    for given, said in declarations:
        name, value = str(given).strip().lower(), str(said).replace("!important", "").strip()
        if name not in PROPERTIES or not _PLAIN.fullmatch(value):
            continue
        if all(function.lower() in _FUNCTIONS for function in _FUNCTION.findall(value)):
            kept[name] = value
    return tuple(sorted(kept.items()))
