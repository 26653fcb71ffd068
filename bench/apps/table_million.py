"""A table of 1,000,000 x 10."""

import numpy as np
import pandas as pd
import streamlit as st


@st.cache_resource
def table() -> pd.DataFrame:
    """Return the table, made once."""
    numbers = np.random.default_rng(0).normal(size=(1_000_000, 10))
    return pd.DataFrame(numbers, columns=[f"column {i}" for i in range(10)])


st.dataframe(table())
st.text("all is there")
