"""Which objects are let go of: each that is not kept any more, and each once."""

import asyncio
import sys
import threading

import pytest

from treadle._core.cache.caches import Caches
from treadle._core.config import Config
from treadle._core.protocol.message import Stop
from treadle._core.runtime.app import App
from treadle._core.session.events import StopAsked
from treadle.errors import StopException

from ..conftest import Page


def test_a_resource_that_is_cleared_while_it_is_made_is_let_go_of_when_another_takes_its_place(keep, caches):
    released, clears = [], [lambda: load.clear()]

    def make():
        if clears:
            clears.pop()()
        return object()

    load = keep(make, "resource", on_release=released.append)
    first = load()
    assert released == []  # whoever made it is about to use it
    second = load()
    assert second is not first
    assert released == [first]
    caches.close()
    assert released == [first, second]


@pytest.mark.parametrize("how", ["clear", "clear a call", "clear all", "ttl", "close", "again"])
def test_a_resource_that_is_cleared_while_it_is_made_is_let_go_of_once(keep, caches, clock, how):
    released, clears = [], [lambda: load.clear(1)]

    def make(n):
        if clears and n == 1:
            clears.pop()()
        return [n]

    load = keep(make, "resource", ttl=10, on_release=released.append)
    first = load(1)
    if how == "ttl":
        clock.now += 10
        load(2)
    elif how == "again":
        clears.append(lambda: load.clear(1))
        load(1)
    elif how == "clear a call":
        load.clear(1)
    else:
        {"clear": load.clear, "clear all": lambda: caches.clear("resource"), "close": caches.close}[how]()
    assert [value is first for value in released] == [True]
    caches.close()
    assert [value is first for value in released].count(True) == 1


def test_data_that_is_cleared_while_it_is_computed_is_held_by_nobody(keep):
    load = keep(lambda: load.clear() or [1])
    load()
    assert load._cache(None).clear() == []


@pytest.mark.parametrize("error", [StopException, SystemExit, KeyboardInterrupt, ValueError])
@pytest.mark.parametrize("how", ["clear", "clear all", "close"])
def test_whatever_on_release_raises_the_others_are_let_go_of_too(keep, caches, error, how):
    released = []

    def release(value):
        released.append(value)
        raise error()

    load = keep(lambda n: n, "resource", on_release=release)
    other = keep(lambda n: -n, "resource", on_release=release)
    load(1), load(2), other(3)
    {"clear": load.clear, "clear all": lambda: caches.clear("resource"), "close": caches.close}[how]()
    assert sorted(released) == ([1, 2] if how == "clear" else [-3, 1, 2])


def test_what_is_made_after_the_app_has_ended_is_let_go_of(keep, caches):
    released = []
    load = keep(lambda n: [n], "resource", on_release=released.append)
    other = keep(lambda n: [-n], "resource", on_release=released.append)
    load(1)
    caches.close()
    load(1), other(2)
    assert released == [[1], [1], [-2]]


def test_a_function_that_is_defined_again_says_how_to_let_go(keep, caches):
    def load():
        return []

    released = []
    keep(load, "resource")()
    keep(load, "resource", on_release=lambda value: released.append("as edited"))()
    caches.close()
    assert released == ["as edited"]


def test_an_object_that_is_returned_again_is_not_let_go_of(keep):
    released, pool = [], object()
    load = keep(lambda n: pool, "resource", max_entries=1, on_release=released.append)
    assert load(1) is load(2) is pool
    assert released == []
    load.clear()
    assert released == [pool]


def test_what_is_made_at_the_end_of_a_session_is_let_go_of_when_that_is_over(open_page, monkeypatch):
    module = type(sys)("ends_of_a_test")
    module.log, module.over = [], threading.Event()
    monkeypatch.setitem(sys.modules, "ends_of_a_test", module)
    page = open_page(
        """
        import treadle as st
        import ends_of_a_test as test

        def release(number):
            test.log.append(f"released {number}")
            if number == 2:
                test.over.set()

        @st.cache_resource(scope="session", on_release=release)
        def database():
            test.log.append("made")
            return test.log.count("made")

        st.on_session_end(lambda: (database(), test.log.append(f"used {database()}")))
        database()
        """
    )
    page.live.end()
    assert module.over.wait(20)
    assert module.log == ["made", "released 1", "made", "used 2", "released 2"]


