"""The user's tables as bytes.

`read` turns anything tabular into a `Frame` of columns without copying it, `fingerprint` recognises a frame by its content
in a few milliseconds, and `to_ipc` writes it as an Arrow stream. Nothing here is the first to import pandas, polars or
numpy: an app that has a table of theirs has imported them. pyarrow is imported when a table is first written.
"""

from .frame import Column, Frame
from .read import read

__all__ = ["Column", "Frame", "read"]
