"""Debuggers and coverage tools see the code of a page, its threads and its tasks, in a real `treadle run`."""

import asyncio
import json
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tornado.websocket import websocket_connect

from treadle._core.protocol.message import ClientInfo, Open

from .started import Started

Start = Callable[..., Started]

APP = """
import threading
import treadle as st

stops = st.query_params.get("stop")

def in_thread():
    y = 20
    if stops == "thread": breakpoint()
    print("in the thread", y + 2, flush=True)

@st.task
def in_task():
    z = 30
    if stops == "task": breakpoint()
    print("in the task", z + 2, flush=True)

x = 10
if stops == "page": breakpoint()
print("in the page", x + 2, flush=True)
thread = threading.Thread(target=in_thread)
thread.start()
thread.join()
in_task.submit().result()
print("the end", flush=True)
"""
PLACES = [("page", "x", 10), ("thread", "y", 20), ("task", "z", 30)]


@contextmanager
def visiting(port: int, query: str = "") -> Iterator[None]:
    """Connect as a browser does, and stay for a block."""
    here, leave = threading.Event(), threading.Event()

    async def connect() -> None:
        connection = await websocket_connect(f"ws://127.0.0.1:{port}/_treadle/ws")
        hello = Open(1, None, "/", query, ClientInfo())
        await connection.write_message(msgspec.msgpack.encode(hello), binary=True)
        here.set()
        await asyncio.to_thread(leave.wait)
        connection.close()
        while await connection.read_message() is not None:
            pass

    thread = threading.Thread(target=asyncio.run, args=(connect(),), name="visitor")
    thread.start()
    try:
        assert here.wait(60), "the app does not take visitors"
        yield
    finally:
        leave.set()
        thread.join()


@pytest.mark.parametrize(("place", "name", "value"), PLACES)
def test_a_breakpoint_stops_one_visitor_and_no_other(start: Start, place: str, name: str, value: int) -> None:
    app = start(APP, "--server.port", "0")
    with visiting(app.port, f"?stop={place}"):
        app.type(f"p 'it is', {name}")
        app.read_until(f"('it is', {value})")
        with visiting(app.port):
            app.read_until("the end")
        app.type(f"{name} += 100")
        app.type("c")
        app.read_until(f"in the {place} {value + 102}")
        app.read_until("the end")
    assert app.end()[0] == 0


def test_coverage_counts_the_lines_of_threads_and_tasks(start: Start, tmp_path: Path) -> None:
    data = tmp_path / "coverage"
    app = start(APP, "--server.port", "0", under=("-m", "coverage", "run", f"--data-file={data}"))
    with visiting(app.port):
        app.read_until("the end")
    assert app.end()[0] == 0
    command = [
        sys.executable,
        "-m",
        "coverage",
        "json",
        f"--data-file={data}",
        "-o",
        "-",
        "--include",
        app.script,
    ]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    (file,) = report["files"].values()
    assert file["missing_lines"] == []


class Debugger:
    """A development environment that is attached to debugpy, by the Debug Adapter Protocol."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 20)
        self._stream = self._socket.makefile("rb")
        self._number = 0

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def ask(self, command: str, **arguments: Any) -> int:
        self._number += 1
        request = {"seq": self._number, "type": "request", "command": command, "arguments": arguments}
        body = json.dumps(request).encode()
        self._socket.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        return self._number

    def until(self, **wanted: Any) -> dict[str, Any]:
        """Read messages up to the first that has these fields."""
        while True:
            length = 0
            while (line := self._stream.readline().strip()) or not length:
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            message: dict[str, Any] = json.loads(self._stream.read(length))
            assert message.get("success", True), message
            if all(message.get(name) == value for name, value in wanted.items()):
                return message

    def answer(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Ask and return the body of the answer."""
        body: dict[str, Any] = self.until(request_seq=self.ask(command, **arguments)).get("body", {})
        return body


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def test_an_attached_debugger_stops_in_threads_and_tasks(start: Start) -> None:
    port = free_port()
    app = start(
        APP,
        "--server.port",
        "0",
        under=("-Xfrozen_modules=off", "-m", "debugpy", "--listen", f"127.0.0.1:{port}"),
    )
    source = textwrap.dedent(APP).splitlines()
    lines = [
        1 + next(i for i, line in enumerate(source) if f"in the {place}" in line) for place, *_ in PLACES
    ]
    with closing(Debugger(port)) as debugger:
        debugger.answer("initialize", adapterID="test", pathFormat="path")
        # Treadle is installed in place here, which makes its code count as one's own.
        attached = debugger.ask("attach", rules=[{"path": "**/src/treadle/**", "include": False}])
        debugger.until(event="initialized")
        debugger.answer(
            "setBreakpoints", source={"path": str(app.script)}, breakpoints=[{"line": line} for line in lines]
        )
        debugger.ask("configurationDone")
        debugger.until(request_seq=attached)
        with visiting(app.port):
            for place, name, value in PLACES:
                stopped = debugger.until(event="stopped")["body"]["threadId"]
                frame = debugger.answer("stackTrace", threadId=stopped)["stackFrames"][0]
                assert frame["line"] == lines[PLACES.index((place, name, value))]
                shown = debugger.answer("evaluate", expression=name, frameId=frame["id"])
                assert shown["result"] == str(value)
                debugger.answer("continue", threadId=stopped)
            app.read_until("the end")
        debugger.answer("disconnect", terminateDebuggee=False)
    assert app.end()[0] == 0
