"""`st.graphviz_chart` and `st.mermaid_chart`."""

from typing import Any

import pytest

from treadle.testing import AppTest

HEAD = "import graphviz\nimport treadle as st\n"


def app(script: str) -> AppTest:
    return AppTest.from_string(HEAD + script).run(timeout=30)


def graph(script: str) -> Any:
    at = app(script)
    assert not at.exception, at.exception[0].message
    (found,) = at.graphviz_chart
    return found


def test_a_text_is_a_graph() -> None:
    found = graph("st.graphviz_chart('digraph { a -> b }', alt=' Two ')")
    assert (found.value, found.spec, found.engine) == (found.value, "digraph { a -> b }", "dot")
    props = found._props
    assert (props.width, props.height, props.alt) == ("content", "content", "Two")


@pytest.mark.parametrize("kind", ["Graph", "Digraph"])
def test_objects_with_their_engine(kind: str) -> None:
    found = graph(f"g = graphviz.{kind}(engine='neato')\ng.edge('a', 'b')\nst.graphviz_chart(g)")
    assert "a -" in found.value
    assert found.engine == "neato"


def test_write_and_magic_show_a_graph() -> None:
    for script in ("st.write(g)", "g"):
        assert "warp" in graph(f"g = graphviz.Source('graph {{ warp }}')\n{script}").value


@pytest.mark.parametrize(
    ("arguments", "width", "height"),
    [
        ("width=300, height=200", 300, 200),
        ("width='stretch', height='stretch'", "stretch", "stretch"),
        ("use_container_width=True", "stretch", "content"),
        ("True", "stretch", "content"),
        ("use_container_width=False", "content", "content"),
    ],
)
def test_sizes(arguments: str, width: Any, height: Any) -> None:
    props = graph(f"st.graphviz_chart('graph {{}}', {arguments})")._props
    assert (props.width, props.height) == (width, height)


@pytest.mark.parametrize("given", ["3", "b'graph {}'", "None"])
def test_what_is_no_graph(given: str) -> None:
    (found,) = app(f"st.graphviz_chart({given})").exception
    assert "figure_or_dot" in found.message
    assert "graphviz.Digraph" in found.message


def test_a_diagram() -> None:
    at = app('st.mermaid_chart("""\n    flowchart LR\n        a --> b\n    """, width=300, alt="Ab")')
    (found,) = at.mermaid_chart
    assert found.value == "flowchart LR\n    a --> b"
    assert (found._props.width, found._props.alt) == (300, "Ab")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("st.mermaid_chart(3)", "body"),
        ("st.mermaid_chart('x', width='wide')", "width"),
        ("st.graphviz_chart('x', width='wide')", "width"),
        ("st.graphviz_chart('x', height=0)", "height"),
    ],
)
def test_bad_arguments(call: str, message: str) -> None:
    (found,) = app(call).exception
    assert message in found.message
