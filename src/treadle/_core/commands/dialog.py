"""`st.dialog`."""

import functools
from collections.abc import Callable, Generator
from typing import Any, ClassVar, Literal, TypeVar, cast

from treadle._core.carry.context import require
from treadle._core.elements.checks import checked_icon, one_of, wire_text
from treadle._core.elements.parameters import WidgetCallback
from treadle._core.protocol.element import Container, Valued
from treadle._core.session.dialogs import OpenDialog
from treadle._core.session.events import DialogOpened
from treadle._core.sync.coroutine_functions import is_coroutine_function
from treadle.errors import APIError, InvalidLayoutContextError, MissingRequiredParameterError, ValueError_

F = TypeVar("F", bound=Callable[..., Any])

DialogWidth = Literal["small", "medium", "large"] | int
DialogPosition = Literal["left", "center", "right"]
OnDismiss = WidgetCallback | Literal["ignore", "rerun"]

WIDTHS: tuple[Literal["small", "medium", "large"], ...] = ("small", "medium", "large")
POSITIONS: tuple[DialogPosition, ...] = ("left", "center", "right")
WIDEST = 100_000
"""CSS pixels. A dialog is never wider than the window; this refuses numbers that are obviously wrong."""


class Dialog(Valued, Container, frozen=True, kw_only=True):
    """A box in front of the page, with its own elements. `label` is the title.

    Its value is true once a person closes it.
    """

    trigger: ClassVar[bool] = True
    closes: ClassVar[bool] = True
    label: str
    open: bool = True
    """False after its own code has requested a run of the app, until that run has ended."""
    icon: str | None = None
    position: DialogPosition = "center"
    dismissible: bool = True
    width: DialogWidth = "small"

    def check(self, value: Any) -> bool:
        """Return the value if it closes the dialog."""
        if value is not True:
            raise ValueError(f"“{self.label}” can only be closed.")
        if not self.dismissible:
            raise ValueError(f"“{self.label}” is not closed this way: it has a button for that.")
        return True


def dialog(
    title: str,
    *,
    width: DialogWidth = "small",
    position: DialogPosition = "center",
    dismissible: bool = True,
    icon: str | None = None,
    on_dismiss: OnDismiss = "ignore",
) -> Callable[[F], F]:
    """Return a function that opens a modal dialog with what the decorated function shows.

    The function runs in its own thread, and the call returns None at once. When a widget in the dialog
    changes, only the function runs again, like a fragment, with the same arguments. It can be a coroutine
    function; awaiting its call is optional.

    In the function, `st.rerun()` closes the dialog, and `st.rerun("fragment")` runs it again. The user closes
    it by its close button, by Esc or by a click outside: this stops the function and the threads that it
    started, and starts no rerun unless `on_dismiss` is set. The dialog also closes when the whole app runs
    again and does not call it.

    A callback, a fragment or a thread can open a dialog. The dialog of a fragment stays open while the
    fragment runs again.

    Args:
        title: the title, in Markdown, on one line.
        width: the maximum width: "small" (500 CSS pixels), "medium" (750), "large" (1280), or a number of CSS
            pixels.
        position: "center"; or "left" or "right" (a panel at that edge of the window).
        dismissible: whether the user can close the dialog. If not, the function must call `st.rerun()` to
            close it.
        icon: an emoji or `":material/name:"` before the title.
        on_dismiss: what happens when the user closes the dialog. "ignore": nothing. "rerun": the app or
            fragment that opened it reruns. A function: it is called before that rerun.

    Raises:
        MissingRequiredParameterError: `title` is missing.
        InvalidLayoutContextError: on the call, if it is in a dialog, if the run has already opened a dialog,
            or if another part of the page has an open dialog.
        APIError: on the call, if it is in a cached function.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     @st.dialog("Dye the yarn")
        ...     def dye(yarn):
        ...         colour = st.text_input("Colour")
        ...         if st.button("Dye"):
        ...             st.session_state.dyed = f"{yarn} in {colour}"
        ...             st.rerun()
        ...     if st.button("Wool"):
        ...         dye("wool")
        ...     st.write(st.session_state.get("dyed", "nothing"))
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> at.button[0].click().run().dialog[0].label
        'Dye the yarn'
        >>> _ = at.text_input[0].input("red").run()
        >>> at.dialog[0].button[0].click().run().markdown[0].value
        'wool in red'
    """
    given: Any = title  # `@st.dialog` without parentheses passes the function
    if given is None or callable(given) or not str(given).strip():
        raise MissingRequiredParameterError("title", detail='For example: `@st.dialog("Dye the yarn")`.')
    props = Dialog(
        label=wire_text(title),
        icon=checked_icon(icon),
        position=one_of("position", position, POSITIONS),
        dismissible=bool(dismissible),
        width=_checked_width(width),
    )
    if not callable(on_dismiss) and on_dismiss not in ("ignore", "rerun"):
        raise ValueError_("on_dismiss", ['"ignore"', '"rerun"', "a function"])
    return lambda function: _decorate(function, props, on_dismiss)


def _checked_width(width: Any) -> DialogWidth:
    if isinstance(width, int) and not isinstance(width, bool) and 0 < width <= WIDEST:
        return width
    if width not in WIDTHS:
        valid = [*(f'"{each}"' for each in WIDTHS), f"a number of CSS pixels from 1 to {WIDEST:,}"]
        raise ValueError_("width", valid, detail=f"It is {width!r}.")
    return cast(DialogWidth, width)


def _decorate(function: F, props: Dialog, on_dismiss: OnDismiss) -> F:
    if is_coroutine_function(function):

        @functools.wraps(function)
        def opening_async(*args: Any, **kwargs: Any) -> _Opened:
            _open(function, functools.partial(function, *args, **kwargs), props, on_dismiss)
            return _Opened()

        return cast(F, opening_async)

    @functools.wraps(function)
    def opening(*args: Any, **kwargs: Any) -> None:
        _open(function, functools.partial(function, *args, **kwargs), props, on_dismiss)

    return cast(F, opening)


class _Opened:
    """The result of calling a coroutine function that is a dialog.

    The dialog runs elsewhere, so awaiting it is optional. A callback, which cannot await, opens it as well.
    """

    def __await__(self) -> Generator[None]:
        yield from ()


def _open(
    function: Callable[..., Any], body: Callable[[], Any], props: Dialog, on_dismiss: OnDismiss
) -> None:
    scope = require()
    if scope.recorder is not None and not scope.recorder.finished:
        raise APIError(
            f"The cached function `{scope.recorder.function}` opens a dialog. A call that finds the result "
            "in the cache could not open it. Open it outside of the function."
        )
    if scope.lane.around is not None:
        raise InvalidLayoutContextError(
            f"“{props.label}” cannot be opened in a dialog, because only one dialog can be open. Store in "
            "`st.session_state` what to open next, and close this one by `st.rerun()`."
        )
    identity = ("dialog", function.__module__, function.__qualname__)
    told = on_dismiss if callable(on_dismiss) else None
    lane, before = scope.host.page.do(
        scope, OpenDialog(scope, identity, body, props, told, on_dismiss == "ignore")
    )
    scope.host.handle(DialogOpened(scope.run, lane, before))
