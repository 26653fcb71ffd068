"""`st.on_session_end` and `st.on_error`: functions that Treadle calls for an app."""

from collections.abc import Callable, Hashable
from types import FunctionType
from typing import Any, Literal, TypeVar

from treadle._core.carry.context import require
from treadle._core.elements.checks import one_of

E = TypeVar("E", bound=Callable[[], object])
H = TypeVar("H", bound=Callable[[BaseException], object])


def on_session_end(function: E) -> E:
    """Call a function when this session has ended, for example to close what was opened for it.

    A session ends when its browser has been disconnected for `server.disconnectedSessionTTL` seconds, when
    the user starts a new session, and when the server stops. First its runs and threads are stopped. Then the
    functions are called in their own thread, the last one registered first. They can read `st.session_state`.
    Nobody sees what they write to the page.

    Registering the same function again, as a rerun does, has no effect: it is called once.

    Args:
        function: the function, called without arguments. `on_session_end` can also be used as a decorator.

    Returns:
        The function.

    Raises:
        NoSessionContext: the calling thread has no session.

    Example:
        >>> closed = []
        >>> def app(closed):
        ...     import treadle as st
        ...     st.on_session_end(lambda: closed.append("connection"))
        >>> from treadle.testing import AppTest
        >>> test = AppTest.from_function(app, args=(closed,)).run().run()
        >>> test.close()
        >>> closed
        ['connection']
    """
    require().host.lifetime.on_end(function, sameness(function))
    return function


def on_error(function: H, scope: Literal["session", "app"] = "session") -> H:
    """Call a function with each uncaught exception of the app, in the page or in any thread.

    This is for monitoring: the exception is shown on the page and logged in any case. The function is called
    in the thread that raised the exception, and its `st.` commands write there. Registering the same function
    again has no effect.

    Args:
        function: the function, called with the exception. `on_error` can also be used as a decorator.
        scope: "session" (exceptions of this session) or "app" (exceptions of all sessions, until the server
            stops).

    Returns:
        The function.

    Raises:
        NoSessionContext: the calling thread has no session.

    Example:
        >>> def app():
        ...     import threading
        ...     import treadle as st
        ...     st.on_error(lambda error: st.warning(f"Reported: {error}"))
        ...     threading.Thread(target=lambda: 1 / 0).start()
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().warning[0].value
        'Reported: division by zero'
    """
    everywhere = one_of("scope", scope, ("session", "app")) == "app"
    require().host.lifetime.on_error(function, sameness(function), everywhere=everywhere)
    return function


def sameness(function: Callable[..., Any]) -> Hashable:
    """Return a value that is equal for a function and its copy after its `def` was executed again.

    It consists of the code, and of the identities of the closed-over objects and of the defaults.
    """
    if not isinstance(function, FunctionType):
        return function if type(function).__hash__ is not None else id(function)
    closure = tuple(id(cell.cell_contents) for cell in function.__closure__ or () if _filled(cell))
    return function.__module__, function.__code__, closure, tuple(map(id, function.__defaults__ or ()))


def _filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - an empty cell raises
    except ValueError:
        return False
    return True
