"""The session state of an app under test."""

from collections.abc import Iterator
from typing import Any

from treadle._core.session.state import DropKey, ListKeys, PutKey, ReadKey, decoded
from treadle._core.session.widgets import MISSING

from .driver import Driver


class TestedState:
    """`st.session_state` for a test: by item or by attribute, before the first run and between runs."""

    __slots__ = ("_driver",)
    __test__ = False
    _driver: Driver

    def __init__(self, driver: Driver) -> None:
        object.__setattr__(self, "_driver", driver)

    def __getitem__(self, key: str | int) -> Any:
        value = decoded(self._driver.live.apply(ReadKey(str(key))))
        if value is MISSING:
            raise KeyError(
                f"The session state has no key {str(key)!r}. It has: {', '.join(map(repr, self)) or 'none'}."
            )
        return value

    def __setitem__(self, key: str | int, value: Any) -> None:
        self._driver.live.apply(PutKey(str(key), value))

    def __delitem__(self, key: str | int) -> None:
        if not self._driver.live.apply(DropKey(str(key))):
            raise KeyError(str(key))

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __contains__(self, key: object) -> bool:
        return self._driver.live.apply(ReadKey(str(key))) is not MISSING

    def __iter__(self) -> Iterator[str]:
        keys = self._driver.live.apply(ListKeys())
        return iter(keys)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __repr__(self) -> str:
        return repr(self.filtered_state)

    @property
    def filtered_state(self) -> dict[str, Any]:
        """Return all keys with their values."""
        return {key: self[key] for key in self}
