"""The parameters that many commands share, each with its type, its default and its text in the reference.

A command takes a group of them as `**shared: Unpack[Group]`. `scripts/gen.py` writes them into the signature,
the overloads and the docstring of the method in `treadle/api.py`. Apps call that method, and editors show it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, TypedDict

from treadle._core.elements.parameter import Parameter
from treadle._core.protocol.element import Gap, Height, LabelVisibility, TextAlignment, Width

Key = str | int
WidgetCallback = Callable[..., Any]
OnChange = WidgetCallback | Literal["rerun", "ignore"] | None
OnOpen = WidgetCallback | Literal["rerun", "ignore"]
ButtonType = Literal["primary", "secondary", "tertiary"]
IconPosition = Literal["left", "right"]


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
            'a callback, called before the rerun that a change starts. "rerun": no callback. "ignore": a '
            "change starts no rerun.",
            positional=True,
        ),
    ]


class Clicked(TypedDict, total=False):
    """A callback for a click."""

    on_click: Annotated[
        WidgetCallback | None, Parameter(None, "a callback, called before the rerun.", positional=True)
    ]


class Answered(TypedDict, total=False):
    """A callback for a click. The click can also start no rerun."""

    on_click: Annotated[
        OnChange,
        Parameter(
            "rerun",
            'a callback, called before the rerun. "rerun": no callback. "ignore": a click starts no rerun.',
            positional=True,
        ),
    ]


class Submitted(Keyed, total=False):
    """A field for messages."""

    on_submit: Annotated[
        WidgetCallback | None,
        Parameter(None, "a callback, called before the rerun that a message starts."),
    ]
    args: Annotated[Sequence[Any] | None, Parameter(None, "positional arguments of the callback.")]
    kwargs: Annotated[Mapping[str, Any] | None, Parameter(None, "keyword arguments of the callback.")]


class Usable(TypedDict, total=False):
    """Whether a person can use the element."""

    disabled: Annotated[bool, Parameter(False, "whether the input is disabled (grey, and not usable).")]


class Labelled(TypedDict, total=False):
    """The visibility of the label."""

    label_visibility: Annotated[
        LabelVisibility,
        Parameter(
            "visible",
            '"visible", "hidden" (the space stays empty) or "collapsed" (no space). Screen readers read the '
            "label in any case.",
        ),
    ]


_WIDTH = ("InvalidWidthError: `width` is not valid.",)


class Wide(TypedDict, total=False):
    """The width of an element that fills its container."""

    width: Annotated[Width, Parameter("stretch", 'CSS pixels or "stretch".', raises=_WIDTH)]


class Narrow(TypedDict, total=False):
    """The width of an element that is as wide as its content."""

    width: Annotated[Width, Parameter("content", 'CSS pixels, "stretch" or "content".', raises=_WIDTH)]


class Spread(TypedDict, total=False):
    """The width of an element that fills its container, or is as wide as its content if the app says so."""

    width: Annotated[Width, Parameter("stretch", 'CSS pixels, "stretch" or "content".', raises=_WIDTH)]


class Tall(TypedDict, total=False):
    """The height of an element that is as high as its content."""

    height: Annotated[
        Height,
        Parameter(
            "content",
            'CSS pixels (longer content scrolls), "stretch" or "content".',
            raises=("InvalidHeightError: `height` is not valid.",),
        ),
    ]


class Aligned(TypedDict, total=False):
    """The alignment of the lines of a text."""

    text_alignment: Annotated[
        TextAlignment,
        Parameter(
            "left",
            'how the lines are aligned: "left", "center", "right" or "justify".',
            raises=("ValueError_: `text_alignment` is not left, center, right or justify.",),
        ),
    ]


class Wrapping(TypedDict, total=False):
    """The wrapping of long lines."""

    wrap: Annotated[bool, Parameter(True, "whether long lines wrap. If not, they are cut off.")]


class Iconed(TypedDict, total=False):
    """An icon."""

    icon: Annotated[
        str | None,
        Parameter(None, 'an emoji or `":material/name:"`.', raises=("APIError: `icon` is not an icon.",)),
    ]


class PlainText(Helped, Narrow, Aligned, Wrapping, total=False):
    """A text that is as wide as its lines."""


class Text(Helped, Spread, Aligned, Wrapping, total=False):
    """A text that fills its container."""


class FreeText(Helped, Aligned, Wrapping, total=False):
    """A text whose width the container can choose."""


class Formula(Helped, Spread, total=False):
    """A text of one line."""


class Label(Iconed, Narrow, Helped, total=False):
    """A text of a few words."""


class Heading(Helped, Iconed, Spread, Aligned, Wrapping, total=False):
    """A heading."""


class Ruled(TypedDict, total=False):
    """A line below a heading."""

    divider: Annotated[
        bool | Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "grey", "rainbow"],
        Parameter(
            False,
            "the colour of a line below the heading; True: a colour that Treadle chooses.",
            raises=("ValueError_: `divider` is not one of these colours.",),
        ),
    ]


class RuledHeading(Helped, Iconed, Ruled, Spread, Aligned, Wrapping, total=False):
    """A heading of a section."""


class _Titled(TypedDict, total=False):
    title: Annotated[object, Parameter(None, "a line above the message, in Markdown.")]


class Message(Iconed, Wide, _Titled, total=False):
    """A message that stands out."""


class Bound(TypedDict, total=False):
    """A value in the page's address."""

    bind: Annotated[
        Literal["query-params"] | None,
        Parameter(
            None,
            '"query-params" stores the value in the page\'s address, as the query parameter `key`. The '
            "default is not stored. The value "
            "is read from the address when the page loads, and after Back and Forward.",
            raises=("MissingRequiredParameterError: `bind` is set, and `key` is not.",),
        ),
    ]


