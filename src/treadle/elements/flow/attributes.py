"""Mappings whose keys can be written as attributes, as those of `st.session_state` and `st.query_params` can."""

from collections.abc import MutableMapping
from typing import Any, TypeVar

V = TypeVar("V")


class AttributeMapping(MutableMapping[str, V]):
    """A mapping for which `mapping.key` is `mapping["key"]`. A missing key's `KeyError` says what to do about it."""

    __slots__ = ()

    def __getattr__(self, name: str) -> V:
        if name.startswith("__"):  # what Python and its tools look for in every object
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as missing:
            raise AttributeError(missing.args[0]) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError as missing:
            raise AttributeError(missing.args[0]) from None
