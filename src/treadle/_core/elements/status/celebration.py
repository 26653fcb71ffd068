"""`st.balloons` and `st.snow`."""

from treadle._core.carry.context import require
from treadle._core.elements.cursor import C
from treadle._core.protocol.message import Celebration
from treadle._core.session.page import AddEffect


def balloons(self: C) -> C:
    """Show balloons that rise over the page, once, in the browsers that are connected now.

    A person whose system is set to less motion does not see them.

    Example:
        >>> import treadle as st
        >>> st.balloons()
    """
    return _celebrate(self, Celebration("balloons"))


def snow(self: C) -> C:
    """Show snow that falls over the page, once, in the browsers that are connected now.

    A person whose system is set to less motion does not see it.

    Example:
        >>> import treadle as st
        >>> st.snow()
    """
    return _celebrate(self, Celebration("snow"))


def _celebrate(cursor: C, effect: Celebration) -> C:
    scope = require()
    scope.host.page.do(scope, AddEffect(effect, scope.recorder))
    return cursor
