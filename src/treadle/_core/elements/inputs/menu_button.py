"""`st.menu_button`."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Unpack

from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import ButtonType, Menu
from treadle._core.protocol.element import Input, Width
from treadle._core.session.widgets import Codec
from treadle.errors import APIError, MissingRequiredParameterError

from .button import style
from .options import T, labels, listed


class MenuButton(Input, frozen=True, kw_only=True):
    """A button with a menu. In the run that a choice starts, its value is the label of the chosen entry."""

    trigger: ClassVar[bool] = True
    value: str | None = None
    options: tuple[str, ...] = ()
    type: ButtonType = "secondary"
    icon: str | None = None
    wrap: bool | None = None
    width: Width = "content"

    def check(self, value: Any) -> str:
        """Return the entry if the menu has it."""
        if isinstance(value, str) and value in self.options:
            return value
        raise ValueError(f"“{self.label}”: choose one of the options.")


@positional("label options")
def menu_button(
    self: Cursor,
    label: str,
    options: Iterable[T],
    *,
    format_func: Callable[[Any], str] = str,
    **shared: Unpack[Menu],
) -> T | None:
    """Show a button that opens a menu.

    Return the chosen option in the run that the choice starts, and None in all others.

    Args:
        label: the text on the button, in Markdown.
        options: an iterable of any objects, at least one. An enum gives its members, a mapping its keys, a
            table its first column.
        format_func: a function that returns the label of an option, in Markdown.

    Raises:
        MissingRequiredParameterError: there are no options.
        APIError: two options have the same label.
        InvalidLayoutContextError: the button is in a form.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.menu_button("Export", ["CSV", "PDF"]))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().menu_button[0].click("PDF").run().text[0].value
        'PDF'
    """
    choices = listed(options)
    if not choices:
        raise MissingRequiredParameterError("options", detail="Pass at least one option.")
    names = labels(choices, format_func)
    if len(set(names)) < len(names):
        twice = next(name for index, name in enumerate(names) if name in names[:index])
        raise APIError(
            f"Two `options` have the label `{twice}`, so nobody could tell which one was chosen. Give each "
            "option its own label, for example with `format_func`."
        )
    button = MenuButton(**style(label, shared), options=names)
    chosen: T | None = self.ask(button, shared, codec=_codec(choices, names))
    return chosen


def _codec(options: list[Any], names: tuple[str, ...]) -> Codec:
    """Return the codec of the choice: its label, because the next run may change the order of options."""
    by_name = dict(zip(names, options, strict=True))
    return Codec(by_name.get, lambda value: names[options.index(value)])
