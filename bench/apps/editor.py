"""A table that people edit, and a line that shows one of its cells. The argument is the number of rows."""

import sys

import numpy as np
import pandas as pd
import streamlit as st

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000


@st.cache_resource
def table() -> pd.DataFrame:
    """Return the table, made once."""
    numbers = np.arange(5 * ROWS, dtype="float64").reshape(ROWS, 5)
    return pd.DataFrame(numbers, columns=[f"column {i}" for i in range(5)])


edited = st.data_editor(table(), key="editor")
st.text(f"edited: {edited.iloc[3, 0]:.0f}")
