"""Base structs of everything that can stand on a page.

The struct of an element is everything that the document, the wire and the browser know about it. It is
immutable, hashable and comparable. The document compares two structs to find out whether an element has
changed.
"""

from collections.abc import Callable, Hashable
from typing import Any, ClassVar, Literal

import msgspec

from .upload import FileRef, Upload

Width = int | Literal["stretch", "content"]
"""CSS pixels, or how the element fills its row."""
Height = int | Literal["stretch", "content"]
LabelVisibility = Literal["visible", "hidden", "collapsed"]
TextAlignment = Literal["left", "center", "right", "justify"]
GapName = Literal["xxsmall", "xsmall", "small", "medium", "large", "xlarge", "xxlarge"]
Gap = int | GapName
"""CSS pixels, or a size by name."""

KINDS: dict[str, "type[Element]"] = {}
"""Every kind of element by its name on the wire. Each struct class adds itself when it is defined."""


class Element(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An element on a page. Subclasses add properties.

    The class name in snake_case is the kind on the wire.
    """

    kind: ClassVar[str] = "element"
    abstract: ClassVar[bool] = False
    """True for a class that is only a base of other classes and no kind of its own. Subclasses do not inherit
    it.
    """
    container: ClassVar[bool] = False
    single: ClassVar[bool] = False
    """True for a container of one element: a new element replaces the old one."""
    part: ClassVar[bool] = False
    """True for a part of another element. It stands inside that element, which need not be a container."""

    def mark(self) -> Hashable:
        """Return what distinguishes this element from another of its kind, for state in the browser.

        For example, only a browser knows whether an expander is open. If the app shows two elements of a kind
        at the same place, one after the other, the second gets the browser's state of the first only if both
        have the same mark.
        """
        return None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__module__ != __name__ and not cls.__dict__.get("abstract", False):  # a base class is no kind
            cls.kind = snake_case(cls.__name__)
            KINDS[cls.kind] = cls


class Container(Element, frozen=True, kw_only=True):
    """An element that contains other elements."""

    container: ClassVar[bool] = True

    def left(self, failed: bool) -> "Container":
        """Return the properties after a `with` block of this container has ended; `failed`: by an error."""
        return self


class Valued(Element, frozen=True, kw_only=True):
    """An element with a value that the browser can change. Subclasses declare `value` with its wire type.

    In the struct that a command makes, `value` is the default. In a node, it is the current value.
    """

    bind: Literal["query-params"] | None = None
    """Whether the value is part of the page's address."""
    key: str | None = None
    """The app's name for the element. The app's style sheets find the element by it."""
    trigger: ClassVar[bool] = False
    """True for buttons: the value holds for one run and then falls back to the default."""
    submits: ClassVar[bool] = False
    """True for the button that submits a form. Other buttons cannot stand in a form."""
    fillable: ClassVar[bool] = False
    """True for a trigger whose text the app may set, for the person to send."""
    closes: ClassVar[bool] = False
    """True for a dialog: its value takes it off the page."""
    settable: ClassVar[bool] = True
    """False if the app cannot set the value through the session state: only a person can provide it."""
    calls_in_forms: ClassVar[bool] = False
    """True if it may have callbacks in a form. They are called after the form is submitted."""
    stands_in_forms: ClassVar[bool] = False
    """True for a button that may stand in a form though it does not send it, as it leads elsewhere."""
    repeats: ClassVar[bool] = False
    """True if code in the browser sends the values: the same value again is news, and something reruns."""
    answers_itself: ClassVar[bool] = False
    """True if the callback is the element's own and contains nothing that the app passes again in each run.
    """

    def check(self, value: Any) -> Any:
        """Return a `value` from a browser, validated and normalised.

        A browser can send anything, so a subclass must refuse what a person could not have entered.

        Raises:
            ValueError: the value is not valid. The message is for the person who entered it.
        """
        raise NotImplementedError

    def take(self, value: Any) -> Any:
        """Return a `value` set by the app, validated and normalised.

        Unlike a person, the app may set None: nothing.

        Raises:
            ValueError: the value is not valid. The message says why.
        """
        return self.check(value)

    def merge(self, before: Any, value: Any) -> Any:
        """Return the value to store when a browser has sent a checked `value`.

        Here, the value itself. A widget that several browsers change at once can join it with the stored one.
        """
        return value

    def with_files(self, value: Any, find: Callable[[str], FileRef]) -> Any:
        """Return a checked value with uploaded files in place of the ids that a browser has sent for them.

        Args:
            value: what `check` has returned.
            find: returns the file with an id.

        Raises:
            ValueError: a file is not there, or no longer.
        """
        return value

    def recall(self, value: Any) -> Any:
        """Return a value that a browser has kept of an earlier session, validated and normalised.

        Raises:
            ValueError: what is wrong with the value, in words for the person who entered it.
        """
        return self.check(value)

    def spell(self, value: Any) -> list[str]:
        """Return a value as texts for the page's address: one text, or one for each number of a range."""
        return [_spelled(each) for each in (value if isinstance(value, tuple) else (value,))]

    def read(self, texts: list[str]) -> Any:
        """Return the value of texts from the page's address, in the form that `check` takes.

        Here, the last text.

        Raises:
            ValueError: the texts are no value of this element.
        """
        return texts[-1]

    @property
    def called(self) -> str:
        """The name of the element in messages: its label, if it has one."""
        return str(getattr(self, "label", self.kind))

    @property
    def usable(self) -> bool:
        """Whether a person can change the value."""
        return True

    @property
    def takes_files(self) -> Upload | None:
        """The files that a person can upload to it, None for none.

        Elements with a field `upload` return that.
        """
        return None

    @property
    def secret(self) -> str | None:
        """The parameter that makes the value a secret, which must not be in an address. None: no secret."""
        return None

    def identity(self) -> Hashable:
        """Return what identifies an element without a key: the parameters that affect more than its look."""
        return self

    def sort(self) -> Hashable:
        """Return what identifies an element beside its key: here its kind."""
        return self.kind

    def accepts(self, value: Any) -> bool:
        """Return whether this element can have the value."""
        try:
            self.check(value)
        except ValueError:
            return False
        return True


class Input(Valued, frozen=True, kw_only=True):
    """An element with a label, in which a person enters something."""

    label: str
    help: str | None = None
    disabled: bool = False
    label_visibility: LabelVisibility = "visible"
    width: Width = "stretch"

    @property
    def usable(self) -> bool:
        """Whether a person can change the value."""
        return not self.disabled

    def identity(self) -> Hashable:
        """Return what identifies an input without a key: the parameters that affect more than its look.

        Disabling an input keeps its identity, so it keeps what a person has entered.
        """
        if not self.disabled and self.label_visibility == "visible":
            return self
        return msgspec.structs.replace(self, disabled=False, label_visibility="visible")


def _spelled(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():  # JavaScript writes 1.0 as 1
        return str(int(value))
    return str(value)


def snake_case(name: str) -> str:
    """Return a class name as a kind: `TextInput` is `text_input`.

    `Exception_` is `exception`: it ends in an underscore because Python has `Exception`.
    """
    return "".join(
        f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name.rstrip("_"))
    )
