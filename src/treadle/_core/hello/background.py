"""A thread that outlives the run that started it."""

import threading
import time

import treadle as st


def show() -> None:
    """Show the page."""
    st.title("In the background")
    st.markdown(
        "A `daemon` thread belongs to the session, not to the run. This one counts into a container, and "
        "continues while you use the other widgets. When its container has left the page, the next command "
        "ends the thread."
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Its output")
        place = st.container(key="ticks")
        if "ticker" not in st.session_state or not st.session_state.ticker.is_alive():
            st.session_state.ticker = threading.Thread(target=tick, args=(place,), daemon=True)
            st.session_state.ticker.start()
    with right:
        st.subheader("Your input")
        name = st.text_input("Your name", placeholder="Type while it counts")
        happy = st.toggle("I like threads", value=True)
        st.write(f"Hello, **{name or 'you'}**. {'So do we.' if happy else 'Give them a minute.'}")
        st.metric("Threads in this process", threading.active_count(), border=True)


def tick(place: st.Container) -> None:
    """Count while the page shows the container."""
    began = time.monotonic()
    line = place.empty()
    while True:
        seconds = time.monotonic() - began
        line.markdown(f"### {seconds:.0f} s\nThis thread started {seconds:.1f} s ago.")
        time.sleep(0.1)
