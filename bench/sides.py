"""The servers that are compared, each as a process of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
from clients import Browser, StreamlitBrowser, TreadleBrowser

HERE = Path(__file__).parent
APPS = HERE / "apps"


class Side:
    """One of the servers. `name` heads its column."""

    def __init__(
        self, name: str, module: str, options: list[str], health: str, browser: Callable[[], Browser]
    ) -> None:
        self.name = name
        self._module = module
        self._options = options
        self._health = health
        self.browser = browser

    @contextlib.contextmanager
    def serve(self, app: str, *args: str) -> Iterator["Served"]:
        """Serve one of the apps until the block ends."""
        port = _free_port()
        command = [sys.executable, "-m", self._module, "run", str(APPS / app), "--server.port", str(port)]
        command += ["--server.headless", "true", "--server.address", "127.0.0.1", *self._options, "--", *args]
        env = {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "HOME": str(Path(sys.prefix)),
        }  # no settings of the user's
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env) as process:
            try:
                _wait_for(f"http://127.0.0.1:{port}{self._health}", process)
                yield Served(port, psutil.Process(process.pid))
            finally:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()


class Served:
    """A running server."""

    def __init__(self, port: int, process: psutil.Process) -> None:
        self.port = port
        self.process = process

    def cpu(self) -> float:
        """Return the seconds of processor time that it has used."""
        times = self.process.cpu_times()
        return times.user + times.system

    def memory(self) -> int:
        """Return its resident memory in bytes."""
        return int(self.process.memory_info().rss)


SIDES = [
    Side("Treadle", "treadle", [], "/_treadle/health", TreadleBrowser),
    Side(
        "Streamlit",
        "streamlit",
        ["--browser.gatherUsageStats", "false", "--server.fileWatcherType", "auto"],
        "/_stcore/health",
        StreamlitBrowser,
    ),
    Side(
        "Streamlit, GC off",
        "streamlit",
        ["--browser.gatherUsageStats", "false", "--runner.postScriptGC", "false"],
        "/_stcore/health",
        StreamlitBrowser,
    ),
]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            assert process.stderr is not None
            raise RuntimeError(process.stderr.read().decode())
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise TimeoutError(url)
