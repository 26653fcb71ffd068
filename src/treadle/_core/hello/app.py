"""The start page of the demo: live examples with their code beside them."""

import treadle as st
from treadle._core.hello import background, live, tour, work, workers

PAGES = {
    "Live": live.show,
    "Five workers": workers.show,
    "In the background": background.show,
    "Work": work.show,
    "A tour": tour.show,
}

st.set_page_config(page_title="Treadle", page_icon="🧵", layout="wide")

with st.sidebar:
    st.title("🧵 Treadle")
    st.caption("Data apps in plain Python. Threads included.")
    page = st.radio("What to look at", list(PAGES), key="page")
    st.divider()
    st.markdown(
        "Every page here is plain Python. Press **r** to run it again, and use the menu at the top right "
        "for the dark theme."
    )

PAGES[page]()
