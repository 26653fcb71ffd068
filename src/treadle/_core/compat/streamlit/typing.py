"""`streamlit.typing`: types of what commands return."""

from treadle.typing import UploadedFile

__all__ = ["UploadedFile"]
