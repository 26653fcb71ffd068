"""A run may go on for days: what it has done does not pile up."""

from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.protocol.wire import encode
from treadle._core.session.document import EMPTY_SLOTS, Document

JOBS = """
import treadle as st
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(1) as pool:
    for number in range(3000):
        pool.submit(int).result()
st.text("end")
"""

COROUTINES = """
import asyncio
import treadle as st

async def main():
    for number in range(3000):
        await asyncio.create_task(asyncio.sleep(0))

asyncio.run(main())
st.text("end")
"""

TIMERS = """
import threading
import treadle as st

done = threading.Event()

def tick(left):
    if left % 100 == 0:
        st.text(left)
    if left:
        timer = threading.Timer(0, tick, (left - 1,))
        timer.daemon = True
        timer.start()
    else:
        done.set()

tick(2000)
done.wait()
"""


@pytest.mark.parametrize("source", [JOBS, COROUTINES, TIMERS])
def test_jobs_that_wrote_nothing_leave_no_nodes(
    open_page: Callable[..., Any], source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 0
    page = open_page(source, wait=False)
    insert = Document._insert

    def counting(document: Document, *args: Any) -> Any:
        nonlocal most
        most = max(most, len(document))
        return insert(document, *args)

    monkeypatch.setattr(Document, "_insert", counting)
    page.settle()
    assert page.props("exception") == []
    assert most < EMPTY_SLOTS + 200
    encode(page.live.collect(page.browser))


def test_containers_that_come_and_go_are_not_remembered(open_page: Callable[..., Any]) -> None:
    page = open_page("""
        import treadle as st
        from treadle._core.carry.context import require

        place = st.empty()
        for number in range(100):
            place.text("loading")
            with place.container():
                st.text(number)
        st.session_state.places = len(require().writer.places)
        """)
    assert page.state("places") < 5


def test_containers_too_deep_in_each_other_are_an_error_and_the_page_can_be_sent(
    open_page: Callable[..., Any],
) -> None:
    page = open_page("""
        import treadle as st

        box = st.container()
        for number in range(2000):
            box = box.container()
        """)
    assert "levels deep" in page.error()
    encode(page.live.collect(page.browser))
