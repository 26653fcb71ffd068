"""Callbacks that a superseded run did not come to are called by the one that takes its place."""

import threading
from collections.abc import Callable
from typing import Any

from treadle._core.protocol.message import Interact
from treadle._core.session.events import RerunAsked
from treadle._core.session.widgets import MISSING


def test_a_callback_is_not_lost_with_the_run_that_was_to_call_it(open_page: Callable[..., Any]) -> None:
    page = open_page("""
        import treadle as st

        def first():
            begun.set()
            go.wait()
            st.session_state.first = "went on"  # its run is over: it stops here

        def second():
            st.session_state.calls = st.session_state.get("calls", 0) + 1

        st.checkbox("First", on_change=first)
        st.checkbox("Second", on_change=second)
        """)
    begun, go = threading.Event(), threading.Event()
    page.app.namespace.update(begun=begun, go=go)
    page.live.handle(RerunAsked())
    page.settle()
    first, second = page.nodes("checkbox")
    page.live.receive(page.browser, Interact([(first.id, True), (second.id, True)]))
    assert begun.wait(60)
    page.live.handle(RerunAsked())
    go.set()
    page.settle()
    assert page.state("first") is MISSING
    assert page.state("calls") == 1
