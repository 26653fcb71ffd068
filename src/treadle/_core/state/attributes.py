"""Mappings with keys as attributes: the bases of `st.session_state`, `st.query_params` and `st.secrets`."""

from collections.abc import Mapping, MutableMapping
from typing import Any, TypeVar

V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)


class AttributeMapping(Mapping[str, V_co]):
    """A mapping for which `mapping.key` is `mapping["key"]`.

    The `KeyError` for a missing key says what to do.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> V_co:
        if name.startswith("__"):  # names that Python and its tools look for in every object
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as missing:
            raise AttributeError(missing.args[0], name=name) from None


class MutableAttributeMapping(AttributeMapping[V], MutableMapping[str, V]):
    """An `AttributeMapping` that can be changed."""

    __slots__ = ()

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError as missing:
            raise AttributeError(missing.args[0], name=name) from None
