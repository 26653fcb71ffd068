"""`st.browser_storage`."""

import math
from collections.abc import Iterator
from typing import Any

import msgspec

from treadle._core.cache.hashing import per_caller
from treadle._core.carry.context import require
from treadle._core.session.memory import LONGEST
from treadle._core.session.remember import ChangeStorage, ReadStorage
from treadle.errors import APIError, InvalidParameterTypeError

from .attributes import MutableAttributeMapping

LONGEST_NAME = 200
DEEPEST = 32


@per_caller
class BrowserStorage(MutableAttributeMapping[Any]):
    """A small mapping that the visitor's browser keeps for this app: settings, a draft, what was seen.

    It is there in the first run of a later visit, in the same browser and at the same address of the app.
    Values are None, `bool`, numbers, `str`, and lists and dicts of these, as JSON has them. There can be 100
    names and 64 kB in all, and 16 kB for a value.

    A write is in the browser at once, and starts no rerun. A lost connection loses no write. Tabs of a
    browser share the mapping; each tab sees what others have written when it is loaded or connects again.
    Visitors can read and change what their browser keeps, and it stays there after a logout: do not keep
    secrets in it, and do not trust it.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.browser_storage["visits"] = st.browser_storage.get("visits", 0) + 1
        ...     st.text(f"Visit {st.browser_storage.visits}")
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app)
        >>> at.browser_storage = {"visits": 3}
        >>> at.run().text[0].value
        'Visit 4'
    """

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        found = _read()
        if key in found:
            return found[key]
        raise KeyError(
            f"`st.browser_storage` has no {key!r}. `st.browser_storage.get({key!r})` is None then."
        )

    def __setitem__(self, key: str, value: Any) -> None:
        _change({_name(key): encoded(key, value)})

    def __delitem__(self, key: str) -> None:
        if key not in _read():
            raise KeyError(f"`st.browser_storage` has no {key!r}.")
        _change({key: None})

    def __iter__(self) -> Iterator[str]:
        return iter(_read())

    def __len__(self) -> int:
        return len(_read())

    def __repr__(self) -> str:
        return repr(self.to_dict())

    def clear(self) -> None:
        """Delete all names, at once."""
        scope = require()
        items = scope.host.page.do(scope, ReadStorage())
        _change(dict.fromkeys(items))

    def to_dict(self) -> dict[str, Any]:
        """Return a copy as a dict."""
        return _read()


def decoded(items: dict[str, str]) -> dict[str, Any]:
    """Return the values of JSON texts by name. What is no JSON is left out: a visitor can write anything."""
    found = {}
    for name, text in items.items():
        try:
            found[name] = msgspec.json.decode(text)
        except (ValueError, RecursionError):
            continue
    return found


def encoded(name: object, value: Any) -> str:
    """Return a value as JSON.

    Raises:
        InvalidParameterTypeError: JSON has no such value.
        APIError: it is too large.
    """
    _check(name, value, DEEPEST)
    text = msgspec.json.encode(value).decode()
    if len(text) > LONGEST:
        raise APIError(
            f"`st.browser_storage[{name!r}]` would have {len(text):,} characters, and can have {LONGEST:,}."
        )
    return text


def _check(name: object, value: Any, depth: int) -> None:
    where = f"st.browser_storage[{name!r}]"
    if depth == 0:
        raise APIError(f"`{where}` would be nested more than {DEEPEST} deep.")
    kind = type(value)
    if kind is dict and all(type(key) is str and _is_text(key) for key in value):
        for each in list(value.values()):
            _check(name, each, depth - 1)
    elif kind is list:
        for each in list(value):
            _check(name, each, depth - 1)
    elif not (
        value is None
        or kind is bool
        or (kind is str and _is_text(value))
        or (kind is int and -(2**63) <= value < 2**63)
        or (kind is float and math.isfinite(value))
    ):
        shown = repr(value) if kind in (int, float) else kind.__name__
        raise InvalidParameterTypeError(
            where, shown, ["None", "bool", "int", "float", "str", "list", "dict with texts as keys"]
        )


def _name(key: object) -> str:
    if type(key) is not str:
        raise InvalidParameterTypeError("a name in st.browser_storage", type(key).__name__, ["str"])
    if not 0 < len(key) <= LONGEST_NAME or not _is_text(key):
        raise APIError(f"A name in `st.browser_storage` is a text with 1 to {LONGEST_NAME} characters.")
    return key


def _is_text(value: str) -> bool:
    """Return whether a text can be sent. Half of a character cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read() -> dict[str, Any]:
    scope = require()
    return decoded(scope.host.page.do(scope, ReadStorage()))


def _change(changes: dict[str, str | None]) -> None:
    scope = require()
    scope.host.page.do(scope, ChangeStorage(changes))


browser_storage = BrowserStorage()
"""What the browser of the session keeps that the calling code belongs to."""
