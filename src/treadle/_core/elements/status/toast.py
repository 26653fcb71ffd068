"""`st.toast`."""

from typing import Any, Literal

from treadle._core.carry.context import require
from treadle._core.elements.checks import checked_icon, clean
from treadle._core.elements.cursor import C
from treadle._core.protocol.message import Toast
from treadle._core.session.page import AddEffect
from treadle.errors import MissingRequiredParameterError, ValueError_

SECONDS = {"short": 4, "long": 10, "infinite": 0}


def toast(
    self: C,
    body: object,
    *,
    icon: str | None = None,
    duration: Literal["short", "long", "infinite"] | int = "short",
) -> C:
    """Show a short notification in a corner of the page, once, in the browsers that are connected now.

    Args:
        body: the message, in Markdown.
        icon: an emoji, `":material/name:"`, or "spinner".
        duration: "short" (4 seconds), "long" (10), "infinite" (until the user closes it), or a number of
            seconds above 0.

    Raises:
        MissingRequiredParameterError: `body` is empty.
        ValueError_: `duration` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.toast("Saved", icon="💾")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().toast[0].value
        'Saved'
    """
    text = clean(body)
    if not text:
        raise MissingRequiredParameterError("body", detail="The message is empty. Pass a text.")
    scope = require()
    scope.host.page.do(scope, AddEffect(Toast(text, checked_icon(icon), _seconds(duration)), scope.recorder))
    return self


def _seconds(duration: Any) -> float:
    if isinstance(duration, str) and duration in SECONDS:
        return SECONDS[duration]
    if isinstance(duration, int | float) and not isinstance(duration, bool) and 0 < duration < 86_400 * 365:
        return duration
    raise ValueError_("duration", [*SECONDS, "a number of seconds above 0"], detail=f"It is {duration!r}.")
