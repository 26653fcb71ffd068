"""`st.components.v2`: custom components with HTML, styles and a script in the page itself."""

from treadle._core.elements.components.component import Component, ComponentResult, component

__all__ = ["Component", "ComponentResult", "component"]