class Kept(Bound, total=False):
    """Other places in which a value is kept."""

    persist_state: Annotated[
        Literal["page", "session"] | None,
        Parameter(
            None,
            'keeps the value while the input is not shown: "page" until the browser opens another page, '
            '"session" until the session ends.',
            raises=("MissingRequiredParameterError: `persist_state` is set, and `key` is not.",),
        ),
    ]


class _Input(Keyed, Helped, Changed, Calling, Usable, Labelled, total=False):
    """The parameters of all inputs."""


class WideInput(_Input, Wide, Kept, total=False):
    """An input that fills its container."""


class NarrowInput(_Input, Narrow, Kept, total=False):
    """An input as wide as its content."""


class Uploaded(_Input, Wide, total=False):
    """An input for files, which no address can hold and no file of state."""


class _Typed(TypedDict, total=False):
    type: Annotated[
        ButtonType,
        Parameter("secondary", '"primary" (for the main action), "secondary", or "tertiary" (no border).'),
    ]


class Styled(_Typed, Iconed, total=False):
    """The look of any button."""

    wrap: Annotated[bool | None, Parameter(None, "whether a long label wraps. False: it is cut off.")]


class Stretched(TypedDict, total=False):
    """The older form of the width."""

    use_container_width: Annotated[bool | None, Parameter(None, 'True: `width="stretch"`. False: "content".')]


class _OneAction(TypedDict, total=False):
    icon_position: Annotated[IconPosition, Parameter("left", '"left" or "right" of the label.')]
    shortcut: Annotated[
        str | None,
        Parameter(
            None,
            'a keyboard shortcut, like `"Ctrl+K"`, `"Enter"` or `"F2"`. It works wherever the focus is. '
            "C and R are Treadle's. Ctrl, Cmd, Meta and Mod mean the same, and so do Alt and Option.",
            raises=("APIError: `shortcut` is not a valid shortcut, or it is reserved.",),
        ),
    ]


class _OpenButton(Styled, Stretched, Helped, Narrow, total=False):
    """The look of a button that opens something."""


class Faced(Styled, Stretched, _OneAction, total=False):
    """The look of a button with one action, and the keys that press it."""


class BareInput(Keyed, Changed, Calling, Usable, Narrow, Kept, total=False):
    """An input without a label."""


class _Press(Keyed, Helped, total=False):
    """The parameters of all elements that can be pressed."""


class Pressed(_Press, Clicked, Calling, Usable, Narrow, Faced, total=False):
    """A button."""


class Linked(_Press, Calling, Usable, Narrow, Faced, total=False):
    """A button that leads elsewhere."""


