"""`st.latex`."""

import sys
from typing import Any, Unpack

from treadle._core.elements.checks import checked_width, clean, optional_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Formula
from treadle._core.protocol.element import Element, Width


class Latex(Element, frozen=True, kw_only=True):
    """A formula on its own line."""

    body: str
    """LaTeX without dollar signs around it."""
    help: str | None = None
    width: Width = "stretch"


@positional("body")
def latex(self: C, body: object, **shared: Unpack[Formula]) -> C:
    r"""Show a formula on its own line.

    Args:
        body: LaTeX, with or without dollar signs around it; or a SymPy expression.

    Example:
        >>> import treadle as st
        >>> st.latex(r"e^{i\pi} + 1 = 0")
    """
    return self.put(
        Latex(
            body=_formula(body),
            help=optional_text(shared.get("help")),
            width=checked_width(shared.get("width", "stretch")),
        )
    )


def is_sympy(value: object) -> bool:
    """Return whether a value is a SymPy expression. Does not import SymPy."""
    sympy: Any = sys.modules.get("sympy")
    return sympy is not None and isinstance(value, (sympy.Basic, sympy.MatrixBase))


def _formula(body: object) -> str:
    if is_sympy(body):
        return str(sys.modules["sympy"].latex(body))
    text = clean(body)
    for mark in ("$$", "$"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            inner = text[len(mark) : -len(mark)]
            return text if "$" in inner else inner.strip()
    return text
