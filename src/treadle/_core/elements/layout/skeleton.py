"""`st.skeleton`."""

from types import TracebackType
from typing import Literal, Unpack

import msgspec

from treadle._core.carry.context import require
from treadle._core.carry.scope import Scope
from treadle._core.elements.checks import checked_height, checked_width
from treadle._core.elements.cursor import C, Cursor
from treadle._core.elements.parameters import Wide
from treadle._core.protocol.element import Element, Height, Width
from treadle._core.session.elements import EmptyContainer

from .empty import Empty


class Skeleton(Element, frozen=True, kw_only=True):
    """A grey shape in the place of what is yet to come."""

    height: Height | None = None
    width: Width = "stretch"
    late: bool = False
    """Whether it is shown only after a moment: what it waits for may be there before."""


def skeleton(self: C, height: int | Literal["stretch"] | None = None, **shared: Unpack[Wide]) -> C:
    """Show a grey shape until there is content, and return the handle of its place.

    The first write to the place replaces the shape. Or use it in a `with` statement: the shape is shown until
    the block ends, below it what the block writes.

    Args:
        height: CSS pixels; "stretch" (as high as the container); or None (as high as an input).

    Raises:
        InvalidHeightError: `height` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     place = st.skeleton(height=200)
        ...     place.write("here it is")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().markdown[0].value
        'here it is'
    """
    props = Skeleton(
        height=None if height is None else checked_height(height, allow_content=False),
        width=checked_width(shared.get("width", "stretch"), allow_content=False),
    )
    place = self.put_container(Empty())
    place.put(props)
    return type(self)(place.id, require().host.token, block=_Waiting(place, props))


class _Waiting:
    """Shows a skeleton while a `with` block is running."""

    def __init__(self, place: Cursor, props: Skeleton) -> None:
        self._place = place
        self._props = msgspec.structs.replace(props, late=True)
        self._scopes: list[Scope] = []

    def __enter__(self) -> None:
        self._scopes.append(require())
        self._place.put(self._props)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        scope = self._scopes.pop()
        assert self._place.id is not None
        scope.host.page.do(scope, EmptyContainer(scope.recorder, self._place.id))
