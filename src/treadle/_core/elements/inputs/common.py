"""The parameters that all inputs share, checked in one place."""

from collections.abc import Hashable, Mapping
from typing import Any, ClassVar, TypedDict

import msgspec

from treadle._core.carry.context import require
from treadle._core.elements.checks import checked_width, clean, one_of, optional_text
from treadle._core.protocol.element import LabelVisibility, Valued, Width
from treadle._core.session.state import ReadKey, decoded
from treadle._core.session.widgets import MISSING

VISIBILITIES: tuple[LabelVisibility, ...] = ("visible", "hidden", "collapsed")

WRAP: tuple[bool | None, ...] = (None, True, False)

MAX_TEXT = 10_000_000
"""The largest number of characters in any text from a browser, even if its widget allows more."""


class Bare(Valued, frozen=True, kw_only=True):
    """An element in which a person chooses something, without a label."""

    abstract: ClassVar[bool] = True
    disabled: bool = False
    width: Width = "content"

    @property
    def called(self) -> str:
        """What messages call it."""
        return self.kind.replace("_", " ")

    @property
    def usable(self) -> bool:
        """Whether a person may change its value."""
        return not self.disabled

    def identity(self) -> Hashable:
        """Return what identifies it without a key: all parameters except `disabled`."""
        return msgspec.structs.replace(self, disabled=False) if self.disabled else self


class Look(TypedDict):
    """The properties of `Input` itself."""

    label: str
    help: str | None
    disabled: bool
    label_visibility: LabelVisibility
    width: Width


def look(label: object, shared: Mapping[str, Any], *, narrow: bool = False) -> Look:
    """Return the properties that all inputs have, as they are sent to the browser.

    Args:
        label: any object. Its text is shown, in Markdown.
        shared: the app's arguments for the parameters that inputs share. Missing ones have their defaults.
        narrow: whether the input also takes the width "content".

    Raises:
        ValueError_: `label_visibility` is not "visible", "hidden" or "collapsed".
        InvalidWidthError: `width` is not valid.
    """
    return Look(
        label=clean(label),
        help=optional_text(shared.get("help")),
        disabled=bool(shared.get("disabled", False)),
        label_visibility=one_of("label_visibility", shared.get("label_visibility", "visible"), VISIBILITIES),
        width=checked_width(shared.get("width", "content" if narrow else "stretch"), allow_content=narrow),
    )


def bare(shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of `Bare`, as they are sent to the browser.

    Args:
        shared: the app's arguments for the parameters of `BareInput`.

    Raises:
        InvalidWidthError: `width` is not valid.
    """
    return {
        "disabled": bool(shared.get("disabled", False)),
        "width": checked_width(shared.get("width", "content")),
    }


def held(shared: Mapping[str, Any]) -> Any:
    """Return the value of an input before it is shown again; `MISSING` if it has no key or no value yet."""
    key = shared.get("key")
    if key is None:
        return MISSING
    scope = require()
    return decoded(scope.host.page.look(scope, ReadKey(str(key))))


def is_number(value: object) -> bool:
    """Return whether a value from a browser is a number. A bool is not a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(value: object) -> bool:
    """Return whether a value is an int. A bool is not an int."""
    return isinstance(value, int) and not isinstance(value, bool)
