"""How a shared parameter is declared, and which of a command's parameters can be passed by position."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar


class Parameter(NamedTuple):
    """The facts about a shared parameter, except for its type."""

    default: object
    text: str
    """Its line in the reference."""
    positional: bool = False
    """Whether it can be passed by position, after the command's own parameters, in the group's order."""
    raises: tuple[str, ...] = ()
    """Lines that it adds to the section "Raises"."""


FUNCTION = TypeVar("FUNCTION", bound=Callable[..., Any])


def positional(order: str) -> Callable[[FUNCTION], FUNCTION]:
    """Return a decorator that sets which parameters of a command can be passed by position.

    It is for commands that differ from the usual order.

    Args:
        order: the names of the parameters, separated by spaces. After a `*`: the order of the keyword-only
            ones.
    """

    def mark(function: FUNCTION) -> FUNCTION:
        function.__dict__["positional"] = tuple(order.split())
        return function

    return mark
