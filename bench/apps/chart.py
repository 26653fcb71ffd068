"""A chart that stays the same, and a line that does not."""

import streamlit as st
from shared_data import POINTS

clicks = st.number_input("clicks", min_value=0, value=0)
st.text(f"clicks: {clicks}")
st.line_chart(POINTS)
