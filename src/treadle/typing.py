"""Types of what commands return, for annotations: `from treadle.typing import UploadedFile`."""

from treadle._core.data.uploads import UploadedFile
from treadle._core.elements.chat.value import ChatInputValue

__all__ = ["ChatInputValue", "UploadedFile"]
