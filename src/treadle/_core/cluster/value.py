"""`ClusterValue`: a result that stays on the cluster."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, NoReturn, TypeVar, cast

from treadle._core.carry.context import current
from treadle._core.carry.interruptible import waiting_for

T = TypeVar("T")


class ClusterValue(Generic[T]):
    """A result that stays on the Dask cluster: `result()` of a task with `keep=True` returns it.

    Pass it to another task with `executor="dask"`, also inside lists and dicts: its function gets the value,
    from the worker that has it. The cluster frees the value when the last handle of it has gone.
    """

    __slots__ = ("_fetch", "future", "name")

    def __init__(self, name: str, future: Any, fetch: Callable[[Any, str], Future[Any]]) -> None:
        self.name = name
        """The name of the function that has returned it."""
        self.future = future
        """Dask's own future. Only code on the client's event loop may use it."""
        self._fetch = fetch
        """Fetches the value as bytes (`packed.Packed`)."""

    def __repr__(self) -> str:
        return f"<a result of {self.name} on the cluster>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{self!r} cannot be pickled: it is a handle of this server. Pass it to a task with "
            '`executor="dask"`, or get its value with `fetch()`.'
        )

    def fetch(self, timeout: float | None = None) -> T:
        """Return the value itself. A stop point.

        Args:
            timeout: the longest wait in seconds. None: no limit.

        Raises:
            TimeoutError: the value has not arrived in this time.
            ClusterError: the cluster has lost it.
        """
        fetched = self._fetch(self.future, self.name)

        def stop() -> None:
            fetched.cancel()

        with waiting_for(f"a result of {self.name}"):
            scope = current()
            if scope is None:
                packed = fetched.result(timeout)
            else:
                forget = scope.host.on_over(scope, stop)
                try:
                    packed = fetched.result(timeout)
                finally:
                    forget()
                    scope.host.check(scope)
        return cast(T, packed.unpickler().load())
