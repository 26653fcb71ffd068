"""Texts that grow on a page: what writes each of them, so that a person can stop that."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from treadle._core.carry.job import Job
from treadle._core.carry.scope import Scope
from treadle._core.session.events import StopAsked

_numbers = itertools.count(1)


class Streams:
    """The growing texts of one session. Every method may be called from any thread.

    Args:
        stop_run: reacts to a person who stops the run of a lane.
        stop_job: stops a thread, job or coroutine.
    """

    def __init__(self, stop_run: Callable[[StopAsked], None], stop_job: Callable[[Job], None]) -> None:
        self._stop_run, self._stop_job = stop_run, stop_job
        self._scopes: dict[int, Scope] = {}
        """What writes each text, by the text's number. Each number is set and removed by one thread."""

    @contextmanager
    def writing(self, scope: Scope) -> Iterator[int]:
        """Give a text its number while the block writes it."""
        number = next(_numbers)
        self._scopes[number] = scope
        try:
            yield number
        finally:
            del self._scopes[number]

    def stop(self, number: int) -> None:
        """Stop what writes a text. Does nothing if it has ended."""
        scope = self._scopes.get(number)
        if scope is None:
            return
        if scope.job is not None:
            self._stop_job(scope.job)
        else:
            self._stop_run(StopAsked(scope.run.lane.id))
