"""`streamlit.runtime.metrics_util`: libraries mark functions with it for Streamlit's usage statistics."""

from collections.abc import Callable
from typing import TypeVar, overload

__all__ = ["gather_metrics"]

Function = TypeVar("Function", bound=Callable[..., object])


@overload
def gather_metrics(name: str, func: Function) -> Function: ...
@overload
def gather_metrics(name: str, func: None = None) -> Callable[[Function], Function]: ...
def gather_metrics(name: str, func: Function | None = None) -> object:
    """Return the function itself: Treadle gathers no statistics.

    Args:
        name: the name in the statistics.
        func: the function. None: return a decorator.
    """
    return _unchanged if func is None else func


def _unchanged(func: Function) -> Function:
    return func
