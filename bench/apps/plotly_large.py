"""A chart of Plotly's, with the same 100,000 points in each run, and a line that does not stay the same."""

import plotly.graph_objects as go
import streamlit as st
from shared_data import TABLE

clicks = st.number_input("clicks", min_value=0, value=0)
st.text(f"clicks: {clicks}")
st.plotly_chart(go.Figure(go.Scattergl(x=TABLE["column 0"], y=TABLE["column 1"], mode="markers")))
