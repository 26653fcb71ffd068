"""Charts that threads update."""

from collections.abc import Callable
from typing import Any

from treadle._core.data.packing import unpacked

OpenPage = Callable[..., Any]

HEAD = "import threading, numpy as np, plotly.graph_objects as go, treadle as st\n"

MANY = """
def draw(place, number):
    for step in range(20):
        values = np.full(200, number * 1000.0 + step)
        place.plotly_chart(go.Figure(go.Scatter(y=values, name=f"{number} {step}")))

threads = [threading.Thread(target=draw, args=(st.empty(), number)) for number in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def drawn(props: Any) -> tuple[str, set[float]]:
    (trace,) = unpacked(props.figure, props.arrays)["data"]
    return trace["name"], set(trace["y"])


def test_charts_of_several_threads_are_never_mixed(open_page: OpenPage) -> None:
    page = open_page(HEAD + MANY)
    charts = [drawn(props) for props in page.props("plotly_chart")]
    assert charts == [(f"{number} 19", {number * 1000.0 + 19}) for number in range(8)]


SHARED = """
values = np.zeros(500)
figure = go.Figure(go.Scatter(y=values))
ended = threading.Event()

def change():
    number = 0
    while not ended.is_set():
        number += 1
        figure.data[0].y = np.full(500, float(number))
        figure.add_annotation(text=str(number)) if number < 50 else None

thread = threading.Thread(target=change)
thread.start()
try:
    for _ in range(50):
        st.plotly_chart(figure)
finally:
    ended.set()
    thread.join()
"""


def test_a_figure_may_change_while_it_is_shown(open_page: OpenPage) -> None:
    page = open_page(HEAD + SHARED)
    assert page.props("exception") == []
    for props in page.props("plotly_chart"):
        (trace,) = unpacked(props.figure, props.arrays)["data"]
        assert len(set(trace["y"])) == 1


KEPT = """
event = st.plotly_chart(go.Figure(go.Scatter(y=[0, 1])), key="c", on_select="rerun")
place = st.empty()
def follow():
    for step in range(30):
        place.plotly_chart(go.Figure(go.Scatter(y=np.arange(100.0) + step)))
threading.Thread(target=follow).start()
st.text(event.selection.point_indices)
"""


def test_a_selection_lands_while_a_thread_draws(open_page: OpenPage) -> None:
    page = open_page(HEAD + KEPT)
    (chart, _) = page.nodes("plotly_chart")
    value = '{"points":[{"curve_number":0,"point_index":1}],"point_indices":[1],"box":[],"lasso":[]}'
    page.interact((chart.id, value))
    assert page.one("text").body == "[1]"
    assert len(page.nodes("plotly_chart")) == 2
