"""`st.html`."""

import inspect
import os
import re
from pathlib import Path
from typing import Any, Unpack

from treadle._core.elements.checks import checked_width, clean
from treadle._core.elements.cursor import C
from treadle._core.elements.parameters import Spread
from treadle._core.protocol.element import Element, Width
from treadle.errors import MissingRequiredParameterError

_STYLES = re.compile(r"(\s|<!--.*?-->|<style\b[^>]*>.*?</style\s*>)*", re.IGNORECASE | re.DOTALL)


class Html(Element, frozen=True, kw_only=True):
    """HTML in the page itself."""

    body: str
    scripts: bool = False
    """Whether its scripts are executed."""
    styles: bool = False
    """Whether it is only a style sheet, which takes no space."""
    width: Width = "stretch"


def html(self: C, body: Any, *, unsafe_allow_javascript: bool = False, **shared: Unpack[Spread]) -> C:
    """Show HTML as a part of the page.

    Scripts, and everything else that could execute code, are removed. HTML that is only a style sheet takes
    no space on the page.

    Args:
        body: HTML; or a `pathlib.Path` of a file with HTML or CSS (`.css`); or any object, whose
            `_repr_html_()` is shown, or else its text. A text is never the path of a file.
        unsafe_allow_javascript: whether scripts in the HTML are executed. They can do what the page can do:
            do not execute what others have written.

    Raises:
        MissingRequiredParameterError: `body` is empty.
        OSError: the file cannot be read.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.html("<p>It is <mark>marked</mark>.</p>")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().html[0].value
        '<p>It is <mark>marked</mark>.</p>'
    """
    text = clean(_source(body))
    if not text:
        raise MissingRequiredParameterError("body", detail="It is empty.")
    return self.put(
        Html(
            body=text,
            scripts=bool(unsafe_allow_javascript),
            styles=_STYLES.fullmatch(text) is not None,
            width=checked_width(shared.get("width", "stretch")),
        )
    )


def _source(body: Any) -> str:
    if isinstance(body, os.PathLike):
        path = Path(body)
        text = path.read_text(encoding="utf-8")
        return f"<style>{text}</style>" if path.suffix.lower() == ".css" else text
    if not isinstance(body, str) and not inspect.isclass(body) and hasattr(body, "_repr_html_"):
        shown = body._repr_html_()
        if shown is not None:  # as IPython has it: this object has no HTML
            return str(shown)
    return str(body)
