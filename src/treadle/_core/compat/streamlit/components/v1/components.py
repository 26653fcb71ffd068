"""`streamlit.components.v1.components`: an older place of the names for custom components."""

from treadle.components.v1 import CustomComponent, MarshallComponentException, declare_component

__all__ = ["CustomComponent", "MarshallComponentException", "declare_component"]
