"""Ending the process at its second signal, or some seconds after the first, whatever Python does.

A signal handler of Python's is called between two instructions of Python. While a call into C keeps the interpreter (a regular
expression that never ends), none is called, so a Ctrl-C does nothing, nor does a second one. What happens all the same is that
the interpreter's C code writes the number of each signal into a pipe, as it is told by `signal.set_wakeup_fd`. At the other end
of that pipe is a process of its own, which kills this one when a signal is repeated, or when the process has not ended long after
the first. Executed by itself, this file is that process.
"""

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Collection

REPEATED_AFTER = 0.5
"""Seconds after which a second signal is a repetition. Some programs send one signal to the process and to its group."""

PATIENCE = 0.3
"""Seconds that Python has to end the process itself at the second signal."""

logger = logging.getLogger("treadle.server")


class Ender:
    """Starts the process that watches this one, and ends it. To be used in the main thread.

    Args:
        numbers: the signals that count.
        within: seconds after the first of them in which the process should have ended by itself.

    Raises:
        OSError: the system gives no process or no pipe.
    """

    def __init__(self, numbers: Collection[int], within: float) -> None:
        reads, self._writes = os.pipe()
        try:
            os.set_blocking(self._writes, False)
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(within), *map(str, numbers)],
                stdin=reads,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C in the terminal is for us alone
            )
        except BaseException:
            os.close(self._writes)
            raise
        finally:
            os.close(reads)
        self._before = signal.set_wakeup_fd(self._writes, warn_on_full_buffer=False)

    def close(self) -> None:
        """End it. It does not wait for the pipe's end: a process that was just forked off may hold a copy of it."""
        self.leave()
        self._process.kill()
        self._process.wait()

    def leave(self) -> None:
        """Tell it nothing more; in a process that was forked off, it is another's."""
        signal.set_wakeup_fd(self._before)
        os.close(self._writes)


def ender(numbers: Collection[int], within: float) -> Ender | None:
    """Start the process that watches this one; return None, and tell the log, where that cannot be."""
    if os.name == "nt" or not sys.executable:
        return None
    try:
        return Ender(numbers, within)
    except OSError as error:
        logger.warning("A second Ctrl-C will wait for Python: %s", error)
        return None


def watch(server: int, within: float, numbers: Collection[int]) -> None:
    """Read the numbers of the server's signals, and kill it at the second, or so long after the first; what the process does."""
    first: float | None = None
    while os.getppid() == server:
        if first is not None and time.monotonic() - first > within:
            _kill(server)
            return
        # The pipe may outlive the server in a process that it has forked off.
        if not select.select([0], [], [], 1.0 if first is None else 0.1)[0]:
            continue
        read = os.read(0, 4096)
        if not read:
            return
        if not any(number in numbers for number in read):
            continue
        now = time.monotonic()
        first = first or now
        if now - first > REPEATED_AFTER:
            _kill(server)
            return


def _kill(server: int) -> None:
    """Kill the server, unless it ends itself in this moment."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if os.getppid() != server:
            return
        time.sleep(0.01)  # nothing tells a child when its parent ends
    if os.getppid() == server:  # so it is not another process with the same id
        with contextlib.suppress(ProcessLookupError):
            os.kill(server, signal.SIGKILL)


if __name__ == "__main__":
    watch(int(sys.argv[1]), float(sys.argv[2]), {int(each) for each in sys.argv[3:]})
