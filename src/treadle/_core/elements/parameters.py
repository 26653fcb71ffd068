"""The parameters that many commands share, each declared once: its type, its default, and its text in the reference.

A command takes a group of them as `**shared: Unpack[Group]`. `scripts/gen.py` writes them out in the signature, the overloads
and the docstring of the method in `treadle/api.py`, which is what an app calls and what an editor shows.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, TypedDict, TypeVar

from treadle._core.protocol.element import LabelVisibility, Width

Key = str | int
WidgetCallback = Callable[..., Any]
OnChange = WidgetCallback | Literal["rerun", "ignore"] | None


class Parameter(NamedTuple):
    """What a shared parameter has besides its type."""

    default: object
    text: str
    """Its line in the reference."""
    positional: bool = False
    """Whether it may be given without its name; those that may stand behind a command's own, in the order of their group."""
    raises: tuple[str, ...] = ()
    """Lines of the section "Raises" that it adds."""


class Keyed(TypedDict, total=False):
    """The name of an element."""

    key: Annotated[
        Key | None,
        Parameter(
            None,
            "the element's name. Its value is `st.session_state[key]`.",
            positional=True,
            raises=(
                "DuplicateElementKey: another element of this run has the same key.",
                "DuplicateElementId: this run has already shown the same element, and neither has a key.",
            ),
        ),
    ]


class Helped(TypedDict, total=False):
    """A tooltip."""

    help: Annotated[str | None, Parameter(None, "the text of a tooltip, in Markdown.", positional=True)]


class Calling(TypedDict, total=False):
    """Arguments of a callback."""

    args: Annotated[
        Sequence[Any] | None, Parameter(None, "positional arguments of the callback.", positional=True)
    ]
    kwargs: Annotated[
        Mapping[str, Any] | None, Parameter(None, "keyword arguments of the callback.", positional=True)
    ]


class Changed(TypedDict, total=False):
    """A callback for a change."""

    on_change: Annotated[
        OnChange,
        Parameter(
            "rerun",
            'a callback, called before the rerun that a change starts. "rerun": no callback. "ignore": a change starts no rerun.',
            positional=True,
        ),
    ]


class Clicked(TypedDict, total=False):
    """A callback for a press."""

    on_click: Annotated[
        WidgetCallback | None,
        Parameter(None, "a callback, called before the rerun that a click starts.", positional=True),
    ]


class Usable(TypedDict, total=False):
    """Whether a person can use it."""

    disabled: Annotated[bool, Parameter(False, "whether the input is disabled (grey, and not usable).")]


class Labelled(TypedDict, total=False):
    """How a label is shown."""

    label_visibility: Annotated[
        LabelVisibility,
        Parameter(
            "visible",
            '"visible", "hidden" (the space stays empty) or "collapsed" (no space). Screen readers read the label in any case.',
        ),
    ]


class Wide(TypedDict, total=False):
    """The width of what fills its container."""

    width: Annotated[Width, Parameter("stretch", 'CSS pixels or "stretch".')]


class Narrow(TypedDict, total=False):
    """The width of what is as wide as its content."""

    width: Annotated[Width, Parameter("content", 'CSS pixels, "stretch" or "content".')]


class Kept(TypedDict, total=False):
    """Where else a value lives."""

    bind: Annotated[
        Literal["query-params"] | None,
        Parameter(
            None,
            '"query-params" stores the value in the page\'s address, as the query parameter `key`. The default is not stored. The value '
            "is read from the address when the page loads, and after Back and Forward.",
            raises=("MissingRequiredParameterError: `bind` or `persist_state` is set, and `key` is not.",),
        ),
    ]
    persist_state: Annotated[
        Literal["page", "session"] | None,
        Parameter(
            None,
            'keeps the value while the input is not shown: "page" until the browser opens another page, "session" until the session ends.',
        ),
    ]


class _Input(Keyed, Helped, Changed, Calling, Usable, Labelled, total=False):
    """What inputs of any width share."""


class WideInput(_Input, Wide, Kept, total=False):
    """An input that fills its container."""


class NarrowInput(_Input, Narrow, Kept, total=False):
    """An input that is as wide as its content."""


class Pressed(Keyed, Helped, Clicked, Calling, Usable, Narrow, total=False):
    """A button."""


FUNCTION = TypeVar("FUNCTION", bound=Callable[..., Any])


def positional(order: str) -> Callable[[FUNCTION], FUNCTION]:
    """Return a decorator that sets which parameters of a command can be passed by position, if not in the usual order.

    Args:
        order: the names of the parameters, separated by spaces.
    """

    def mark(function: FUNCTION) -> FUNCTION:
        function.__dict__["positional"] = tuple(order.split())
        return function

    return mark
