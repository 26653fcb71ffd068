"""A test lets time pass for fragments that rerun by themselves."""

import time

import pytest

from treadle.testing import AppTest


def clocks():
    import treadle as st

    def count(name):
        st.session_state[name] = st.session_state.get(name, 0) + 1
        st.session_state.setdefault("order", []).append(name)
        st.text(f"{name} {st.session_state[name]}")

    st.fragment(count, run_every=0.1)("fast")
    st.fragment(count, run_every="1h")("slow")


def test_no_time_passes_by_itself():
    at = AppTest.from_function(clocks).run()
    assert at.run().text.values == ["fast 2", "slow 2"]
    assert at.pass_time(0).text.values == ["fast 2", "slow 2"]


def test_a_fragment_runs_as_often_as_its_interval_is_in_the_time():
    at = AppTest.from_function(clocks).run()
    assert at.pass_time(0.3).text.values == ["fast 4", "slow 1"]
    assert at.pass_time(0.05).text.values == ["fast 4", "slow 1"]
    assert at.pass_time(0.05).text.values == ["fast 5", "slow 1"]


def test_fragments_run_in_the_order_of_their_times_and_nobody_waits():
    def app():
        import treadle as st

        def note(name):
            st.session_state.setdefault("order", []).append(name)

        st.fragment(note, run_every="2h")("two")
        st.fragment(note, run_every="3h")("three")

    at = AppTest.from_function(app).run()
    began = time.monotonic()
    at.pass_time(6.5 * 3600)
    assert at.session_state.order == ["two", "three", "two", "three", "two", "two", "three"]
    assert time.monotonic() - began < 60


def test_a_fragment_that_has_gone_runs_no_more():
    def app():
        import treadle as st

        @st.fragment(run_every=1)
        def clock():
            st.session_state.ticks = st.session_state.get("ticks", 0) + 1

        if not st.checkbox("Off"):
            clock()

    at = AppTest.from_function(app).run().pass_time(2)
    assert at.session_state.ticks == 3
    at.checkbox[0].check().run().pass_time(5)
    assert at.session_state.ticks == 3


def test_time_does_not_go_back():
    at = AppTest.from_function(clocks).run()
    for seconds in (-1, float("nan")):
        with pytest.raises(ValueError, match="must not be below 0"):
            at.pass_time(seconds)
