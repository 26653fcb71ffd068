"""What ends code and is no news to anybody, alone or in the exception group that `asyncio.TaskGroup` makes of it."""

from collections.abc import Iterator

from treadle.errors import FragmentHandledException, RerunException, ScriptControlException

Ending = ScriptControlException | FragmentHandledException
"""A stop or a rerun; or a fragment's error, which stands on the page already."""


def ending(error: BaseException) -> Ending | None:
    """Return what ends code, if an exception is that or a group of nothing else; None if it is news."""
    if isinstance(error, Ending):
        return error
    if not isinstance(error, BaseExceptionGroup):
        return None
    if error.split((ScriptControlException, FragmentHandledException))[1] is not None:
        return None
    leaves = list(_leaves(error))
    # Who asks for a rerun has stopped all the same, and the others perhaps because of that.
    return next((leaf for leaf in leaves if isinstance(leaf, RerunException)), leaves[0])


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[Ending]:
    for each in group.exceptions:
        if isinstance(each, BaseExceptionGroup):
            yield from _leaves(each)
        elif isinstance(each, Ending):
            yield each


class ungrouped:  # noqa: N801 - used as a function; each run comes here, and a generator costs three times as much
    """Let what ends code leave a block as itself, without the group that it is in."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, BaseExceptionGroup) and (alone := ending(error)) is not None:
            raise alone from None
