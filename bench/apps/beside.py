"""Answers clicks; a session that was opened with `?compute` computes for ever instead."""

import streamlit as st

clicks = st.number_input("clicks", min_value=0, value=0)
st.text(f"clicks: {clicks}")
if "compute" in st.query_params:
    x = 0
    while True:
        for _ in range(100_000):
            x += 1
        st.session_state.x = x  # where a superseded run can stop
