"""What reruns cost on the wire, and what a browser that stops reading costs the server: next to nothing."""

import asyncio
import resource
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from tornado.websocket import WebSocketClientConnection, websocket_connect

from treadle._core.config import Config
from treadle._core.protocol.message import Batch
from treadle._core.protocol.wire import encode
from treadle._core.runtime.app import App
from treadle._core.server import Server
from treadle._core.session.look import CountWaiting, ListNodes, LookAtLane

LINES = """
import treadle as st

clicks = st.number_input("clicks", value=0)
for line in range(999):
    st.text(f"line {line}")
st.text(f"clicks: {clicks}" if st.query_params.get("show") else "same")
"""


def batch(page: Any) -> Batch:
    found = page.live.collect(page.browser)
    assert isinstance(found, Batch)
    return found


def test_an_unchanged_rerun_sends_no_node_operation(open_page: Callable[..., Any]) -> None:
    page = open_page(LINES)
    assert len(batch(page).ops) > 1000
    page.interact((page.nodes("number_input")[0].id, 1))
    rerun = batch(page)
    assert rerun.ops == []
    assert rerun.run is not None
    assert len(encode(rerun)) < 60


def test_one_changed_line_of_a_thousand_sends_one_operation(open_page: Callable[..., Any]) -> None:
    page = open_page(LINES, "?show=1")
    batch(page)
    page.interact((page.nodes("number_input")[0].id, 1))
    (operation,) = batch(page).ops
    assert operation.props == {"body": "clicks: 1"}


UPDATES = """
import treadle as st

place = st.empty()
for number in range(1_000_000):
    place.text(f"update {number}")
st.text("all done")
"""


def test_a_client_that_stops_reading_costs_no_growth(tmp_path: Path) -> None:
    script = tmp_path / "app.py"
    script.write_text(UPDATES)
    config = Config.of({"server.port": 0, "server.address": "127.0.0.1", "server.headless": True})
    app = App(script, config)
    server = Server(app, config)
    port = server.start()
    connected = threading.Event()
    leave = threading.Event()

    async def connect_and_stop_reading() -> None:
        url = f"ws://127.0.0.1:{port}/_treadle/ws"
        socket: WebSocketClientConnection = await websocket_connect(url)
        await socket.write_message(msgspec.msgpack.encode(["open", 1, None, "/", "", {}]), binary=True)
        await socket.read_message()
        connected.set()
        await asyncio.to_thread(leave.wait)
        socket.close()
        while await socket.read_message() is not None:
            pass  # closed only once both sides have said so; before, the loop would end without it

    client = threading.Thread(target=lambda: asyncio.run(connect_and_stop_reading()), name="client")
    client.start()
    try:
        assert connected.wait(60)
        (session,) = app.sessions()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert session.wait(LookAtLane(), 55, lambda app: app.live is None)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        nodes = len(session.apply(ListNodes()))
        assert nodes < 10
        (waiting,) = session.apply(CountWaiting())
        assert waiting <= nodes
        assert grown < 8 * 1024, "kB of the whole process, for a million updates"
    finally:
        leave.set()
        client.join()
        server.stop()
        app.stop()
