"""`streamlit.components.v2`: custom components in the page itself."""

from treadle.components.v2 import component

__all__ = ["component"]
