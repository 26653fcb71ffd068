"""Stops and reruns that come in exception groups: `asyncio.TaskGroup` makes one of whatever is raised in it."""

import contextlib
from collections.abc import Iterator

from treadle.errors import RerunException, ScriptControlException


def on_purpose(error: BaseException) -> ScriptControlException | None:
    """Return what ends a run on purpose, if this is that or a group of nothing else; None if something has failed."""
    if isinstance(error, ScriptControlException):
        return error
    if not isinstance(error, BaseExceptionGroup) or error.split(ScriptControlException)[1] is not None:
        return None
    leaves = list(_leaves(error))
    # Who asks for a rerun has stopped all the same, and the others perhaps because of that.
    return next((leaf for leaf in leaves if isinstance(leaf, RerunException)), leaves[0])


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[ScriptControlException]:
    for each in group.exceptions:
        if isinstance(each, BaseExceptionGroup):
            yield from _leaves(each)
        elif isinstance(each, ScriptControlException):
            yield each


@contextlib.contextmanager
def ungrouped() -> Iterator[None]:
    """Let what ends a run on purpose leave a block as itself, without the group that it is in."""
    try:
        yield
    except BaseExceptionGroup as group:
        control = on_purpose(group)
        if control is None:
            raise
        raise control from None
