"""A fragment that streams a chart, beside threads that show their own progress."""

import math
import random
import threading
import time

import treadle as st

POINTS = 120
SENSORS = ("Loom", "Shuttle", "Bobbin")


def show() -> None:
    """Show the page."""
    st.title("Everything moves, nothing waits")
    st.markdown(
        "Each job is a **thread** that writes its own progress. The numbers and the chart are a **fragment** "
        "that reruns itself five times a second; its slider is part of it. Use everything at once."
    )
    jobs()
    stream()


@st.fragment(run_every=0.2)
def stream() -> None:
    """Take a new measurement of each sensor and show the latest ones."""
    history = st.session_state.setdefault("history", {name: [] for name in SENSORS})
    wave = st.session_state.get("wave", 0.4)
    now = time.monotonic()
    for phase, name in enumerate(SENSORS):
        value = 50 + 22 * math.sin(now * 0.9 + phase * 2.1) + wave * random.gauss(0, 9)
        history[name] = [*history[name], round(value, 2)][-POINTS:]

    for column, (name, values) in zip(st.columns(len(SENSORS)), history.items(), strict=True):
        before = values[-10] if len(values) > 9 else values[0]
        column.metric(name, f"{values[-1]:.1f}", f"{values[-1] - before:+.1f}", border=True)
    st.line_chart(history, height=250, y_label="Tension")
    st.slider("How wild the signal is", 0.0, 1.0, 0.4, key="wave")


def jobs() -> None:
    """Start four threads that report to the page themselves."""
    if not st.button("Start four jobs", type="primary", icon=":material/play_arrow:"):
        return
    names = ("Load orders", "Read sensors", "Ask a model", "Draw a map")
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            threading.Thread(target=job, args=(name, random.uniform(0.02, 0.06))).start()


def job(name: str, pause: float) -> None:
    """Do a hundred small pieces of work and show the progress."""
    bar = st.progress(0, text=name)
    for done in range(1, 101):
        time.sleep(pause)  # a real job would wait for a disk or a network here
        bar.progress(done, text=f"{name}: {done} %")
    st.success(f"{name} has finished.")
