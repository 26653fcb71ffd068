"""Progress, spinner, status and toast."""

import asyncio

import pytest

import treadle as st
from treadle._core.elements.status.progress import _percent
from treadle.errors import (
    APIError,
    InvalidParameterTypeError,
    NoSessionContext,
    NotYetSupported,
    ValueError_,
    ValueOutOfRangeError,
)


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        (0, 0),
        (100, 100),
        (1, 1),
        (1.0, 100),
        (0.0, 0),
        (0.29, 29),
        (0.57, 57),
        (0.999, 99),
        (0.1 * 3 + 0.7, 100),
    ],
)
def test_progress_is_a_percentage_as_int_and_a_fraction_as_float(value, percent):
    assert _percent(value) == percent


@pytest.mark.parametrize("value", [-1, 101, 1.1, -0.1, float("nan")])
def test_progress_beyond_its_range_is_refused(in_a_run, value):
    assert isinstance(in_a_run(lambda: st.progress(value)), ValueOutOfRangeError)


@pytest.mark.parametrize("value", ["50", None, True])
def test_progress_that_is_no_number_is_refused(in_a_run, value):
    assert isinstance(in_a_run(lambda: st.progress(value)), InvalidParameterTypeError)


def test_progress_takes_the_numbers_of_numpy():
    numpy = pytest.importorskip("numpy")
    assert (_percent(numpy.float32(0.5)), _percent(numpy.int64(7))) == (50, 7)


def test_a_progress_bar_moves_by_its_handle_and_stays_one_element(open_page):
    def app():
        import treadle as st

        bar = st.progress(0, text="start")
        st.write("below")
        for percent in range(101):
            bar.progress(percent, text=f"{percent} %")
        bar.progress(1.0)

    page = open_page(app)
    assert (page.one("progress").value, page.one("progress").text) == (100, None)
    assert [node.props.kind for node in page.nodes()][2:4] == ["progress", "markdown"]


def test_a_progress_bar_can_make_way_for_something_else(open_page):
    def app():
        import treadle as st

        bar = st.progress(50)
        bar.empty()
        st.progress(100).success("done")

    page = open_page(app)
    assert page.props("progress") == []
    assert page.one("alert").body == "done"


INSIDE = """
from treadle._core.carry.context import require
from treadle._core.session.look import ListNodes
import treadle as st

def kinds(*wanted):
    nodes = require().host.page.apply(ListNodes())
    return [node.props.kind for node in nodes if node.props.kind in wanted]
"""


def test_a_spinner_is_there_while_its_block_runs_and_then_gone(open_page):
    page = open_page(f"""{INSIDE}
with st.spinner("Working", show_time=True):
    st.write("inside")
    st.session_state.seen = kinds("spinner", "markdown")
""")
    assert page.state("seen") == ["spinner", "markdown"]
    assert page.props("spinner") == []
    assert page.one("markdown").body == "inside"


def test_a_spinner_is_gone_after_an_exception(open_page):
    def app():
        import treadle as st

        with st.spinner("Working"):
            raise ValueError("broken")

    page = open_page(app)
    assert page.props("spinner") == []
    assert page.error() == "ValueError: broken"


def test_what_follows_a_spinner_keeps_its_node_from_run_to_run(open_page):
    def app():
        import treadle as st

        st.checkbox("again")
        st.write("above")
        with st.spinner("Working"):
            pass
        st.write("below")
        st.write("last")

    page = open_page(app)
    before = [(node.id, node.props) for node in page.nodes("markdown")]
    page.interact((page.nodes("checkbox")[0].id, True))
    assert [(node.id, node.props) for node in page.nodes("markdown")] == before


def test_a_spinner_decorates_functions_before_any_session_is_there(in_a_run):
    @st.spinner("Adding")
    def add(a, b):
        """Add."""
        return a + b

    @st.spinner("Waiting")
    async def wait():
        await asyncio.sleep(0)
        return "waited"

    assert (add.__name__, add.__doc__) == ("add", "Add.")
    assert in_a_run(lambda: add(1, b=2)) == 3
    assert in_a_run(lambda: asyncio.run(wait())) == "waited"
    with pytest.raises(NoSessionContext):
        add(1, 2)


def test_a_threads_spinner_stands_at_the_threads_place(open_page):
    page = open_page(f"""{INSIDE}
import threading
def work():
    with st.spinner("Working"):
        st.session_state.seen = kinds("spinner", "markdown")
thread = threading.Thread(target=work)
thread.start()
st.write("below")
thread.join()
""")
    assert page.state("seen")[0] == "spinner"
    assert page.props("spinner") == []


def test_a_status_is_complete_when_its_block_has_ended(open_page):
    page = open_page(f"""{INSIDE}
with st.status("Copying", expanded=True) as copying:
    st.write("a file")
    nodes = require().host.page.apply(ListNodes())
    st.session_state.seen = [node.props.state for node in nodes if node.props.kind == "status"]
""")
    assert page.state("seen") == ["running"]
    assert (page.one("status").state, page.one("status").expanded) == ("complete", True)
    assert page.nodes("markdown")[0].parent.props.kind == "status"


def test_a_status_has_failed_when_an_exception_ended_its_block(open_page):
    def app():
        import treadle as st

        with st.status("Copying"):
            raise OSError("disk full")

    page = open_page(app)
    assert page.one("status").state == "error"
    assert page.error() == "OSError: disk full"


def test_a_status_that_was_told_its_state_keeps_it(open_page):
    def app():
        import treadle as st

        with st.status("Copying") as copying:
            copying.update(label="Nothing to copy", state="error", expanded=True)
        st.status("Waiting")

    page = open_page(app)
    first, second = page.props("status")
    assert (first.label, first.state, first.expanded) == ("Nothing to copy", "error", True)
    assert second.state == "running"


def test_a_status_is_updated_by_a_thread(open_page):
    def app():
        import threading

        import treadle as st

        job = st.status("Running")
        thread = threading.Thread(target=lambda: job.update(label="Done", state="complete"))
        thread.start()
        thread.join()

    assert open_page(app).one("status").label == "Done"


def test_only_a_status_has_update(in_a_run):
    error = in_a_run(lambda: st.container().update(label="x"))
    assert isinstance(error, APIError)
    assert "st.status" in str(error)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: st.status("a", state="done"), ValueError_),
        (lambda: st.status("a").update(state="done"), ValueError_),
        (lambda: st.spinner(_cache=True), NotYetSupported),
        (lambda: st.toast("  "), APIError),
        (lambda: st.toast("a", icon="smile"), APIError),
        (lambda: st.toast("a", duration="forever"), ValueError_),
        (lambda: st.toast("a", duration=0), ValueError_),
    ],
)
def test_what_makes_no_sense_is_refused(in_a_run, call, error):
    assert isinstance(in_a_run(call), error)


def test_a_toast_reaches_each_browser_once(open_page):
    def app():
        import treadle as st

        st.toast("Saved", icon="\N{FLOPPY DISK}")
        st.toast("Read this", duration="infinite")
        st.sidebar.toast(7, duration=2)

    page = open_page(app)
    batch = page.live.collect(page.browser)
    assert [(t.body, t.icon, t.duration) for t in batch.effects] == [
        ("Saved", "\N{FLOPPY DISK}", 4),
        ("Read this", None, 0),
        ("7", None, 2),
    ]
    assert page.live.collect(page.browser) is None
