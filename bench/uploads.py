"""Upload a large file (2 GB): seconds, the server's memory, and clicks in another session meanwhile.

    python bench/uploads.py [megabytes]

The file is sent by a process of its own, from memory, without a browser, while a session clicks ten times a
second. Then as much is sent to a server that throws it away. Fails if the server needs 50 MB more than
before, or if the upload delays a click.
"""

import asyncio
import json
import socket
import statistics
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection

import msgspec
from clients import TreadleBrowser
from sides import SIDES, Served
from tornado.websocket import websocket_connect

MB = 1024 * 1024
MOST_MEMORY = 50 * MB
MOST_DELAY = 0.1
"""Seconds that a click may take at the 95th percentile."""

SENDER = """
import sys
from http.client import HTTPConnection
port, session, token, size = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
part = bytes(1 << 20)
def parts():
    left = size
    while left:
        yield part[:min(left, len(part))]
        left -= min(left, len(part))
connection = HTTPConnection("127.0.0.1", port)
connection.request("PUT", "/_treadle/upload", parts(), {
    "Content-Length": str(size), "X-Treadle-Session": session, "X-Treadle-Upload": token,
    "X-Treadle-Name": "large.bin", "Content-Type": "application/octet-stream",
})
answer = connection.getresponse()
print(answer.read().decode())
sys.exit(answer.status != 200)
"""


async def open_uploader(port: int) -> tuple[str, str]:
    """Open the page with the uploader; return the tokens of its session and of the input."""
    browser = await websocket_connect(f"ws://127.0.0.1:{port}/_treadle/ws")
    await browser.write_message(msgspec.msgpack.encode(["open", 1, None, "/", "", {}]), binary=True)
    session, token = "", ""
    while not token:
        message = msgspec.msgpack.decode(await browser.read_message())  # type: ignore[arg-type]
        if message[0] == "hello":
            session = message[1]
        elif message[0] == "batch":
            for op in message[2]:
                if op[0] == "insert" and op[4] == "file_uploader":
                    token = op[5]["upload"]["token"]
            await browser.write_message(msgspec.msgpack.encode(["ack", message[1]]), binary=True)
    OPEN.append(browser)
    return session, token


OPEN: list[object] = []
"""Connections that stay open until the end."""


class Peak:
    """The most memory that a server has while a block runs."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._over = threading.Event()
        self.before = self.most = served.memory()

    def __enter__(self) -> "Peak":
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            self.most = max(self.most, self._served.memory())

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


async def clicks(browser: TreadleBrowser, over: asyncio.Event) -> list[float]:
    """Click ten times a second until something is over; return how long each took."""
    took = []
    while not over.is_set():
        took.append(await browser.click())
        await asyncio.sleep(0.1)
    return took


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


async def measure(size: int) -> bool:
    """Measure, print, and return whether it is as it should be."""
    with SIDES[0].serve("upload.py") as served:
        light = TreadleBrowser()
        await light.open(served.port, "light=1")
        over = asyncio.Event()
        quiet = asyncio.create_task(clicks(light, over))
        await asyncio.sleep(3)
        over.set()
        alone = await quiet
        session, token = await open_uploader(served.port)
        over = asyncio.Event()
        beside = asyncio.create_task(clicks(light, over))
        command = [sys.executable, "-c", SENDER, str(served.port), session, token, str(size)]
        with Peak(served) as peak:
            began = time.perf_counter()
            sender = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
            output, _ = await sender.communicate()
            seconds = time.perf_counter() - began
        over.set()
        took = await beside
        assert json.loads(output)["size"] == size, output
        plain = await asyncio.to_thread(plain_upload, size)
        more = peak.most - peak.before
        print(
            f"{size / MB:,.0f} MB in {seconds:.1f} s ({size / MB / seconds:,.0f} MB/s); to a server that "
            f"keeps nothing: {plain:.1f} s"
        )
        print(f"memory of the server: {peak.before / MB:.0f} MB before, at most {more / MB:.1f} MB more")
        for name, values in (("alone", alone), ("beside the upload", took)):
            middle, late = statistics.median(values) * 1000, percentile(values, 0.95) * 1000
            print(
                f"a click {name}: {middle:.1f} ms, 95 % below {late:.1f} ms, at most "
                f"{max(values) * 1000:.1f} ms"
            )
        return more < MOST_MEMORY and percentile(took, 0.95) < MOST_DELAY


def plain_upload(size: int) -> float:
    """Return the seconds that it takes to send as much to a server that throws it away."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def swallow() -> None:
            peer, _ = server.accept()
            with peer:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += peer.recv(65536)
                left = size - len(head.partition(b"\r\n\r\n")[2])
                buffer = bytearray(1 << 20)
                while left > 0 and (got := peer.recv_into(buffer)):
                    left -= got
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=swallow)
        thread.start()
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", server.getsockname()[1])
        part = bytes(1 << 20)
        body = (part[: min(1 << 20, size - at)] for at in range(0, size, 1 << 20))
        connection.request("PUT", "/", body, {"Content-Length": str(size)})
        connection.getresponse().read()
        thread.join()
        return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(not asyncio.run(measure(int(sys.argv[1] if len(sys.argv) > 1 else 2048) * MB)))
