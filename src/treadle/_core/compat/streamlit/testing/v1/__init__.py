"""`streamlit.testing.v1`."""

from treadle.testing import AppTest

__all__ = ["AppTest"]
