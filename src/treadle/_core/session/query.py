"""Query parameters as an app gives them."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from treadle.errors import APIError, InvalidParameterTypeError, QueryParamDictValueError

from .address import Query, reserved


class _HasKeys(Protocol):
    def keys(self) -> Iterable[str]: ...
    def __getitem__(self, key: str, /) -> "str | Iterable[str]": ...


Params = _HasKeys | Iterable[tuple[str, str | Iterable[str]]]


def checked_name(key: object) -> str:
    """Return the name of a parameter.

    Raises:
        APIError: it is the page's own.
    """
    name = str(key)
    if reserved(name):
        raise APIError(
            f"The app changed the query parameter `{name}`, which Treadle reserves. Use another name."
        )
    return name


def checked_values(key: object, value: Any) -> list[str]:
    """Return the values of a parameter: one, or those of a list.

    Raises:
        QueryParamDictValueError: it is a dict.
    """
    if isinstance(value, Mapping):
        raise QueryParamDictValueError(str(key))
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [str(item) for item in value]
    return [str(value)]


def collect(params: Any) -> Query:
    """Return the parameters of a mapping, or of pairs."""
    pairs = [(key, params[key]) for key in params.keys()] if hasattr(params, "keys") else list(params)  # noqa: SIM118 - not every mapping iterates over its keys
    found: Query = {}
    for key, value in pairs:
        # Pairs, like those of a query string, may name a parameter again: it has both values.
        found.setdefault(checked_name(key), []).extend(checked_values(key, value))
    return found


def for_link(params: Any) -> Query:
    """Return the parameters that a link to a page has; None stands for none.

    Raises:
        InvalidParameterTypeError: they are neither a mapping nor pairs.
    """
    if params is None:
        return {}
    if isinstance(params, str | bytes) or not (hasattr(params, "keys") or isinstance(params, Iterable)):
        raise InvalidParameterTypeError(
            "query_params", type(params).__name__, ["a mapping", "an iterable of (name, value) pairs"]
        )
    return collect(params)
