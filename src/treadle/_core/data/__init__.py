"""The app's tables as bytes.

`read` turns any table into a `Frame` of columns without copying it. `Frame.fingerprint` recognises a frame by
its content in a few milliseconds. `Frame.to_ipc` writes it as an Arrow stream. This room never imports
pandas, polars or numpy first: an app that has such a table has imported them. pyarrow is imported when the
first table is written.
"""

from .frame import Column, Frame
from .read import read

__all__ = ["Column", "Frame", "read"]
