"""`streamlit.source_util`: reading source files."""

import tokenize
from typing import TextIO

__all__ = ["open_python_file"]


def open_python_file(filename: str) -> TextIO:
    """Return a source file, opened for reading in the encoding that it declares."""
    return tokenize.open(filename)
