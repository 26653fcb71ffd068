"""Clients that belong to an event loop work from every run's."""

import asyncio
from collections.abc import Iterator

import pytest

from treadle._core.session.events import RerunAsked
from treadle._core.sync.loopbound import bridge
from treadle._core.sync.loops import BackgroundLoop


class Response:
    def __init__(self, client: "Client") -> None:
        self.client = client
        self.status = 200

    def text(self) -> str:
        return "text"

    async def read(self) -> str:
        self.client.check()
        return "body"

    async def parts(self):
        async for part in self:
            yield part

    async def __aiter__(self):
        for part in range(3):
            self.client.check()
            yield part

    async def __aenter__(self):
        self.client.check()
        return self

    async def __aexit__(self, *error: object) -> None:
        self.client.check()
        self.client.closed += 1


class Client:
    """As picky about its loop as those for HTTP and databases are."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.closed = 0
        self.base = "x"

    def check(self) -> None:
        running = asyncio.get_running_loop()
        self.loop = self.loop or running
        if running is not self.loop:
            raise RuntimeError("attached to a different loop")

    async def __aenter__(self):
        self.check()
        return self

    async def __aexit__(self, *error: object) -> None:
        self.check()

    async def get(self) -> Response:
        self.check()
        await asyncio.sleep(0)
        return Response(self)

    def stream(self) -> Response:
        return Response(self)

    async def hang(self) -> None:
        self.check()
        try:
            await asyncio.sleep(60)
        finally:
            self.closed += 1

    async def fail(self) -> None:
        raise KeyError("theirs")


@pytest.fixture
def loop() -> Iterator[BackgroundLoop]:
    made = BackgroundLoop()
    yield made
    made.close()


@pytest.fixture
def client(loop: BackgroundLoop) -> Client:
    return bridge(Client(), loop)


def test_it_is_used_from_one_loop_after_another(client):
    async def use() -> str:
        response = await client.get()
        return f"{response.status} {response.text()} {await response.read()}"

    assert [asyncio.run(use()) for _ in range(3)] == ["200 text body"] * 3


def test_its_calls_can_be_tasks_and_be_gathered(client):
    async def use() -> list[int]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(client.get()) for _ in range(3)]
        gathered = await asyncio.gather(client.get(), client.get())
        return [each.result().status for each in tasks] + [each.status for each in gathered]

    assert asyncio.run(use()) == [200] * 5


def test_what_it_hands_out_is_opened_iterated_and_closed_on_its_loop(client):
    async def use() -> list[int]:
        async with client, client.stream() as response:
            return [part async for part in response] + [part async for part in response.parts()]

    assert [asyncio.run(use()) for _ in range(2)] == [[0, 1, 2] * 2] * 2
    assert client.closed == 2


def test_it_says_what_it_is(client):
    assert isinstance(client, Client)
    client.base = "y"
    assert client.base == "y"
    assert "Client" in repr(client)


def test_errors_come_back(client):
    with pytest.raises(KeyError, match="theirs"):
        asyncio.run(client.fail())


def test_cancelling_who_waits_cancels_there(client):
    async def use() -> None:
        await asyncio.wait_for(client.hang(), 0.05)

    with pytest.raises(TimeoutError):
        asyncio.run(use())

    async def closed() -> int:
        await client.get()  # behind what was cancelled
        return client.closed

    assert asyncio.run(closed()) == 1


def test_what_is_no_client_stays_itself(loop):
    value = object()
    assert bridge(value, loop) is value


def test_a_cached_client_works_in_every_run(open_page, tmp_path):
    (tmp_path / "picky.py").write_text(PICKY)
    page = open_page("""
        import treadle as st
        from picky import Client

        @st.cache_resource
        def made():
            return Client()

        @st.cache_resource
        async def opened():
            return await Client().open()

        st.text(await made().get())
        st.text(await (await opened()).get())
        """)
    for _ in range(3):
        page.live.handle(RerunAsked())
        page.settle()
        assert [each.body for each in page.props("text")] == ["got it", "got it"]


PICKY = """
import asyncio

class Client:
    loop = None

    def check(self):
        running = asyncio.get_running_loop()
        self.loop = self.loop or running
        assert running is self.loop, "attached to a different loop"

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        pass

    async def open(self):
        self.check()
        return self

    async def get(self):
        self.check()
        return "got it"
"""
