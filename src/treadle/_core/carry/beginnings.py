"""The functions of Treadle in which the code of an app begins. What they call may be interrupted."""

from collections.abc import Callable
from types import CodeType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_codes: dict[int, CodeType] = {}
"""By identity, because code objects are compared by content. Written only while modules are imported."""


def app_code_begins(function: F) -> F:
    """Mark a function as one in which the code of an app begins."""
    code = function.__code__
    _codes[id(code)] = code
    return function


def is_beginning(code: CodeType) -> bool:
    """Whether this is the code of a marked function."""
    return id(code) in _codes
