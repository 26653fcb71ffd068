"""A fragment that streams a chart ten times a second."""

import math

import treadle as st


@st.fragment(run_every=0.1)
def stream() -> None:
    tick = st.session_state.tick = st.session_state.get("tick", 0) + 1
    st.line_chart({"wave": [math.sin((tick + i) / 9) for i in range(100)]})
    st.text(f"tick: {tick}")


stream()
