"""A table of 100,000 x 10. Each click changes one cell in the middle."""

import streamlit as st
from shared_data import TABLE

clicks = st.number_input("clicks", min_value=0, value=0)
changed = TABLE.copy()
changed.iloc[50_000, 3] = clicks
st.dataframe(changed, key="table")
st.text(f"clicks: {clicks}")
