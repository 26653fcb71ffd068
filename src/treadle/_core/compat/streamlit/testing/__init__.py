"""`streamlit.testing`."""

from . import v1 as v1

__all__ = ["v1"]
