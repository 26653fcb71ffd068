"""`st.grid` and its cells; `st.skeleton`."""

from typing import Any

import pytest

from treadle.testing import AppTest


def run(script: str) -> AppTest:
    at = AppTest.from_string(f"import treadle as st\n{script}").run()
    assert not at.exception, at.exception[0].message
    return at


def error(script: str) -> str:
    (found,) = AppTest.from_string(f"import treadle as st\n{script}").run().exception
    return f"{found._props.type}: {found._props.message}"


def test_each_element_is_a_cell_and_a_cell_holds_several() -> None:
    at = run(
        "grid = st.grid(4, key='k')\ngrid.text('a')\nwith grid:\n    st.text('b')\n"
        "with grid.cell(column_span='all', row_span=2):\n    st.text('c')\n    st.text('d')"
    )
    (grid,) = at.grid
    assert [child.type for child in grid.children.values()] == ["text", "text", "grid_cell"]
    cell: Any = grid.children[2]
    assert [text.value for text in cell.text] == ["c", "d"]
    assert (cell.column_span, cell.row_span, grid.key) == ("all", 2, "k")


def test_how_it_looks() -> None:
    (plain,) = run("st.grid()").grid
    assert (plain.column_count, plain.min_column_width, plain.gap) == ("auto", "auto", "small")
    assert (plain.row_height, plain.vertical_alignment, plain.border, plain.dense) == (
        "content",
        "top",
        False,
        False,
    )
    look = "wrap=False, gap=(None, 'large'), border=True, row_height=80, width=500"
    script = f"st.grid(3, min_column_width=90, {look})"
    (grid,) = run(script).grid
    assert (grid.column_count, grid.min_column_width, grid.gap, grid.wrap) == (3, 90, (None, "large"), False)
    assert (grid.row_height, grid.border, grid.width) == (80, True, 500)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        ("st.grid(0)", "ValueOutOfRangeError: `columns`"),
        ("st.grid(25)", "ValueOutOfRangeError: `columns`"),
        ("st.grid('two')", "ValueError: `columns`"),
        ("st.grid(2.5)", "InvalidParameterTypeError: `columns`"),
        ("st.grid(True)", "InvalidParameterTypeError: `columns`"),
        ("st.grid(wrap=False)", "IncompatibleParametersError"),
        ("st.grid(2, wrap='x')", "ValueError: `wrap`"),
        ("st.grid(2, gap=(1, 2, 3))", "ValueError: `gap`"),
        ("st.grid(2, gap=('a', 2))", "ValueError: `gap`"),
        ("st.grid(2, row_height=0)", "ValueError: `row_height`"),
        ("st.grid(2, min_column_width='x')", "ValueError: `min_column_width`"),
        ("st.grid(2, vertical_alignment='x')", "ValueError: `vertical_alignment`"),
        ("st.grid(2, width='content')", "InvalidWidthError"),
        ("st.grid(2).cell(column_span=3)", "ValueOutOfRangeError: `column_span`"),
        ("st.grid(2).cell(column_span=0)", "ValueError: `column_span`"),
        ("st.grid(2).cell(column_span='x')", "ValueError: `column_span`"),
        ("st.grid(2).cell(row_span=0)", "ValueError: `row_span`"),
        ("st.grid(2).cell(row_span=1.5)", "InvalidParameterTypeError: `row_span`"),
        ("st.container().cell()", "APIError: `cell`"),
        ("st.grid(key='k'); st.grid(key='k')", "DuplicateElementKey"),
    ],
)
def test_what_makes_no_sense_is_refused(call: str, problem: str) -> None:
    assert problem in error(call)


def test_threads_fill_cells_in_the_order_of_the_code() -> None:
    script = """
import threading
grid = st.grid(3)
def work(n):
    grid.cell().text(n)
threads = [threading.Thread(target=work, args=[n]) for n in range(3)]
with grid:
    for thread in threads: thread.start()
for thread in threads: thread.join()
"""
    assert sorted(text.value for text in run(script).grid[0].text) == ["0", "1", "2"]


def test_a_skeleton_gives_way_to_the_first_write() -> None:
    at = run("place = st.skeleton(height=50)\nst.text('below')\nplace.text('there')\nst.skeleton(width=100)")
    assert [text.value for text in at.text] == ["there", "below"]
    (waiting,) = at.get("skeleton")
    assert (waiting.width, waiting.height, waiting.late) == (100, None, False)


def test_a_block_shows_a_skeleton_while_it_runs(open_page) -> None:
    app = """
import treadle as st
from treadle._core.carry.context import require
from treadle._core.session.look import ListNodes
with st.skeleton(height=50):
    st.text("in the block")
    nodes = require().host.page.look(require(), ListNodes())
    st.session_state.seen = [node.props.late for node in nodes if node.props.kind == "skeleton"]
st.text("after")
with st.skeleton():
    raise ValueError("in the block")
"""
    page = open_page(app)
    assert [text.body for text in page.props("text")] == ["in the block", "after"]
    assert (page.state("seen"), page.nodes("skeleton")) == ([True], [])


def test_sizes_of_skeletons() -> None:
    for wrong in ("height='content'", "height=0", "width='content'"):
        assert "Invalid" in error(f"st.skeleton({wrong})")
