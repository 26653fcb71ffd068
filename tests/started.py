"""An app in a `treadle run` of its own, as a person starts it."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from tornado.websocket import websocket_connect

from treadle._core.protocol.message import ClientInfo, Open


def _heed_interrupts() -> None:
    """Undo what shells do to commands in the background: Python leaves an ignored SIGINT alone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Started:
    """A `treadle run` of its own process, listening.

    Args:
        script: the app: a file, or an address.
        words: options of `treadle run`.
        under: what runs Treadle, as words for Python: `("-m", "coverage", "run")`.
    """

    def __init__(self, script: Path | str, *words: str, under: Sequence[str] = ()) -> None:
        self.script = script
        command = [sys.executable, *under, "-m", "treadle", "run", str(script), "--server.headless", "true"]
        self.process = subprocess.Popen(
            [*command, "--server.address", "127.0.0.1", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
            preexec_fn=_heed_interrupts,
        )

    def kill(self) -> None:
        """End the process, and the children that it has left behind: they may hold its output open."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.communicate()

    def wait(self) -> None:
        """Wait until it listens, and note where."""
        self.banner = self.read_until("Ctrl-C")
        (line,) = [line for line in self.banner.splitlines() if "Local" in line]
        self.port = int(line.rpartition(":")[2].partition("/")[0])

    def read_until(self, word: str) -> str:
        """Read the output up to and including a line with a word."""
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if word in line:
                return "".join(lines)
        raise AssertionError(f"ended without {word!r}: {''.join(lines)}")

    def type(self, line: str) -> None:
        """Type a line, as a person does at the terminal."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def visit(self) -> None:
        """Connect as a browser does, which makes the script run, and go away again."""

        async def connect() -> None:
            url = f"ws://127.0.0.1:{self.port}/_treadle/ws"
            connection = await websocket_connect(url)
            hello = Open(1, None, "/", "", ClientInfo())
            await connection.write_message(msgspec.msgpack.encode(hello), binary=True)
            while (answer := msgspec.msgpack.decode(await connection.read_message()))[0] != "hello":
                assert answer[0] != "problem", answer
            connection.close()
            while await connection.read_message() is not None:
                pass

        asyncio.run(connect())

    def end(self, number: signal.Signals = signal.SIGINT) -> tuple[int, float, str]:
        """Ask the process to end; return its status, the seconds it took, and what it still said."""
        began = time.monotonic()
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, time.monotonic() - began, said
