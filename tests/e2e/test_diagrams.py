"""Graphs of Graphviz, diagrams of Mermaid and charts of ECharts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .waiting import box, until

Show = Callable[..., Page]

pytestmark = pytest.mark.timeout(240)

DRAWN = 90_000
"""Milliseconds for the first drawing, whose engine is large."""


def test_a_graph_follows_the_page_and_the_policy_of_the_page_stays(show: Show) -> None:
    page = show("""
        import treadle as st

        st.title("Threads")
        dot = 'digraph { warp -> cloth; dyed [style=filled fillcolor=lightblue] }'
        st.graphviz_chart(dot, alt="Threads become cloth")
        st.graphviz_chart("digraph { a -> ")
    """)
    graph = page.get_by_role("figure", name="Threads become cloth")
    text = graph.locator("text", has_text="warp")
    expect(text).to_be_visible(timeout=DRAWN)
    expect(page.get_by_role("note")).to_contain_text("syntax error")
    light = text.evaluate("text => getComputedStyle(text).fill")  # at once: it is drawn, in the only scheme
    page.emulate_media(color_scheme="dark")
    expect(text).not_to_have_css("fill", light)
    expect(graph.locator("text", has_text="dyed")).to_have_css("fill", "rgb(0, 0, 0)")
    for kind, beginning in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        graph.hover()
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Download as {kind}").first.click()
        assert saved.value.path().read_bytes().startswith(beginning)
    until(
        page,
        "WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => false, () => true)",
    )


def test_a_diagram_of_mermaid(show: Show) -> None:
    page = show("""
        import treadle as st

        st.title("Cloth")
        st.mermaid_chart("flowchart LR; fleece --> yarn --> cloth", alt="From fleece to cloth")
        st.mermaid_chart("sequenceDiagram; nonsense")
    """)
    diagram = page.get_by_role("figure", name="From fleece to cloth")
    expect(diagram.get_by_text("fleece")).to_be_visible(timeout=DRAWN)
    expect(page.get_by_role("note")).to_contain_text("Mermaid cannot draw", timeout=DRAWN)
    page.emulate_media(color_scheme="dark")
    expect(diagram.get_by_text("yarn")).to_be_visible()


def test_a_chart_of_echarts_is_selected_and_changed(show: Show) -> None:
    page = show("""
        import treadle as st

        more = st.number_input("more", value=0)
        option = {
            "animation": False,
            "grid": {"left": 0, "right": 0, "top": 0, "bottom": 0},
            "xAxis": {"type": "category", "data": ["a", "b"], "show": False},
            "yAxis": {"show": False, "max": 10},
            "series": [{"type": "bar", "barWidth": "100%", "data": [10, 10 - more], "name": "cloth"}],
        }
        event = st.echarts_chart(
            option, key="chart", on_select="rerun", renderer="svg", alt="Bars", height=200
        )
        chosen = [(each["series_name"], each["data_indices"]) for each in event.selection.selected]
        st.text(f"chosen: {chosen}")
        st.text(f"drawn: {more}")
    """)
    chart = page.get_by_role("figure", name="Bars")
    expect(chart.locator("svg path").first).to_be_attached(timeout=DRAWN)
    text = page.get_by_text("chosen:")
    expect(text).to_have_text("chosen: []")
    chart.click(position={"x": box(chart)["width"] * 0.75, "y": 150})
    expect(text).to_have_text("chosen: [('cloth', [1])]")
    page.get_by_role("spinbutton").fill("5")
    page.get_by_role("spinbutton").press("Enter")
    expect(page.get_by_text("drawn: 5")).to_be_visible()
    expect(text).to_have_text("chosen: [('cloth', [1])]")
    chart.hover()
    page.get_by_role("button", name="Clear the selection").click()
    expect(text).to_have_text("chosen: []")
