"""A page of N lines. One line shows the number of the click."""

import sys

import streamlit as st

count = int(sys.argv[1])
clicks = st.number_input("clicks", min_value=0, value=0)
st.text(f"clicks: {clicks}" if sys.argv[2] == "changed" else "clicks")
for line in range(count - 2):
    st.text(f"line {line}")
