"""What visitors leave behind: visits to an app with threads and timers, and a count of all that could
stay.
"""

import asyncio
import gc
import os
import sys
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from tornado.websocket import websocket_connect

from treadle._core.carry.carrier import Carrier
from treadle._core.carry.job import Job
from treadle._core.carry.scope import Executing, Scope
from treadle._core.config import Config
from treadle._core.protocol.message import ClientInfo, Interact, Open
from treadle._core.runtime.app import App
from treadle._core.runtime.live import LiveSession
from treadle._core.runtime.ports import RequestInfo
from treadle._core.server import Server
from treadle._core.server.browser import BrowserConnection
from treadle._core.server.websocket import Socket
from treadle._core.session.lanes import Run
from treadle._core.session.look import ListWidgets, LookAtLane, LookInside
from treadle._core.session.nodes import Node, Writer
from treadle._core.session.session import Session
from treadle._core.session.structure import MAIN
from treadle._core.sync.holders import Held, Waiter

KINDS = (
    LiveSession,
    Session,
    Node,
    Writer,
    Run,
    Scope,
    Job,
    Executing,
    Carrier,
    Held,
    Waiter,
    BrowserConnection,
    Socket,
)

TEXT = 500_000
"""Characters that the app of `SCRIPT` shows, so that a page which stays is seen in the memory of the
process.
"""

SCRIPT = f"""
import threading
from concurrent.futures import ThreadPoolExecutor
import treadle as st

def forever():
    while True:
        st.session_state.beat = threading.get_ident()
        threading.Event().wait(0.02)

def hold():
    with st.lock("one at a time", scope="app"):  # the visitors after this one wait until it has gone
        forever()

@st.fragment(run_every=0.05)
def clock():
    st.text("tick")

st.text("x" * {TEXT})
clock()
if st.button("Go"):
    thread = threading.Thread(target=st.text, args=("thread",))
    thread.start()
    timer = threading.Timer(0.001, st.text, ("timer",))
    timer.start()
    threading.Thread(target=forever, daemon=True).start()
    threading.Thread(target=hold, daemon=True).start()
    with st.lock(str(threading.get_ident())):
        st.text("locked")
    with ThreadPoolExecutor(1) as pool:
        st.session_state.future = pool.submit(st.text, "job")
    try:
        raise ValueError("shown")
    except ValueError as error:
        st.exception(error)
    thread.join()
    timer.join()
    st.text("done")
"""


@contextmanager
def served(folder: Path, source: str = SCRIPT) -> Iterator[tuple[App, int]]:
    """Serve an app whose sessions end with their connection; yields it and its port."""
    script = folder / "app.py"
    script.write_text(source)
    config: Any = Config.of(
        {"server.port": 0, "server.address": "127.0.0.1", "server.disconnectedSessionTTL": 0}
    )
    app = App(script, config)
    server = Server(app, config)
    port = server.start()
    try:
        yield app, port
    finally:
        server.stop()
        app.stop()


async def visit(port: int) -> None:
    """Open the page, click the button, see what comes of it, and leave."""
    socket = await websocket_connect(f"ws://localhost:{port}/_treadle/ws")
    await socket.write_message(msgspec.msgpack.encode(["open", 1, None, "/", "", {}]), binary=True)
    done = False
    while not done:
        frame = await socket.read_message()
        assert isinstance(frame, bytes), "the server has closed the connection"
        message = msgspec.msgpack.decode(frame)
        if message[0] != "batch":
            continue
        await socket.write_message(msgspec.msgpack.encode(["ack", message[1]]), binary=True)
        for op in message[2]:
            if op[0] == "insert" and op[4] == "button":
                click = ["interact", [[op[1], True]]]
                await socket.write_message(msgspec.msgpack.encode(click), binary=True)
            done = done or (op[0] == "insert" and op[5].get("body") == "done")
    socket.close()
    while await socket.read_message() is not None:
        pass


async def visits(port: int, number: int) -> None:
    """Have visitors come and go, five at a time."""
    for _ in range(number // 5):
        await asyncio.gather(*(visit(port) for _ in range(5)))


class Headless:
    """A browser with no network."""

    def wake(self, now: bool) -> None:
        """Nobody looks."""

    def send(self, message: object) -> None:
        """Nobody listens."""


def visit_without_network(app: App) -> None:
    """Do what `visit` does, in this process."""
    browser = Headless()
    live, _ = app.open(Open(1, None, "/", "", ClientInfo()), browser, RequestInfo())
    assert live.wait(LookAtLane(), 20, lambda app: app.live is None and live.apply(ListWidgets()))
    (button,) = [widget.node_id for widget in live.apply(ListWidgets())]
    live.receive(browser, Interact([(button, True)]))
    assert live.wait(LookAtLane(), 20, lambda app: app.live is None and _has(live, "done"))
    live.disconnect(browser)
    assert live.wound_up.wait(20)


def visits_without_network(app: App, number: int) -> None:
    """Have visitors come and go in this process, ten at a time."""
    with ThreadPoolExecutor(10) as pool:
        for _ in pool.map(lambda _: visit_without_network(app), range(number)):
            pass


def _has(live: LiveSession, text: str) -> bool:
    return any(getattr(found.props, "body", None) == text for found in live.apply(LookInside(MAIN)))


def counts() -> Counter[str]:
    """Count what there is now of all that visitors make."""
    gc.collect()
    found = Counter(type(each).__name__ for each in gc.get_objects() if isinstance(each, KINDS))
    found["threads"] = threading.active_count()
    if sys.platform == "linux":
        found["files"] = len(os.listdir("/proc/self/fd"))
    return +found


def left(before: Counter[str], within: float = 60) -> Counter[str]:
    """Return what there is more than before, when nothing of it goes any more; waits for that up to some
    seconds.
    """
    settles(lambda: counts() <= before, within)
    return counts() - before


def resident() -> float:
    """Memory of the process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def freed(reference: "weakref.ref[Any]") -> bool:
    """Whether an object is freed, as soon as the threads that had it have come to their end."""

    def gone() -> bool:
        gc.collect()
        return reference() is None

    return settles(gone)


def settles(reached: Callable[[], bool], within: float = 60) -> bool:
    """Whether something becomes so; there is no event for the last step of a thread's end."""
    until = time.monotonic() + within
    while not reached():
        if time.monotonic() > until:
            return False
        threading.Event().wait(0.05)
    return True
