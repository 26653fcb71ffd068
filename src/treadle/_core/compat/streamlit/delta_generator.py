"""`streamlit.delta_generator`: the type of a container's handle, for annotations and `isinstance`."""

from treadle.api import Container as DeltaGenerator

__all__ = ["DeltaGenerator"]
