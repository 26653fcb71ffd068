"""`streamlit.connections`: the classes of connections."""

from treadle._core.connections.connections import *  # noqa: F403 - what its `__all__` has
