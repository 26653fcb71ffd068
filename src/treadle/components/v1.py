"""`st.components.v1`: custom components whose front end is a page in a frame, and other frames."""

from treadle._core.elements.components.component_instance import MarshallComponentException
from treadle._core.elements.components.custom_component import CustomComponent, declare_component
from treadle._core.elements.components.frames import html, iframe

__all__ = ["CustomComponent", "MarshallComponentException", "declare_component", "html", "iframe"]
