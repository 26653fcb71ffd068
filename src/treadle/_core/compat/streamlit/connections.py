"""`streamlit.connections`: the classes of connections."""

from treadle._core.connections import connections as _connections
from treadle._core.connections.connections import *  # noqa: F403 - what its `__all__` has

__all__ = list(_connections.__all__)
