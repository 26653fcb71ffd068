"""Types of what commands return, for annotations: `from treadle.typing import UploadedFile`."""

from treadle._core.data.uploads import UploadedFile

__all__ = ["UploadedFile"]
