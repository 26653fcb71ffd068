"""`streamlit.components.v2.types`: types that packages annotate with."""

from treadle.components.v2 import Component as ComponentRenderer
from treadle.components.v2 import ComponentResult

__all__ = ["ComponentRenderer", "ComponentResult"]
