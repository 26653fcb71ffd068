"""Two pages of N lines. On each, one line shows the number of the click and one the name of the page."""

import sys

import streamlit as st

count = int(sys.argv[1])


def lines(name: str) -> None:
    """Show a page."""
    clicks = st.number_input("clicks", min_value=0, value=0, key=f"clicks on {name}")
    st.text(f"clicks: {clicks}")
    st.text(f"page: {name}")
    for line in range(count - 3):
        st.text(f"line {line}")


def first() -> None:
    """Show the first page."""
    lines("first")


def second() -> None:
    """Show the second page."""
    lines("second")


st.navigation([st.Page(first), st.Page(second)]).run()
