"""`st.connections`: the classes that connections derive from."""

from treadle._core.connections.connections import *  # noqa: F403 - what its `__all__` has
from treadle._core.connections.connections import __all__ as __all__
