"""`st.shared`."""

import weakref
from collections.abc import Callable
from typing import Any, Generic, Never, TypeVar

from treadle._core.carry.context import current, require
from treadle._core.sync.shared import AppState, Cell
from treadle.errors import APIError, NoSessionContext

T = TypeVar("T")


class Shared(Generic[T]):
    """A value that all sessions of the app share, as `st.shared` returns it.

    It is thread-safe. Each read and each write is atomic; `update` is a read and a write in one step.
    """

    __slots__ = ("_app", "_default", "_key")

    def __init__(self, key: str, default: T, app: AppState) -> None:
        self._key = key
        self._default = default
        self._app = weakref.ref(app)
        """The app that made it. A thread without a session uses it in this app."""

    def __repr__(self) -> str:
        return f"st.shared({self._key!r})"

    def __reduce__(self) -> Never:
        raise TypeError(
            f"{self!r} cannot be sent to another process. Pass its value instead: `f({self!r}.value)`."
        )

    @property
    def value(self) -> T:
        """The current value. The app or fragment that reads it reruns when the value changes.

        Assigning to it is the same as `set`.
        """
        return self.get()

    @value.setter
    def value(self, value: T) -> None:
        self.set(value)

    def get(self) -> T:
        """Return the value, as `value` does."""
        value: T = self._cell().get()
        return value

    def set(self, value: T) -> None:
        """Set the value.

        Apps and fragments that have read it rerun in every session, except for the run that sets it.

        Setting a number, text or other simple value that is equal to the current one has no effect.
        """
        self._cell().set(value)

    def update(self, function: Callable[[T], T]) -> T:
        """Set the value to `function(value)` and return the new value.

        It is atomic: if another thread changes the value meanwhile, the function is called again with the new
        value, so it should have no side effects. It must return a new object, because other threads may be
        reading the old one. `update` does not count as a read.

        Raises:
            APIError: the function itself writes this value.

        Example:
            >>> def app():
            ...     import threading
            ...     import treadle as st
            ...     total = st.shared("total", 0)
            ...     def count():
            ...         for _ in range(100):
            ...             total.update(lambda n: n + 1)
            ...     threads = [threading.Thread(target=count) for _ in range(4)]
            ...     for thread in threads:
            ...         thread.start()
            ...     for thread in threads:
            ...         thread.join()
            ...     st.write(total.value)
            >>> from treadle.testing import AppTest
            >>> AppTest.from_function(app).run().markdown[0].value
            '`400`'
        """
        value: T = self._cell().update(function)
        return value

    def _cell(self) -> Cell:
        scope = current()
        app = self._app() if scope is None else scope.host.part(AppState)
        if app is None:
            raise NoSessionContext()
        return app.cell(self._key, self._default)


def shared(key: str | int, default: T) -> Shared[T]:
    """Return a handle of a value that all sessions of the app share, until the server stops.

    A write reruns the apps and fragments that have read the value, in every session. A fragment reruns alone
    if only the fragment has read it. Several quick writes start one rerun. The rerun starts after the current
    run and its threads have ended. A write does not rerun the run that writes, and reads in callbacks, in
    daemon threads and in tasks that outlive their run do not count.

    A module can store the handle. Threads without a session (started in a module or in a `cache_resource`
    function) can use it too. Functions in other processes cannot.

    To change a list, dict or table, make a new one with `update`. A change in place (`votes.value["Ada"] =
    1`) starts no rerun, and concurrent changes in place can be lost.

    Args:
        key: the name of the value. The same name means the same value everywhere in the app.
        default: the initial value. Only the first call uses it. Compute an expensive default in a
            `cache_resource` function.

    Returns:
        The handle. `value` reads the value, and can be assigned to; `get()` and `set(value)` do the same.
        `update(function)`
        sets it to `function(value)` and returns the new value. It is atomic: it calls the function again if
        another thread
        was faster. `update` does not count as a read.

    Raises:
        NoSessionContext: the calling thread has no session.
        APIError: `key` is empty, or neither a text nor a number.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     votes = st.shared("votes", {})
        ...     def vote(name):
        ...         votes.update(lambda before: {**before, name: before.get(name, 0) + 1})
        ...     st.button("Ada", on_click=vote, args=("Ada",))
        ...     st.write(votes.value.get("Ada", 0))
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> at.button[0].click().run().button[0].click().run().markdown[0].value
        '`2`'
    """
    scope = require()
    app = scope.host.part(AppState)
    made = Shared(_checked(key), default, app)
    app.cell(made._key, default)
    return made


def _checked(key: Any) -> str:
    if not isinstance(key, str | int) or isinstance(key, bool) or key == "":
        raise APIError(f"`st.shared` was called with the key {key!r}. Use a text or a number.")
    return str(key)
