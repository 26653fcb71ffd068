"""`streamlit.runtime.metrics_util`: libraries mark their commands with it for Streamlit's usage statistics."""

from collections.abc import Callable
from typing import TypeVar, overload

__all__ = ["gather_metrics"]

Function = TypeVar("Function", bound=Callable[..., object])


@overload
def gather_metrics(name: str, func: Function) -> Function: ...
@overload
def gather_metrics(name: str, func: None = None) -> Callable[[Function], Function]: ...
def gather_metrics(name: str, func: Function | None = None) -> object:
    """Return the function itself: Treadle gathers nothing.

    Args:
        name: what it would be counted as.
        func: the function. None: return a decorator.
    """
    return _unchanged if func is None else func


def _unchanged(func: Function) -> Function:
    return func
