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
"""CSS pixels. It is never wider than the window; this is for numbers that cannot be meant."""


class Dialog(Valued, Container, frozen=True, kw_only=True):
    """A box before the page, with elements of its own. `label` is its title; its value is true once a person closes it."""

    trigger: ClassVar[bool] = True
    label: str
    open: bool = True
    """False once its own code has asked for a run of the app, until that has come to its end."""
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
    """Make a function a dialog: a call opens a box before the page, with what the function shows.

    The function runs in a thread of its own, beside what has called it: the call returns None at once. When a widget in the
    dialog changes, the function alone runs again, as a fragment does, with the same arguments. It may be a coroutine function,
    and its call may be awaited or not.

    `st.rerun()` in the function closes the dialog, and `st.rerun("fragment")` runs it again. A person closes it by its cross, by
    Esc or by a click beside it: then what runs in it is stopped, threads that it has started included, and nothing is rerun
    unless `on_dismiss` says so. It also closes when the whole app runs again and does not call it.

    A callback, a fragment and a thread may open a dialog, too. One of a fragment stays open while the fragment runs again.

    Args:
        title: what stands at its top, in Markdown of one line.
        width: how wide it is at most: "small" is 500 CSS pixels, "medium" 750 and "large" 1280, or a number of CSS pixels.
        position: "center", or "left" or "right" for a panel along that edge of the window.
        dismissible: whether a person can close it. If not, the function must offer a way out that ends in `st.rerun()`.
        icon: an emoji or `":material/name:"` before the title.
        on_dismiss: what follows when a person closes it: "ignore" for nothing, "rerun" for a run of what has opened it (the
            app or a fragment), or a function that is called before that run.

    Raises:
        MissingRequiredParameterError: there is no title.
        InvalidLayoutContextError: on the call, it is called in a dialog, or the run has opened a dialog already, or another part
            of the page has one open.
        APIError: on the call, it is called in a cached function.

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
    given: Any = title  # `@st.dialog` alone gives the function
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
    """What the call of a coroutine function returns that is a dialog.

    The dialog runs elsewhere, so there is nothing to wait for: who cannot await, as in a callback, has opened it all the same.
    """

    def __await__(self) -> Generator[None]:
        yield from ()


def _open(
    function: Callable[..., Any], body: Callable[[], Any], props: Dialog, on_dismiss: OnDismiss
) -> None:
    scope = require()
    if scope.recorder is not None and not scope.recorder.finished:
        raise APIError(
            f"The cached function `{scope.recorder.function}` opens a dialog. Whoever finds its result in the cache would see "
            "none: open it outside of the function."
        )
    if scope.lane.around is not None:
        raise InvalidLayoutContextError(
            f"“{props.label}” cannot be opened in a dialog: there is one at a time. Close this one first: keep in "
            "`st.session_state` what is to follow, and call `st.rerun()`."
        )
    identity = ("dialog", function.__module__, function.__qualname__)
    told = on_dismiss if callable(on_dismiss) else None
    lane, before = scope.host.do(
        scope, OpenDialog(scope, identity, body, props, told, on_dismiss == "ignore")
    )
    scope.host.handle(DialogOpened(scope.run, lane, before))
