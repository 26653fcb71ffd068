"""Counts clicks."""

import treadle as st

if st.button("Count"):
    st.session_state["count"] = st.session_state.get("count", 0) + 1
st.text(st.session_state.get("count", 0))
