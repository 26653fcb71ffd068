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
    """What an app calls an element."""

    key: Annotated[
        Key | None,
        Parameter(
            None,
            "the app's name for it, also in `st.session_state`.",
            positional=True,
            raises=(
                "DuplicateElementKey: another element of this run has the key.",
                "DuplicateElementId: this run has shown the same element before, and neither has a key.",
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
            'called before the rerun that a change causes; "ignore" keeps changes without a rerun.',
            positional=True,
        ),
    ]


class Clicked(TypedDict, total=False):
    """A callback for a press."""

    on_click: Annotated[
        WidgetCallback | None,
        Parameter(None, "called before the rerun that a press causes.", positional=True),
    ]


class Usable(TypedDict, total=False):
    """Whether a person can use it."""

    disabled: Annotated[bool, Parameter(False, "whether it is shown greyed out, and cannot be used.")]


class Labelled(TypedDict, total=False):
    """How a label is shown."""

    label_visibility: Annotated[
        LabelVisibility,
        Parameter(
            "visible",
            '"hidden" keeps the label\'s space, "collapsed" does not; screen readers read the label in any case.',
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
            '"query-params" makes the value part of the page\'s address, under the name `key`, unless it is the default. The address '
            "decides the value when the page is loaded, and after Back and Forward.",
            raises=("MissingRequiredParameterError: it is bound or kept, and has no key.",),
        ),
    ]
    persist_state: Annotated[
        Literal["page", "session"] | None,
        Parameter(
            None,
            'keeps the value while the input is not shown: "page" until the browser shows another page, "session" for the session.',
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
    """Return a decorator that sets which parameters of a command have no need of a name, where the usual order does not hold.

    Args:
        order: their names, separated by blanks.
    """

    def mark(function: FUNCTION) -> FUNCTION:
        function.__dict__["positional"] = tuple(order.split())
        return function

    return mark
