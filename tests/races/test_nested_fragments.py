"""Fragments whose names or calls could be taken for each other's."""

from collections.abc import Callable
from typing import Any

from treadle._core.session.events import RerunAsked
from treadle._core.session.fragments import ListLanes


def test_a_key_that_is_a_number_is_not_another_fragments_place(open_page: Callable[..., Any]) -> None:
    page = open_page("""
        import treadle as st

        @st.fragment
        def one():
            st.button("one")

        @st.fragment(key=4)
        def two():
            st.button("two")

        one()
        two()
        """)
    assert page.nodes("fragment")[0].id == 4
    assert len(page.live.apply(ListLanes())) == 3


def test_fragments_that_call_each_other_in_a_circle_are_refused(open_page: Callable[..., Any]) -> None:
    page = open_page("""
        import treadle as st

        @st.fragment(key="outer")
        def outer():
            inner()

        @st.fragment(key="inner")
        def inner():
            if st.session_state.get("more"):
                del st.session_state.more
                outer()
            st.button("More", on_click=st.session_state.__setitem__, args=("more", True))

        outer()
        """)
    page.interact((page.nodes("button")[0].id, True))
    assert "inside itself" in page.error()
    page.live.handle(RerunAsked())
    assert page.settle().props("exception") == []
