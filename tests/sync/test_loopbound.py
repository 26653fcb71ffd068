"""Clients that belong to an event loop work from every run's."""

import asyncio
import copy
import dataclasses
import functools
import gc
import inspect
import pickle
import threading
import weakref
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from treadle._core.protocol.message import Interact
from treadle._core.session.events import RerunAsked
from treadle._core.session.look import ListNodes
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
    for value in (object(), Plain(), [1], {"a": Plain()}, (1, 2), len, lambda: 1, Plain, "text", None):
        assert bridge(value, loop) is value


class Plain:
    def __init__(self, **attributes):
        vars(self).update(attributes)


class Slotted:
    __slots__ = ("client",)


@dataclasses.dataclass
class Clients:
    first: object
    second: object = None


class Pair(NamedTuple):
    name: str
    client: object


class Wrapper:
    """A wrapper as for language models: it opens its client when it is first used."""

    client = None

    async def get(self):
        if self.client is None:
            self.client = Client()
        return (await self.client.get()).status

    async def parts(self):
        if self.client is None:
            self.client = Client()
        async for part in self.client.stream():
            yield part

    def sync(self):
        return threading.current_thread()

    def fluent(self):
        return self

    def __or__(self, other):
        return (self, other)

    def __len__(self):
        return 3

    def __eq__(self, other):
        return type(other) is Wrapper

    __hash__ = None


def asking(wrapper):
    async def ask():
        return await wrapper.get()

    return ask


def holding(wrapper):
    slotted = Slotted()
    slotted.client = wrapper
    return slotted


HOLDERS = {
    "itself": (lambda it: it, lambda held: held),
    "attribute": (lambda it: Plain(client=it), lambda held: held.client),
    "attribute of an attribute": (lambda it: Plain(a=Plain(client=it)), lambda held: held.a.client),
    "slot": (holding, lambda held: held.client),
    "dataclass": (lambda it: Clients(None, it), lambda held: held.second),
    "list": (lambda it: [0, it], lambda held: held[1]),
    "dict": (lambda it: {"a": it}, lambda held: held["a"]),
    "nested": (lambda it: {"a": [(it,)]}, lambda held: held["a"][0][0]),
    "dict in an attribute": (lambda it: Plain(a={"b": it}), lambda held: held.a["b"]),
    "tuple": (lambda it: (0, it), lambda held: held[1]),
    "named tuple": (lambda it: Pair("x", it), lambda held: held.client),
    "method": (lambda it: it.get, lambda held: Plain(get=held)),
    "function": (asking, lambda held: Plain(get=held)),
    "plain function": (lambda it: lambda: it.get(), lambda held: Plain(get=held)),
    "partial": (lambda it: functools.partial(Wrapper.get, it), lambda held: Plain(get=held)),
}


@pytest.mark.parametrize("kind", HOLDERS)
def test_a_client_that_is_opened_late_is_used_from_one_loop_after_another_wherever_it_is_held(loop, kind):
    hold, get = HOLDERS[kind]
    held = hold(Wrapper())

    async def use():
        return await get(bridge(held, loop)).get()

    assert [asyncio.run(use()) for _ in range(3)] == [200] * 3


def test_lists_and_dicts_stay_the_objects_that_they_are(loop):
    for held in ([Wrapper()], {"a": Wrapper()}):
        assert bridge(held, loop) is held
        assert bridge(held, loop) is held


def test_an_asynchronous_generator_runs_there(loop):
    it = bridge(Wrapper(), loop)

    async def use():
        return [part async for part in it.parts()]

    assert [asyncio.run(use()) for _ in range(2)] == [[0, 1, 2]] * 2


def test_a_stand_in_has_what_its_object_has_and_no_more(loop):
    real = Wrapper()
    it = bridge(real, loop)
    assert bridge(real, loop) is it
    assert isinstance(it, Wrapper)
    assert it.fluent() is it
    assert it | 1 == (real, 1)
    assert (len(it), bool(it), it == real, real == it, it != it) == (3, True, True, False, False)
    assert it.sync() is threading.current_thread()
    assert inspect.iscoroutinefunction(it.get)
    assert not callable(it)
    assert not inspect.isawaitable(it)
    assert not hasattr(it, "__aenter__")
    with pytest.raises(TypeError, match="unhashable"):
        hash(it)
    with pytest.raises(TypeError):
        iter(it)
    it.client = 1
    assert (real.client, vars(it)) == (1, {"client": 1})
    assert type(copy.copy(it)) is type(pickle.loads(pickle.dumps(it))) is Wrapper
    assert dataclasses.asdict(bridge(Clients(1, asking(real)), loop))["first"] == 1


def test_a_stand_in_goes_with_its_object(loop):
    real = Wrapper()
    gone = weakref.ref(real)
    it = weakref.ref(bridge(real, loop))
    del real
    gc.collect()
    assert (gone(), it()) == (None, None)


def test_a_queue_wakes_those_that_wait_on_other_loops(loop):
    queue = bridge(asyncio.Queue(), loop)
    got = []
    thread = threading.Thread(target=lambda: got.append(asyncio.run(queue.get())))
    thread.start()
    while not queue._getters:
        pass
    queue.put_nowait("item")
    thread.join(20)
    assert got == ["item"]


def test_what_a_wrapper_does_for_a_run_has_its_session_and_ends_with_it(open_page, tmp_path):
    (tmp_path / "late.py").write_text(LATE)
    (tmp_path / "picky.py").write_text(PICKY)
    page = open_page("""
        import streamlit as st
        from late import Wrapper

        @st.cache_resource
        def made():
            return Wrapper()

        @st.cache_resource
        def several():
            return {"one": Wrapper()}, [Wrapper()]

        st.text(await made().ask(st.empty()))
        mapping, (listed,) = several()
        st.text(await mapping["one"].ask(st.empty()))
        st.text(await listed.ask(st.empty()))
        if st.button("Hang"):
            await made().hang()
        """)
    for _ in range(3):
        page.live.handle(RerunAsked())
        page.settle()
        assert [each.body for each in page.props("text")] == ["asked", "got it"] * 3
    button = page.nodes("button")[0].id
    page.live.receive(page.browser, Interact([(button, True)]))
    assert page.live.wait(ListNodes(), 20, lambda nodes: any("hanging" in str(node.props) for node in nodes))
    page.rerun()
    page.settle()
    import late

    assert late.ended.wait(20)


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


LATE = """
import asyncio
import threading
import streamlit as st
from picky import Client

ended = threading.Event()

class Wrapper:
    client = None

    async def ask(self, place):
        place.text("asked")
        self.client = self.client or Client()
        self.client.check()
        asyncio.get_running_loop().create_task(asyncio.sleep(0))
        return await self.client.get()

    async def hang(self):
        st.text("hanging")
        try:
            await asyncio.sleep(600)
        finally:
            ended.set()
"""

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
