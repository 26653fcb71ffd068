"""Dictionaries whose entries are attributes too, as events of elements are."""

from typing import Any, NoReturn


class ReadOnlyAttributes(dict[str, Any]):
    """A dictionary that cannot be changed. `state.rows` is `state["rows"]`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"{type(self).__name__} has no {name!r}.", name=name) from None

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} cannot be changed. Make a new dict of it: `dict(state)`.")

    __setattr__ = __delattr__ = _refuse
    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> Any:
        return type(self), (dict(self),)
