"""`streamlit.components.v1`: custom components in frames."""

from treadle.components.v1 import *  # noqa: F403 - those that are listed below
from treadle.components.v1 import __all__ as __all__
