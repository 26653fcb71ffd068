"""`st.text_area`."""

from collections.abc import Mapping, Sequence
from typing import Any, overload

from treadle._core.elements.checks import checked_height, wire_text
from treadle._core.elements.cursor import Cursor, Key, OnChange, unsupported
from treadle._core.protocol.element import Height, LabelVisibility, Width

from .common import common
from .text_input import Text, checked_limit

LOWEST = 68
"""CSS pixels that two lines take; a label takes `LABEL` more."""
LABEL = 28


class TextArea(Text, frozen=True, kw_only=True):
    """A field for several lines of text. `height` is that of the field and its label; None is three lines."""

    height: Height | None = None


@overload
def text_area(
    self: Cursor,
    label: str,
    value: str = "",
    height: Height | None = None,
    max_chars: int | None = None,
    key: Key | None = None,
    help: str | None = None,
    on_change: OnChange = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    placeholder: str | None = None,
    disabled: bool = False,
    required: bool = False,
    label_visibility: LabelVisibility = "visible",
    width: Width = "stretch",
    bind: Any = None,
    persist_state: Any = None,
) -> str: ...


@overload
def text_area(
    self: Cursor,
    label: str,
    value: object = "",
    height: Height | None = None,
    max_chars: int | None = None,
    key: Key | None = None,
    help: str | None = None,
    on_change: OnChange = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    placeholder: str | None = None,
    disabled: bool = False,
    required: bool = False,
    label_visibility: LabelVisibility = "visible",
    width: Width = "stretch",
    bind: Any = None,
    persist_state: Any = None,
) -> str | None: ...


def text_area(
    self: Cursor,
    label: str,
    value: object = "",
    height: Height | None = None,
    max_chars: int | None = None,
    key: Key | None = None,
    help: str | None = None,
    on_change: OnChange = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    placeholder: str | None = None,
    disabled: bool = False,
    required: bool = False,
    label_visibility: LabelVisibility = "visible",
    width: Width = "stretch",
    bind: Any = None,
    persist_state: Any = None,
) -> str | None:
    r"""Show a field for several lines of text and return the text.

    Args:
        label: what is to be entered, in Markdown.
        value: the text at first, as any object; None for an empty field that returns None until something is entered.
        height: CSS pixels of the field with its label, "content" to grow with the text, "stretch", None for three lines.
        max_chars: how many characters the text may have.
        key: the app's name for it, also in `st.session_state`.
        help: the text of a tooltip beside the label, in Markdown.
        on_change: called before the rerun that a change causes; "ignore" keeps changes without a rerun.
        args: positional arguments of the callback.
        kwargs: keyword arguments of the callback.
        placeholder: what is shown while the field is empty.
        disabled: whether a person can change it.
        required: whether an empty text cannot be sent.
        label_visibility: "hidden" keeps the label's space, "collapsed" does not; screen readers read it in any case.
        width: CSS pixels or "stretch".
        bind: not supported yet.
        persist_state: not supported yet.

    Raises:
        InvalidHeightError: there is no such height.
        DuplicateElementKey: another element of this run has the key.
        DuplicateElementId: the same field was shown before in this run, and neither has a key.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(len(st.text_area("Notes", "two\nlines").splitlines()))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        '2'
    """
    unsupported(bind=(bind, None), persist_state=(persist_state, None))
    limit = checked_limit(max_chars)
    high = None if height is None else checked_height(height)
    if isinstance(high, int):
        high = max(high, LOWEST if label_visibility == "collapsed" else LOWEST + LABEL)
    field = TextArea(
        **common(label, help, disabled, label_visibility, width),
        value=None if value is None else wire_text(value)[:limit],
        height=high,
        max_chars=limit,
        placeholder=None if placeholder is None else wire_text(placeholder) or None,
        required=bool(required),
    )
    text: str | None = self.ask(field, key=key, on_change=on_change, args=args, kwargs=kwargs)
    return text
