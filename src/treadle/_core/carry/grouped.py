"""Exceptions that end code and are no errors, alone or in an exception group of `asyncio.TaskGroup`."""

from collections.abc import Iterator

from treadle.errors import FragmentHandledException, RerunException, ScriptControlException

Ending = ScriptControlException | FragmentHandledException
"""A stop or a rerun, or a fragment's error that the page already shows."""


def ending(error: BaseException) -> Ending | None:
    """Return the ending, if an exception is one or is a group of only such; None if it is an error."""
    if isinstance(error, Ending):
        return error
    if not isinstance(error, BaseExceptionGroup):
        return None
    if error.split((ScriptControlException, FragmentHandledException))[1] is not None:
        return None
    leaves = list(_leaves(error))
    # A rerun comes first: the other exceptions may follow from it.
    return next((leaf for leaf in leaves if isinstance(leaf, RerunException)), leaves[0])


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[Ending]:
    for each in group.exceptions:
        if isinstance(each, BaseExceptionGroup):
            yield from _leaves(each)
        elif isinstance(each, Ending):
            yield each


# Called in each run, where a generator would cost three times as much.
class ungrouped:  # noqa: N801 - used as a function
    """Raise an ending out of a block without the exception group around it."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Enter the block."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, BaseExceptionGroup) and (alone := ending(error)) is not None:
            raise alone from None
