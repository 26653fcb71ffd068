"""`st.spinner`."""

import functools
from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal, Self, TypeVar, Unpack, cast

from treadle._core.carry.context import require
from treadle._core.carry.scope import Scope
from treadle._core.elements.checks import checked_width, clean
from treadle._core.elements.cursor import Cursor, unsupported
from treadle._core.elements.layout.empty import Empty
from treadle._core.elements.parameters import Narrow
from treadle._core.protocol.element import Element, Width
from treadle._core.session.elements import EmptyContainer
from treadle._core.sync.coroutine_functions import is_coroutine_function

F = TypeVar("F", bound=Callable[..., Any])


class Spinner(Element, frozen=True, kw_only=True):
    """A turning symbol with a text. The browser measures the time since it first shows it."""

    text: str
    show_time: bool = False
    width: Width = "content"


class SpinnerBlock:
    """Shows a spinner while a `with` block or a decorated function is running."""

    def __init__(self, cursor: Cursor, props: Spinner) -> None:
        self._cursor = cursor
        self._props = props
        self._shown: list[tuple[Scope, int]] = []

    def __enter__(self) -> Self:
        scope = require()
        # The spinner has a container of its own, so that its removal does not move the elements after it.
        place = self._cursor.put_container(Empty())
        place.put(self._props)
        assert place.id is not None
        self._shown.append((scope, place.id))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        scope, place = self._shown.pop()
        scope.host.page.do(scope, EmptyContainer(scope.recorder, place))
        return False

    def __call__(self, function: F) -> F:
        """Return a wrapper that shows the spinner while the function is running.

        It can be a coroutine function.
        """
        if is_coroutine_function(function):

            @functools.wraps(function)
            async def waiting(*args: Any, **kwargs: Any) -> Any:
                with SpinnerBlock(self._cursor, self._props):
                    return await function(*args, **kwargs)

            return cast(F, waiting)

        @functools.wraps(function)
        def running(*args: Any, **kwargs: Any) -> Any:
            with SpinnerBlock(self._cursor, self._props):
                return function(*args, **kwargs)

        return cast(F, running)


def spinner(
    self: Cursor,
    text: str = "In progress...",
    *,
    show_time: bool = False,
    _cache: bool = False,
    **shared: Unpack[Narrow],
) -> SpinnerBlock:
    """Show a spinner while a block runs: `with st.spinner("Loading"): …`. Also works as a decorator.

    The spinner is shown where the block begins; in a thread, in the thread's slot. It is removed when the
    block ends, also after an exception.

    Args:
        text: the text beside the spinner, in Markdown.
        show_time: whether the elapsed time is shown, in seconds.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     with st.spinner("Adding up", show_time=True):
        ...         total = sum(range(1000))
        ...     st.write(total)
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().markdown[0].value
        '`499500`'
    """
    unsupported(_cache=(_cache, False))
    return SpinnerBlock(
        self,
        Spinner(
            text=clean(text), show_time=bool(show_time), width=checked_width(shared.get("width", "content"))
        ),
    )
