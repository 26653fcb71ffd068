"""`streamlit.components.v1.custom_component`: the class of custom components."""

from treadle.components.v1 import CustomComponent, MarshallComponentException

__all__ = ["CustomComponent", "MarshallComponentException"]
