"""`streamlit.dataframe_util`: conversions of tables that packages use."""

from typing import Any

from treadle._core.data.three_tables import as_pandas, is_table, to_arrow

__all__ = [
    "convert_anything_to_arrow_bytes",
    "convert_anything_to_pandas_df",
    "convert_arrow_bytes_to_pandas_df",
    "convert_pandas_df_to_arrow_bytes",
    "is_dataframe_like",
    "is_pandas_styler",
]

is_dataframe_like = is_table
convert_anything_to_pandas_df = as_pandas
convert_anything_to_arrow_bytes = to_arrow
convert_pandas_df_to_arrow_bytes = to_arrow


def convert_arrow_bytes_to_pandas_df(source: bytes) -> Any:
    """Return an Arrow IPC stream as a DataFrame of pandas."""
    import pyarrow as pa

    return pa.ipc.open_stream(source).read_pandas()


def is_pandas_styler(obj: object) -> bool:
    """Return whether an object is a Styler of pandas."""
    return type(obj).__module__.startswith("pandas.io.formats.style") and hasattr(obj, "_todo")
