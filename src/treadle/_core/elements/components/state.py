"""The state of a component of version 2, as `st.session_state[key]` returns it."""

from collections.abc import Mapping
from typing import Any, Self

from treadle._core.carry.context import require
from treadle._core.runtime.assigning import assign


class ComponentState(dict[str, Any]):
    """The parts of a component's state, and the events of this run: `state.name`, or `state["name"]`.

    A name that it does not have is None. If the component has a key, setting a part changes the component's
    state; that is possible before the line that shows the component, in a callback, and in a thread.
    """

    def __init__(self, parts: Mapping[str, Any], sent: Mapping[str, Any], key: str | None) -> None:
        super().__init__({**sent, **parts})
        self.__dict__["_parts"] = dict(parts)
        self.__dict__["_key"] = key

    @property
    def parts(self) -> dict[str, Any]:
        """The state alone, without events."""
        return dict(self.__dict__["_parts"])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # copying and pickling ask for methods
            raise AttributeError(name)
        return self.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        self._store({**self.__dict__["_parts"], name: value})
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        parts = self.parts
        parts.pop(name, None)
        self._store(parts)
        super().__delitem__(name)

    def _store(self, parts: dict[str, Any]) -> None:
        if self.__dict__["_key"] is not None:
            assign(require(), self.__dict__["_key"], parts)
        self.__dict__["_parts"] = parts

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)
