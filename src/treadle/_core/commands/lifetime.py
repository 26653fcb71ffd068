"""`st.on_session_end` and `st.on_error`: what an app wants to hear of."""

from collections.abc import Callable, Hashable
from types import FunctionType
from typing import Any, Literal, TypeVar

from treadle._core.carry.context import require
from treadle._core.elements.checks import one_of

E = TypeVar("E", bound=Callable[[], object])
H = TypeVar("H", bound=Callable[[BaseException], object])


def on_session_end(function: E) -> E:
    """Call a function when this visitor's session has ended: close what was opened for it.

    A session ends when its browser has been gone for `server.disconnectedSessionTTL` seconds, when the visitor starts over,
    and when the server stops. Its runs and threads are stopped first; then the functions are called in a thread of their
    own, the last one given first. They can read `st.session_state`; what they write to the page nobody sees.

    Giving the same function again, as a rerun does, changes nothing: it is called once.

    Args:
        function: called with no arguments. Can be used as a decorator.

    Returns:
        The function.

    Raises:
        NoSessionContext: the caller belongs to no session.

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
    require().host.on_end(function, sameness(function))
    return function


def on_error(function: H, scope: Literal["session", "app"] = "session") -> H:
    """Call a function with each exception of app code that nobody has caught, in the page or in any thread.

    For monitoring: the exception is shown on the page and logged in any case. The function is called in the thread where it
    happened, and `st.` commands in it write there. Giving the same function again changes nothing.

    Args:
        function: called with the exception. Can be used as a decorator.
        scope: "session": exceptions of this visitor's session; "app": of all sessions, as long as the server runs.

    Returns:
        The function.

    Raises:
        NoSessionContext: the caller belongs to no session.

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
    require().host.on_error(function, sameness(function), everywhere=everywhere)
    return function


def sameness(function: Callable[..., Any]) -> Hashable:
    """Return what is equal for a function and what becomes of it when its `def` or `lambda` is executed again.

    That is its code, and all that it closes over and has as defaults, taken as the very objects.
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
