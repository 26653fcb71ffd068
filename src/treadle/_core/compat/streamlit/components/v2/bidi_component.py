"""`streamlit.components.v2.bidi_component`: what a component returns."""

from treadle.components.v2 import ComponentResult

__all__ = ["ComponentResult"]