def test_a_client_that_is_made_though_its_run_was_stopped_is_let_go_of(open_page, monkeypatch):
    module = type(sys)("stops_of_a_test")
    module.begun, module.over, module.released = threading.Event(), threading.Event(), []
    monkeypatch.setitem(sys.modules, "stops_of_a_test", module)
    page = open_page(
        """
        import asyncio
        import treadle as st
        import stops_of_a_test as test

        @st.cache_resource(on_release=lambda value: (test.released.append(value), test.over.set()))
        async def client():
            test.begun.set()
            try:
                await asyncio.sleep(20)
            except asyncio.CancelledError:
                return "made all the same"

        asyncio.run(client())
        """,
        wait=False,
    )
    assert module.begun.wait(20)
    page.live.receive(page.browser, Stop())
    assert module.over.wait(20)
    page.app.part(Caches.of_app).close()
    assert module.released == ["made all the same"]


class Client:
    """Belongs to a loop, and has to be awaited to be closed."""

    def __init__(self) -> None:
        self.closed_on: list[asyncio.AbstractEventLoop] = []

    async def aclose(self) -> None:
        await asyncio.sleep(0)
        self.closed_on.append(asyncio.get_running_loop())


async def release_awaited(client):
    await client.aclose()


@pytest.mark.parametrize("release", [release_awaited, Client.aclose, lambda client: client.aclose()])
@pytest.mark.parametrize("how", ["clear", "clear a call", "clear all", "ttl", "close", "in a coroutine"])
def test_an_on_release_that_is_awaited_has_ended_when_that_returns_which_has_led_to_it(
    keep, caches, clock, release, how
):
    load = keep(lambda n: Client(), "resource", ttl=10, on_release=release)
    client = load(1)
    if how == "ttl":
        clock.now += 10
        load(2)
    elif how == "clear a call":
        load.clear(1)
    elif how == "in a coroutine":

        async def main():
            load.clear()

        asyncio.run(main())
    else:
        {"clear": load.clear, "clear all": lambda: caches.clear("resource"), "close": caches.close}[how]()
    assert len(client.closed_on) == 1


def test_what_an_awaited_on_release_raises_is_logged_and_the_others_are_let_go_of(keep, caplog):
    released = []

    async def release(value):
        await asyncio.sleep(0)
        released.append(value)
        raise ValueError(f"cannot close {value}")

    load = keep(lambda n: n, "resource", on_release=release)
    load(1), load(2)
    load.clear()
    assert sorted(released) == [1, 2]
    assert sorted(str(record.exc_info[1]) for record in caplog.records) == [
        "cannot close 1",
        "cannot close 2",
    ]


CLIENT = """
import asyncio
import treadle as st

class Client:
    def __init__(self):
        self.loop = asyncio.get_running_loop()
    async def aclose(self):
        await asyncio.sleep(0)
        closed.append(asyncio.get_running_loop() is self.loop)

@st.cache_resource(on_release=Client.aclose)
async def client():
    return Client()

await client()
"""


@pytest.mark.parametrize("how", ["clear", "end of the server"])
def test_an_on_release_is_awaited_on_the_loop_on_which_the_resource_lives(tmp_path, how):
    closed: list[bool] = []
    path = tmp_path / "app.py"
    path.write_text(CLIENT + ("client.clear()" if how == "clear" else ""))
    app = App(path, Config(), namespace={"closed": closed})
    app.start()
    try:
        page = Page(app)
        assert page.nodes("exception") == []
    finally:
        app.stop()
    assert closed == [True]


def test_a_run_that_is_told_to_stop_waits_for_no_on_release(open_page):
    begun, go, closed = threading.Event(), threading.Event(), threading.Event()
    first = open_page("import treadle")
    first.live.end()
    first.app.namespace.update(begun=begun, go=go, closed=closed)
    first.app.script.write_text("""
import asyncio
import treadle as st

async def release(value):
    begun.set()
    await asyncio.to_thread(go.wait)
    closed.set()

@st.cache_resource(on_release=release)
def load():
    return object()

load()
load.clear()
""")
    page = open_page(first.app, wait=False)
    assert begun.wait(20)
    page.live.handle(StopAsked())
    page.settle()
    assert not closed.is_set()
    go.set()
    assert closed.wait(20)
