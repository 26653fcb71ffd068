"""`st.components.v1`: custom components whose front end is a page of its own, in a frame."""

from treadle._core.elements.components.component_instance import MarshallComponentException
from treadle._core.elements.components.custom_component import CustomComponent, declare_component

__all__ = ["CustomComponent", "MarshallComponentException", "declare_component"]
