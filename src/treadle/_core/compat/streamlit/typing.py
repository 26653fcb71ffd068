"""`streamlit.typing`: types of what commands return."""

from treadle.typing import ChatInputValue, UploadedFile

__all__ = ["ChatInputValue", "UploadedFile"]
