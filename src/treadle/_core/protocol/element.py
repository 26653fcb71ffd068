"""Base structs of everything that can stand on a page.

An element's struct is all that the document, the wire and the browser know of it: immutable, hashable, comparable.
Comparing two of them is how an unchanged element is recognised, so nothing else may carry an element's state.
"""

from collections.abc import Hashable
from typing import Any, ClassVar, Literal

import msgspec

Width = int | Literal["stretch", "content"]
"""CSS pixels, or how the element fills its row."""
Height = int | Literal["stretch", "content"]
LabelVisibility = Literal["visible", "hidden", "collapsed"]
TextAlignment = Literal["left", "center", "right", "justify"]

KINDS: dict[str, "type[Element]"] = {}
"""Every kind of element by its wire name. Filled as the struct classes are defined; read by code generation and tests."""


class Element(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something on a page. Subclasses add properties; the class name in snake_case is the kind on the wire."""

    kind: ClassVar[str] = "element"
    abstract: ClassVar[bool] = False
    """True in the body of a class that is only a base of kinds. Subclasses do not inherit it."""
    container: ClassVar[bool] = False
    single: ClassVar[bool] = False
    """True for a container of one: a new element replaces the one that is there."""

    def mark(self) -> Hashable:
        """Return what tells this element from another of its kind, where a browser keeps something about it.

        A browser alone knows whether an expander is open. Of two elements of a kind that the app shows at one place, one
        after the other, the second gets what is known about the first only if both have the same mark.
        """
        return None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__module__ != __name__ and not cls.__dict__.get("abstract", False):  # bases are not kinds
            cls.kind = snake_case(cls.__name__)
            KINDS[cls.kind] = cls


class Container(Element, frozen=True, kw_only=True):
    """An element that holds others."""

    container: ClassVar[bool] = True

    def left(self, failed: bool) -> "Container":
        """Return the properties after a `with` block round this container has ended, by an exception if `failed`."""
        return self


class Valued(Element, frozen=True, kw_only=True):
    """An element with a value that the browser can change. Subclasses declare `value` with its wire type.

    In the struct that an element function makes, `value` is the default; in a node, it is the current value.
    """

    bind: Literal["query-params"] | None = None
    """Whether the value is part of the page's address."""
    trigger: ClassVar[bool] = False
    """True for buttons: the value holds for one run and then falls back to the default."""
    submits: ClassVar[bool] = False
    """True for the button that sends a form; other buttons cannot stand in one."""
    answers_itself: ClassVar[bool] = False
    """True if its callback is the element's own, with nothing in it that the app gives anew in each run."""

    def check(self, value: Any) -> Any:
        """Return `value` as sent by a browser, validated and normalised.

        Everything from a browser is hostile: a subclass refuses what a person could not have entered.

        Raises:
            ValueError: what is wrong with the value, in words for the person who entered it.
        """
        raise NotImplementedError

    def take(self, value: Any) -> Any:
        """Return `value` as set by the app, validated and normalised. The app may set what a person cannot: nothing.

        Raises:
            ValueError: what is wrong with the value.
        """
        return self.check(value)

    def spell(self, value: Any) -> list[str]:
        """Return a value as texts, as a page's address has it: one text, or one for each number of a range."""
        return [_spelled(each) for each in (value if isinstance(value, tuple) else (value,))]

    def read(self, texts: list[str]) -> Any:
        """Return the value that texts stand for, as `check` takes it from a browser; here the last text itself.

        Raises:
            ValueError: they stand for none.
        """
        return texts[-1]

    @property
    def called(self) -> str:
        """What messages call it: its label, if it has one."""
        return str(getattr(self, "label", self.kind))

    @property
    def usable(self) -> bool:
        """Whether a person may change its value."""
        return True

    @property
    def secret(self) -> str | None:
        """Which parameter makes the value a secret, which must not be in an address; None for no secret."""
        return None

    def identity(self) -> Hashable:
        """Return what tells this element from others that have no key: all that it was declared with, less how it looks."""
        return self

    def accepts(self, value: Any) -> bool:
        """Return whether `value` is one that this element could hold."""
        try:
            self.check(value)
        except ValueError:
            return False
        return True


class Input(Valued, frozen=True, kw_only=True):
    """An element in which a person enters something, with a label."""

    label: str
    help: str | None = None
    disabled: bool = False
    label_visibility: LabelVisibility = "visible"
    width: Width = "stretch"

    @property
    def usable(self) -> bool:
        """Whether a person may change its value."""
        return not self.disabled

    def identity(self) -> Hashable:
        """Return what tells this input from others that have no key: all that it was declared with, less how it looks.

        What a person has entered outlives that the app disables the input.
        """
        if not self.disabled and self.label_visibility == "visible":
            return self
        return msgspec.structs.replace(self, disabled=False, label_visibility="visible")


def _spelled(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():  # as JavaScript writes it
        return str(int(value))
    return str(value)


def snake_case(name: str) -> str:
    """Return a class name as a kind: `TextInput` is `text_input`, and `Exception_` (which Python has) `exception`."""
    return "".join(
        f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name.rstrip("_"))
    )
