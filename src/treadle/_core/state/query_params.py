"""`st.query_params`."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeVar

from treadle._core.cache.hashing import per_caller
from treadle._core.carry.context import require
from treadle._core.session.address import Query
from treadle._core.session.page import ChangeQuery, ReadQuery
from treadle._core.session.query import Params, checked_name, checked_values, collect

from .attributes import MutableAttributeMapping

T = TypeVar("T")


@per_caller
class QueryParams(MutableAttributeMapping[str]):
    """The query parameters of the page's address: `?city=Rome&size=3`. All values are str.

    A write changes the address in the browser at once and starts no rerun. If a parameter occurs several
    times, reading it returns the last value; `get_all` returns all values.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.write(st.query_params.get("city", "nowhere"))
        ...     st.query_params["size"] = 3
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app)
        >>> at.query_params["city"] = "Rome"
        >>> at.run().markdown[0].value
        'Rome'
    """

    __slots__ = ()

    def __getitem__(self, key: str) -> str:
        values = self.get_all(key)
        if not values:
            raise KeyError(_missing(str(key)))
        return values[-1]

    def __setitem__(self, key: str, value: Any) -> None:
        name, values = checked_name(key), checked_values(key, value)
        _change(lambda query: query.__setitem__(name, values), [name])

    def __delitem__(self, key: str) -> None:
        name = checked_name(key)
        if not _change(lambda query: query.pop(name, []), [name]):
            raise KeyError(_missing(name))

    def __contains__(self, key: object) -> bool:
        return bool(self.get_all(str(key)))

    def __iter__(self) -> Iterator[str]:
        return iter(_read())

    def __len__(self) -> int:
        return len(_read())

    def __repr__(self) -> str:
        return repr(self.to_dict())

    def get_all(self, key: str) -> list[str]:
        """Return all values of a parameter in order, an empty list if it does not exist."""
        return _read().get(str(key), [])

    def to_dict(self) -> dict[str, str]:
        """Return a copy as a dict, with the last value of each parameter."""
        return {key: values[-1] for key, values in _read().items()}

    def from_dict(self, params: Params) -> None:
        """Replace all parameters at once. Parameters that are bound to widgets stay.

        Args:
            params: a mapping, or pairs, of names and values. A list gives a parameter several values.
        """
        new = collect(params)

        def replace(query: Query) -> None:
            query.clear()
            query.update(new)

        _change(replace, new)

    def update(self, params: Params = (), /, **values: str | Iterable[str]) -> None:
        """Set several parameters at once, as `dict.update` does."""
        new = collect(params) | collect(values)
        _change(lambda query: query.update(new), new)

    def clear(self) -> None:
        """Remove all parameters, at once.

        Raises:
            APIError: a parameter is bound to a widget.
        """
        _change(lambda query: query.clear())


def _read() -> Query:
    scope = require()
    return scope.host.page.do(scope, ReadQuery())


def _change(change: Callable[[Query], T], names: Collection[str] | None = None) -> T:
    """Change the parameters that the app sees.

    Reserved parameters, and those that are bound to widgets, stay.

    Args:
        change: a function that changes them.
        names: the parameters that it sets or removes; None: all.

    Raises:
        APIError: one of these is bound to a widget. Nothing is changed.
    """
    scope = require()
    return scope.host.page.do(scope, ChangeQuery(change, names))


def _missing(name: str) -> str:
    return (
        f"The page's address has no query parameter {name!r}. `st.query_params.get({name!r})` is None then."
    )


query_params = QueryParams()
"""The query parameters of the page that the calling code belongs to."""
