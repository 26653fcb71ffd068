"""`streamlit.connections`: the classes of connections."""

from treadle.elements.flow.connections import *  # noqa: F403 - what its `__all__` has
