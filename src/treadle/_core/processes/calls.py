"""The execution of a pickled call, in a worker process and on a cluster, and how a failure is told.

It imports little, because every worker process loads this.
"""

import pickle
import types
from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeVar

from .by_value import dumps as dumps_by_value
from .by_value import pickler as by_value_pickler
from .parcels import PicklerClass, Unpickler

T = TypeVar("T")
P = TypeVar("P", covariant=True)


class Failure(NamedTuple):
    """How a job has failed: in words, and as the exception itself if it can be pickled."""

    stage: str
    """What failed: "function" (unpickling it), "arguments", "call" or "result" (pickling it)."""
    kind: str
    """The type of the result; or the class or function at which loading failed."""
    module: str
    type: str
    message: str
    traceback: str
    pickled: bytes | None


class JobFailed(BaseException):
    """Raised when a job has failed: at which stage, with which class or function, and why."""

    def __init__(self, stage: str, kind: str, error: BaseException) -> None:
        self.stage = stage
        self.kind = kind
        self.error = error


def execute(call: Callable[[], Unpickler], pack: Callable[[object], T]) -> T:
    """Load a call, execute it and return its result packed.

    A function of its own, so that after it no object of the call stays referenced.

    Args:
        call: returns what loads the function, and then its arguments.
        pack: packs the result.

    Raises:
        JobFailed: it has failed. The exception says how.
    """
    stage, kind = "function", ""
    unpickler: Unpickler | None = None
    try:
        unpickler = call()
        function = unpickler.load()
        stage = "arguments"
        args, kwargs = unpickler.load()
        unpickler = None
        stage = "call"
        result = function(*args, **kwargs)
        if type(result) is types.CoroutineType:
            import asyncio

            result = asyncio.run(result)
        del function, args, kwargs
        stage = "result"
        kind = f"{type(result).__module__}.{type(result).__qualname__}"
        return pack(result)
    except BaseException as error:  # noqa: BLE001 - SystemExit included: it is the job that ends, not the worker
        raise JobFailed(stage, kind if unpickler is None else unpickler.at(error), error) from None


class Pack(Protocol[P]):
    """Pickles objects, with pickle or another pickler."""

    def __call__(self, value: object, /, *, pickler: PicklerClass = ...) -> P:
        """Pickle an object."""


def in_any_way(pack: Pack[P], value: object) -> P:
    """Pickle an object: what plain pickle cannot do, cloudpickle does or has the better message."""
    try:
        return pack(value)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - see above
        return pack(value, pickler=by_value_pickler())


def failure_of(failed: JobFailed, error: BaseException) -> Failure:
    """Return how a job has failed, in words, and as the exception itself if it can be pickled."""
    import traceback  # not every worker needs it

    stage = failed.stage
    own = error.__traceback__
    while own is not None and own.tb_frame.f_globals.get("__name__", "").startswith("treadle._core."):
        own = own.tb_next  # only the job's own frames matter
    text = "".join(traceback.format_exception(type(error), error, own if stage == "call" else None))
    pickled: bytes | None = None
    try:
        pickled = _portable(error)
    except Exception:  # noqa: BLE001 - an exception may do anything when pickled; it is told in words then
        pickled = None
    kind = type(error)
    try:
        message = str(error)
    except Exception as broken:  # noqa: BLE001 - and anything when asked for its text
        message = f"<its text cannot be had: {type(broken).__name__}>"
    return Failure(stage, failed.kind, kind.__module__, kind.__qualname__, message, text, pickled)


def _portable(error: BaseException) -> bytes:
    """Return an exception as bytes that can be loaded. Some can be pickled but not loaded."""
    try:
        data = pickle.dumps(error, protocol=5)
    except Exception:  # noqa: BLE001 - see `in_any_way`
        data = dumps_by_value(error)
    if not isinstance(pickle.loads(data), BaseException):
        raise TypeError("an exception that is pickled as something else")
    return data
