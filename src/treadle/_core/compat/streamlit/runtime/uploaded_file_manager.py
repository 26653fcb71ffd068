"""`streamlit.runtime.uploaded_file_manager`: where apps import `UploadedFile` from."""

from treadle.typing import UploadedFile

__all__ = ["UploadedFile"]
