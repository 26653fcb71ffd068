"""`st.components`: elements whose front end is not Treadle's."""

from . import v1

__all__ = ["v1"]
