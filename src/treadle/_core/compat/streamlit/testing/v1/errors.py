"""`streamlit.testing.v1.errors`."""

from treadle.testing import AppTestError

__all__ = ["AppTestError"]
