"""The server with the real runtime behind it: the seam between the two."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle._core.config import Config
from treadle._core.runtime.app import App
from treadle._core.server import Server

from .fakes import Client, Closed

APP = """
import treadle as st

box = st.checkbox("box")
for line in range(20):
    st.text(f"line {line}")
st.text(f"box: {box}")
"""


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[str], int]]:
    """Serve a script and return the port. In the end everything is stopped and no thread is left."""
    before = set(threading.enumerate())
    started: list[tuple[Server, App]] = []

    def run(source: str) -> int:
        script = tmp_path / f"app{len(started)}.py"
        script.write_text(source)
        config = Config.of({"server.port": 0, "server.address": "127.0.0.1"})
        app = App(script, config)
        started.append((Server(app, config), app))
        return started[-1][0].start()

    yield run
    for server, app in started:
        server.stop()
        app.stop()
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
    assert set(threading.enumerate()) <= before


def until_idle(client: Client) -> list[Any]:
    """Return the operations of all batches up to the end of a run."""
    ops: list[Any] = []
    while True:
        batch = client.receive()
        assert batch[0] == "batch", batch
        client.send(["ack", batch[1]])
        ops += batch[2]
        if batch[3] and not batch[3][2]:
            return ops


def inserted(ops: list[Any], kind: str) -> list[Any]:
    return [op for op in ops if op[0] == "insert" and op[4] == kind]


def test_a_page_arrives_and_a_click_changes_what_it_must(run: Callable[[str], int]) -> None:
    with Client(run(APP)) as client:
        client.open()
        ops = until_idle(client)
        assert len(inserted(ops, "text")) == 21
        client.send(["rerun", None])
        assert until_idle(client) == []
        client.send(["interact", [[inserted(ops, "checkbox")[0][1], True]]])
        assert [op[2] for op in until_idle(client) if op[0] == "set"] == [{"body": "box: True"}]


def test_a_connection_that_comes_back_gets_the_whole_page(run: Callable[[str], int]) -> None:
    port = run(APP)
    with Client(port) as client:
        token = client.open()[1]
        before = until_idle(client)
    with Client(port) as client:
        client.send(["open", 1, token, "/", "", {}, True])
        assert client.receive()[:3] == ["hello", token, True]
        batch = client.receive()
        assert batch[6]
        assert len(inserted(batch[2], "text")) == len(inserted(before, "text"))


@pytest.mark.parametrize(
    "changes", [[[999_999, True]], [[0, True]], [[3, "no"]], [[3, {"a": [1]}]], [[3, None]], [[3, 10**18]]]
)
def test_values_that_make_no_sense_are_refused_and_the_session_goes_on(
    run: Callable[[str], int], changes: list[Any]
) -> None:
    with Client(run(APP)) as client:
        client.open()
        until_idle(client)
        client.send(["interact", changes])
        assert client.receive()[0] == "problem"
        client.send(["rerun", None])
        # The browser showed the wrong value already, so it may be told of the right one; nothing else has
        # changed.
        assert all(op[0] == "set" and op[2] == {"value": False} for op in until_idle(client))


def test_who_comes_while_the_app_stops_is_told_to_come_back(tmp_path: Path) -> None:
    script = tmp_path / "app.py"
    script.write_text(APP)
    app = App(script, Config.of({"server.port": 0, "server.address": "127.0.0.1"}))
    server = Server(app, app.config)
    port = server.start()
    app.stop()
    try:
        with Client(port) as client:
            client.send(["open", 1, None, "/", "", {}])
            assert client.receive() == ["bye", "stopping"]
            with pytest.raises(Closed):
                client.receive()
    finally:
        server.stop()


def test_a_script_that_fails_leaves_other_sessions_and_the_server_alone(run: Callable[[str], int]) -> None:
    port = run(
        'import treadle as st\nst.text("on")\nif st.query_params.get("bad"):\n    raise SystemExit(3)\n'
    )
    with Client(port) as good, Client(port) as bad:
        good.open()
        until_idle(good)
        bad.send(["open", 1, None, "/", "?bad=1", {}])
        assert bad.receive()[0] == "hello"
        until_idle(bad)
        good.send(["rerun", None])
        until_idle(good)


def test_ending_a_session_says_goodbye(run: Callable[[str], int]) -> None:
    with Client(run(APP)) as client:
        token = client.open()[1]
        until_idle(client)
        client.send(["end"])
        assert client.receive() == ["bye", "ended"]
        with pytest.raises(Closed) as closed:
            client.receive()
        assert closed.value.code == 1000
        assert token


BUSY = """
import treadle as st

place = st.empty()
number = 0
while True:
    number += 1
    place.text(f"{number}")
"""


def test_others_are_answered_while_a_script_writes_without_end_and_stop_stops_it(
    run: Callable[[str], int],
) -> None:
    port = run(BUSY)
    with Client(port) as busy, Client(port) as other:
        busy.open()
        assert busy.receive()[0] == "batch"
        assert other.open()[0] == "hello"
        busy.send(["stop"])
        busy.send(["ack", 1])
        until_idle(busy)
