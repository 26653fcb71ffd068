"""What travels between the browser and the server, and a way to cut it."""

import contextlib
import select
import socket
import threading
from collections.abc import Callable
from typing import Any

import msgspec
from playwright.sync_api import Page, WebSocket

from .waiting import eventually


class Frames:
    """Decoded messages of a page's WebSockets, in order."""

    def __init__(self, page: Page) -> None:
        self.received: list[list[Any]] = []
        self.sent: list[list[Any]] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.received.append(msgspec.msgpack.decode(frame)))
        socket.on("framesent", lambda frame: self.sent.append(msgspec.msgpack.decode(frame)))

    def wait(self, page: Page, until: Callable[[], bool]) -> None:
        """Let the page go on until what was received is as wanted."""
        eventually(page, until, True)  # frames are handed out while Playwright waits

    def operations(self) -> list[list[Any]]:
        """All node operations received so far."""
        return [op for message in self.received if message[0] == "batch" for op in message[2]]

    def finished_runs(self) -> list[int]:
        """Numbers of the runs that were reported as finished."""
        runs = [message[3] for message in self.received if message[0] == "batch" and message[3]]
        return [run[1] for run in runs if not run[2]]


class Wire:
    """A TCP proxy that can be cut, as a laptop's lid or a bad network does."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []  # guarded by _lock
        self._whole = True
        self._swallows = False
        self._threads = [threading.Thread(target=self._accept, name="wire")]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def swallow(self) -> None:
        """Lose what browsers send from here on, without a word, until the wire is cut and mended."""
        self._swallows = True

    def cut(self) -> None:
        """Close every connection, and refuse new ones."""
        with self._lock:
            self._whole = False
            for pair in self._pairs:
                for end in pair:
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let connections through again."""
        with self._lock:
            self._whole = True
            self._swallows = False

    def close(self) -> None:
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                if not self._whole:
                    browser.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._target))
                self._pairs.append((browser, server))
            thread = threading.Thread(target=self._pass, args=(browser, server), name="wire")
            self._threads.append(thread)
            thread.start()

    def _pass(self, browser: socket.socket, server: socket.socket) -> None:
        other = {browser: server, server: browser}
        try:
            while True:
                for end in select.select(list(other), [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    if not (self._swallows and end is browser):
                        other[end].sendall(data)
        except OSError:
            return
        finally:
            with self._lock:
                self._pairs.remove((browser, server))
            browser.close()
            server.close()
