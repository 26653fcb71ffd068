"""The outcomes of jobs: loads results and exceptions, and reports them.

Loading executes code and may take long, so it does not happen in the pool's own thread.
"""

import logging
import pickle

from treadle.errors import PicklingError, RemoteError, RemoteTraceback, UnpicklingError, WorkerDiedError

from .calls import Failure
from .events import JobEvents
from .parcels import Parcel, Unpickler

log = logging.getLogger("treadle.processes")


class Done:
    """Loads and reports a result."""

    def __init__(self, name: str, events: JobEvents, parcel: Parcel) -> None:
        self._name = name
        self._events = events
        self._parcel = parcel

    def __call__(self) -> None:
        """Load and report it."""
        unpickler: Unpickler | None = None
        try:
            unpickler = self._parcel.unpickler()
            result = unpickler.load()
        except BaseException as error:  # noqa: BLE001 - whatever loading does, somebody waits for an end
            place = "" if unpickler is None else unpickler.at(error)
            failure = UnpicklingError(self._name, "The result", f"{type(error).__name__}: {error}", place)
            failure.__cause__ = error
            self._events.failed(failure)
        else:
            self._events.done(result)


class Failed:
    """Loads and reports an exception."""

    def __init__(self, name: str, events: JobEvents, failure: Failure, memory_limit: int | None) -> None:
        self._name = name
        self._events = events
        self._failure = failure
        self._memory_limit = memory_limit

    def __call__(self) -> None:
        """Do it."""
        self._events.failed(self._error())

    def _error(self) -> BaseException:
        failure, name = self._failure, self._name
        reason = f"{failure.type}: {failure.message}"
        error: BaseException
        if failure.stage == "result":
            error = PicklingError(name, f"its result, which is a `{failure.kind}`,", reason)
        elif failure.stage != "call" and failure.type != "MemoryError":
            error = UnpicklingError(name, f"The {failure.stage}", reason, failure.kind)
        elif failure.type == "SystemExit" and failure.module == "builtins":
            error = WorkerDiedError(name, f"called `sys.exit({failure.message})`")
        else:
            error = self._raised()
        if isinstance(error, MemoryError) and self._memory_limit is not None:
            error.add_note(f"A worker process may ask for at most {self._memory_limit / 2**20:.0f} MiB.")
        error.__cause__ = RemoteTraceback(failure.traceback)
        return error

    def _raised(self) -> BaseException:
        failure = self._failure
        if failure.pickled is not None:
            try:
                error = pickle.loads(failure.pickled)
                if isinstance(error, BaseException):
                    return error
            except Exception:  # the exception is described in words below
                log.debug("an exception from a worker process cannot be loaded", exc_info=True)
        name = (
            failure.type if failure.module in ("builtins", "__main__") else f"{failure.module}.{failure.type}"
        )
        return RemoteError(name, failure.message)
