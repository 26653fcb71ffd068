"""Looking at everything that executes while all of it comes and goes."""

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from treadle._core.protocol.message import Threads
from treadle._core.protocol.wire import encode

LOOKS = 150


@pytest.fixture
def switching() -> Iterator[None]:
    """Threads take turns as often as the interpreter lets them."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("switching")
def test_a_look_finds_all_that_stays_whatever_comes_and_goes_meanwhile(open_page: Callable[..., Any]) -> None:
    page = open_page(
        """
        import asyncio
        import threading
        from concurrent.futures import ThreadPoolExecutor
        import treadle as st

        def short(depth):
            return short(depth - 1) if depth else st.session_state.get("x")

        async def shorter():
            await asyncio.gather(*(asyncio.sleep(0) for _ in range(5)))

        def stays():
            st.sleep(600)

        if "stays" not in st.session_state:
            st.session_state.stays = threading.Thread(target=stays, name="stays", daemon=True)
            st.session_state.stays.start()

        while True:
            asyncio.run(shorter())
            with ThreadPoolExecutor(4) as pool:
                pool.map(short, range(10))
            threads = [threading.Thread(target=short, args=(depth,)) for depth in range(5)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        """,
        wait=False,
    )
    while not any(each.name == "stays" for each in page.app.threads().threads):
        pass
    for _ in range(LOOKS):
        found = page.app.threads(stacks=None)
        names = [each.name for each in found.threads]
        assert names.count("stays") == names.count("app0.py") == 1
        assert len({each.id for each in found.threads}) == len(found.threads)
        assert encode(Threads("x", 0.0, found.threads, found.hidden))


@pytest.mark.usefixtures("switching")
def test_who_looks_keeps_nothing_of_what_it_has_seen(open_page: Callable[..., Any]) -> None:
    page = open_page(
        """
        import threading
        import weakref

        class Big:
            pass

        def work():
            big = Big()
            seen.append(weakref.ref(big))
            come.release()
            go.wait()

        seen = []
        come, go = threading.Semaphore(0), threading.Event()
        for _ in range(5):
            threading.Thread(target=work, daemon=True).start()
        for _ in range(5):
            come.acquire()
        import treadle as st
        st.session_state.seen, st.session_state.go = seen, go
        """
    )
    seen, go = page.state("seen"), page.state("go")
    found = page.app.threads(stacks=None)
    assert sum(each.stack is not None and each.kind == "thread" for each in found.threads) == 5
    go.set()
    while any("(work)" in thread.name for thread in threading.enumerate()):
        pass
    assert [each() for each in seen] == [None] * 5
