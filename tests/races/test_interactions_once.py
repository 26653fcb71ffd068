"""What a tab sends again after a lost connection is taken once."""

from collections.abc import Callable
from typing import Any

from treadle._core.protocol.message import ClientInfo, Interact, Open
from treadle._core.runtime.ports import RequestInfo


def counter() -> None:
    import treadle as st

    if st.button("Add"):
        st.session_state.sum = st.session_state.get("sum", 0) + 1


def test_an_interaction_that_is_sent_again_counts_once(open_page: Callable[..., Any]) -> None:
    page = open_page(counter)
    (button,) = page.nodes("button")
    browser = type(page.browser)()
    page.app.open(
        Open(1, page.live.token, "/", "", ClientInfo(), resume=True, tab="t"), browser, RequestInfo()
    )
    assert page.live.last_interaction(browser) == 0
    for number in (1, 1, 2, 1, 2):
        page.live.receive(browser, Interact([(button.id, True)], number))
        page.settle()
    assert page.state("sum") == 2
    assert page.live.last_interaction(browser) == 2
    assert page.live.last_interaction(page.browser) == 0, "each tab has its own count"
