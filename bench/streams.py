"""A fragment that streams a chart at 10 Hz, in 1 to 50 sessions at once.

Run `python bench/streams.py` on a quiet machine.

Each session is a browser tab of its own, which acknowledges what it gets as a real one does. What is printed
is how many ticks a second a tab has seen: the slowest and the median, and what share of one processor the
server has used for all.
"""

import argparse
import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import msgspec
import psutil
from tornado.websocket import websocket_connect

APP = Path(__file__).parent / "apps" / "stream.py"
SECONDS = 5.0
SETTLE = 1.0
"""Seconds that all tabs are open before anything is counted."""


async def watch(port: int, start: asyncio.Event, until: list[float]) -> int:
    """Open a tab, and return how many ticks it sees between the start and the end."""
    tab = await websocket_connect(f"ws://127.0.0.1:{port}/_treadle/ws", max_message_size=1 << 26)
    await tab.write_message(msgspec.msgpack.encode(["open", 1, None, "/", "", {}]), binary=True)
    ticks = 0
    while not start.is_set() or time.monotonic() < until[0]:
        frame = await tab.read_message()
        assert isinstance(frame, bytes), frame
        message = msgspec.msgpack.decode(frame)
        if message[0] != "batch":
            continue
        await tab.write_message(msgspec.msgpack.encode(["ack", message[1]]), binary=True)
        bodies = [op[2].get("body") for op in message[2] if op[0] == "set"]
        ticks += start.is_set() and any(str(body).startswith("tick: ") for body in bodies)
    tab.close()
    return ticks


async def measure(port: int, sessions: int, server: psutil.Process) -> None:
    """Print the rates of so many sessions."""
    start, until = asyncio.Event(), [0.0]
    tabs = [asyncio.create_task(watch(port, start, until)) for _ in range(sessions)]
    await asyncio.sleep(SETTLE + sessions * 0.02)
    before = server.cpu_times()
    until[0] = time.monotonic() + SECONDS
    start.set()
    rates = [ticks / SECONDS for ticks in await asyncio.gather(*tabs)]
    after = server.cpu_times()
    used = (after.user + after.system - before.user - before.system) / SECONDS
    print(f"{sessions:9} {min(rates):15.1f} {statistics.median(rates):8.1f} {used:10.0%}", flush=True)


def main() -> None:
    """Serve the app in a process of its own, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sessions", nargs="*", type=int, default=[1, 5, 20, 50])
    counts = parser.parse_args().sessions
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.port", str(port), "--server.headless", "true", "--server.address", "127.0.0.1"]
    with subprocess.Popen(
        [sys.executable, "-m", "treadle", "run", str(APP), *options], stdout=subprocess.DEVNULL
    ) as process:
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/_treadle/health").close()
                    break
                except urllib.error.URLError:
                    assert time.monotonic() < deadline, "the server does not answer"
                    time.sleep(0.05)
            print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors\n")
            print(" sessions  ticks/s: slowest   median  processor")
            for sessions in counts:
                asyncio.run(measure(port, sessions, psutil.Process(process.pid)))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)


if __name__ == "__main__":
    main()
