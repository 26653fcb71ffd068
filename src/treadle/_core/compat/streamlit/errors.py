"""`streamlit.errors`: the exceptions by Streamlit's names."""

import treadle.errors as _errors
from treadle.errors import *  # noqa: F403 - those that are listed below

__all__ = [
    name
    for name, value in vars(_errors).items()
    if not name.startswith("_") and isinstance(value, type) and issubclass(value, BaseException)
]
