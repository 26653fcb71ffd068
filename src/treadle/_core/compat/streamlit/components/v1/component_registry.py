"""`streamlit.components.v1.component_registry`: the declaration of custom components."""

from treadle.components.v1 import declare_component

__all__ = ["declare_component"]
