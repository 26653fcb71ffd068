"""A form that clears itself does so whatever becomes of the run that answers it."""

import threading
from collections.abc import Callable
from typing import Any

from treadle._core.protocol.message import Interact
from treadle._core.session.events import RerunAsked

FORM = """
import treadle as st

with st.form("form", clear_on_submit=True):
    st.text_input("Name", key="name")
    sent = st.form_submit_button("Send")
if sent:
    {answer}
"""


def submit(page: Any) -> None:
    name, button = page.nodes("text_input")[0], page.nodes("form_submit_button")[0]
    page.live.receive(page.browser, Interact([(name.id, "Ada"), (button.id, True)]))


def test_a_form_is_cleared_though_its_answer_ends_by_a_rerun(open_page: Callable[..., Any]) -> None:
    page = open_page(FORM.format(answer="st.session_state.saved = st.session_state.name; st.rerun()"))
    submit(page)
    page.settle()
    assert page.state("saved") == "Ada"
    assert page.state("name") == ""


def test_a_form_is_cleared_though_its_answer_is_superseded(open_page: Callable[..., Any]) -> None:
    page = open_page(FORM.format(answer="begun.set(); go.wait(); st.text('late')"))
    begun, go = threading.Event(), threading.Event()
    page.app.namespace.update(begun=begun, go=go)
    submit(page)
    assert begun.wait(60)
    page.live.handle(RerunAsked())
    go.set()
    page.settle()
    assert page.state("name") == ""
    assert page.props("text") == []