class Menu(_Press, Clicked, Calling, Usable, Narrow, Styled, total=False):
    """A button that opens a menu."""


class Offered(_Press, Answered, Calling, Usable, Narrow, Faced, total=False):
    """A button with an effect of its own, so that the app need not rerun."""


class Region(Spread, Tall, total=False):
    """The size of an element with content of its own."""


class Panel(Wide, Tall, total=False):
    """The size of an element that is never as wide as its content."""


class Named(TypedDict, total=False):
    """The name of an element without a value."""

    key: Annotated[
        Key | None,
        Parameter(
            None,
            "a name that keeps the identity of the element wherever it stands among its siblings.",
            raises=("DuplicateElementKey: another element of this run has the same key.",),
        ),
    ]


class Gapped(TypedDict, total=False):
    """The space between the elements of a container."""

    gap: Annotated[
        Gap | None,
        Parameter(
            "small",
            'the space between the elements: CSS pixels, a size from "xxsmall" (0.25 rem) to "xxlarge" '
            "(8 rem), or None (no space).",
            raises=("ValueError_: `gap` is not valid.",),
        ),
    ]


class Arranged(Named, Region, Gapped, total=False):
    """A container."""


class Celled(Named, Panel, total=False):
    """A grid."""


class Rowed(Gapped, Wide, total=False):
    """A row of containers."""


class _Alternative(TypedDict, total=False):
    alt: Annotated[str | None, Parameter(None, "a description for screen readers.")]


class Drawn(Region, Stretched, _Alternative, total=False):
    """A chart."""


class Plotted(Tall, Stretched, _Alternative, total=False):
    """A chart that may have a width of its own."""


class _MapHeight(TypedDict, total=False):
    height: Annotated[
        Height,
        Parameter(500, 'CSS pixels or "stretch".', raises=("InvalidHeightError: `height` is not valid.",)),
    ]


class _MapStretched(TypedDict, total=False):
    use_container_width: Annotated[bool | None, Parameter(None, 'True: `width="stretch"`.')]


class Mapped(Wide, _MapHeight, _MapStretched, _Alternative, total=False):
    """A map."""


class Sketched(Narrow, Tall, Stretched, _Alternative, total=False):
    """A drawing that has a size of its own."""


class Proportioned(Region, _Alternative, total=False):
    """A drawing of any size."""


class Diagram(Spread, _Alternative, total=False):
    """A drawing that is as high as it needs."""


class _Indexed(TypedDict, total=False):
    hide_index: Annotated[
        bool | None,
        Parameter(None, "whether the index is hidden. None: it is shown if the data has one."),
    ]


class Listed(Region, _Indexed, _Alternative, total=False):
    """A table."""


class Gridded(Spread, Stretched, _Indexed, _Alternative, total=False):
    """A table as a grid."""


class Edited(Spread, Stretched, _Indexed, _Alternative, Keyed, Changed, Calling, total=False):
    """A table that people edit."""


class Measured(Helped, Iconed, Labelled, Region, total=False):
    """A number with a label."""


class Opening(Calling, total=False):
    """A container that a person opens and closes."""

    key: Annotated[
        Key | None,
        Parameter(
            None,
            "the container's name. It keeps its identity wherever it stands among its siblings, and if the "
            "app knows what is open, this is `st.session_state[key]`.",
            raises=("DuplicateElementKey: another element of this run has the same key.",),
        ),
    ]
    on_change: Annotated[
        OnOpen,
        Parameter(
            "ignore",
            '"ignore": a change starts no rerun. "rerun": the app knows what is open, and reruns when the '
            "user opens or closes something. A function: a callback, called before that rerun.",
            raises=(
                "ValueError_: `on_change` is not valid.",
                "InvalidFormCallbackError: `on_change` is a callback, and the container is in a form.",
                "APIError: the app knows what is open, and the container is in a cached function.",
            ),
        ),
    ]


class Folded(Opening, Bound, Iconed, Wide, total=False):
    """A container that opens and closes."""


class Tabbed(Opening, Bound, Panel, total=False):
    """Containers that share a place. One is visible at a time."""


class Floating(_OpenButton, Usable, Opening, total=False):
    """A container over the page."""


class Followed(Named, Wide, total=False):
    """An element that follows something."""
