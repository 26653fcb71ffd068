"""`st.shared`."""

import weakref
from collections.abc import Callable
from typing import Any, Generic, Never, TypeVar

from treadle._core.carry.context import current, require
from treadle._core.sync.shared import AppState, Cell
from treadle.errors import APIError, NoSessionContext

T = TypeVar("T")


class Shared(Generic[T]):
    """A value that all visitors of the app share, as `st.shared` returns it.

    Any thread may use it. Each read and each write is atomic; `update` is a read and a write in one.
    """

    __slots__ = ("_app", "_default", "_key")

    def __init__(self, key: str, default: T, app: AppState) -> None:
        self._key = key
        self._default = default
        self._app = weakref.ref(app)
        """Where it was made: a thread that belongs to no session means that app."""

    def __repr__(self) -> str:
        return f"st.shared({self._key!r})"

    def __reduce__(self) -> Never:
        raise TypeError(
            f"{self!r} is in the server's process. Give another process its value: `f({self!r}.value)`."
        )

    @property
    def value(self) -> T:
        """The value now. Reading it has this run (the app's, or a fragment's alone) run again when the value changes.

        Assigning to it is `set`.
        """
        return self.get()

    @value.setter
    def value(self, value: T) -> None:
        self.set(value)

    def get(self) -> T:
        """Return the value; the same as `value`."""
        value: T = self._cell().get()
        return value

    def set(self, value: T) -> None:
        """Give it another value. Whatever has read it runs again, in every session, except for the run that sets it.

        A number, text or other simple value that is equal to the one before changes nothing.
        """
        self._cell().set(value)

    def update(self, function: Callable[[T], T]) -> T:
        """Give it the value `function(value)`, and return that.

        It is atomic: if another thread changes the value meanwhile, the function is called again with the new one, so it
        should only compute. It must return a new object: a list that was appended to in place would change under the eyes of
        those who have read it. `update` itself does not count as reading.

        Raises:
            APIError: the function writes this very value itself.

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
    """Return a value that all visitors of the app share, as long as the server runs.

    A write reruns what has read the value, in every visitor's page: a fragment alone if only that has read it. Writes in quick
    succession are one rerun. Not rerun are: the run that writes, callbacks, and what daemon threads and tasks that outlive
    their run have read. A run that is under way comes to its end first, its threads included.

    It can be kept in a module; threads that belong to no session (started in a module, or in a `cache_resource` function) can
    use it, too. Functions in other processes cannot.

    To change a list, dict or table, make a new one, with `update`. One that is changed in place (`votes.value["Ada"] = 1`)
    reruns nothing, and two threads that do so lose changes.

    Args:
        key: its name; it is the same value wherever the app uses the name.
        default: the value that it begins with, for whoever comes first; later ones are not looked at. What takes long to
            compute belongs into a `cache_resource` function.

    Returns:
        A handle of it. `value` reads it, and can be assigned to; `get()` and `set(value)` are the same. `update(function)` gives
        it the value `function(value)` and returns that: atomically, as it calls the function again if another thread was
        faster. `update` does not count as reading.

    Raises:
        NoSessionContext: the caller belongs to no session.
        APIError: the key is empty, or neither a text nor a number.

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
        raise APIError(f"A key of `st.shared` is a text or a number, not {key!r}.")
    return str(key)
