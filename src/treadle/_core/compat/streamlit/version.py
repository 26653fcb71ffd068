"""`streamlit.version`."""

__all__ = ["STREAMLIT_VERSION_STRING"]

STREAMLIT_VERSION_STRING = "1.67.0"
"""The version of Streamlit whose API Treadle has. Libraries read it before they use new features."""
