"""`streamlit.components`."""

from . import v1 as v1
from . import v2 as v2

__all__ = ["v1", "v2"]
