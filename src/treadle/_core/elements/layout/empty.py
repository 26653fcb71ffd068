"""`st.empty`."""

from typing import ClassVar

from treadle._core.elements.cursor import C
from treadle._core.protocol.element import Container


class Empty(Container, frozen=True, kw_only=True):
    """A place for one element at a time."""

    single: ClassVar[bool] = True


def empty(self: C) -> C:
    """Reserve a place for one element and return its handle. Each write replaces the previous element.

    The handle's `empty()` removes the element.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     place = st.empty()
        ...     for second in range(3):
        ...         place.write(f"{3 - second} …")
        ...     place.write("go")
        >>> from treadle.testing import AppTest
        >>> [text.value for text in AppTest.from_function(app).run().markdown]
        ['go']
    """
    return self.put_container(Empty())
