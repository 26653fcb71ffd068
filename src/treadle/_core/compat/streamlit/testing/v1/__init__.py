"""`streamlit.testing.v1`."""

from treadle.testing import AppTest

from . import errors as errors

__all__ = ["AppTest", "errors"]
