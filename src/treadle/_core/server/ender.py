"""Ends the process at its second signal, or some seconds after the first, even if Python is blocked.

Python calls a signal handler between two of its instructions. While a C call keeps the interpreter (a regular
expression that never ends), no handler is called, so a first and a second Ctrl-C have no effect. But the
interpreter's C code still writes the number of each signal into a pipe (`signal.set_wakeup_fd`). A separate
process reads that pipe. It kills this process when a signal is repeated, or when the process has not ended
long after the first signal. Executed by itself, this file is that process.
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
"""Seconds after which a second signal is a repetition.

Some programs send one signal to the process and to its group.
"""

PATIENCE = 0.3
"""Seconds that Python has to end the process itself at the second signal."""

logger = logging.getLogger("treadle.server")


class Ender:
    """Starts and ends the process that watches this one. For the main thread only.

    Args:
        numbers: the signals that count.
        within: seconds after the first of them in which this process should end by itself.

    Raises:
        OSError: the system has no process or no pipe.
    """

    def __init__(self, numbers: Collection[int], within: float) -> None:
        reads, self._writes = os.pipe()
        try:
            _do_not_block(self._writes)
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(within), *map(str, numbers)],
                stdin=reads,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C in the terminal is only for this process
            )
        except BaseException:
            os.close(self._writes)
            raise
        finally:
            os.close(reads)
        self._before = signal.set_wakeup_fd(self._writes, warn_on_full_buffer=False)

    def close(self) -> None:
        """End the watching process.

        It does not wait for the end of the pipe: a forked process may hold a copy.
        """
        self.leave()
        self._process.kill()
        self._process.wait()

    def leave(self) -> None:
        """Stop telling it about signals. In a forked process, it belongs to the parent."""
        signal.set_wakeup_fd(self._before)
        os.close(self._writes)


def ender(numbers: Collection[int], within: float) -> Ender | None:
    """Start the process that watches this one. Return None, and log the reason, if that is impossible."""
    if os.name == "nt" or not sys.executable:
        return None
    try:
        return Ender(numbers, within)
    except OSError as error:
        logger.warning("A second Ctrl-C will wait for Python: %s", error)
        return None


def watch(server: int, within: float, numbers: Collection[int]) -> None:
    """Read the numbers of the server's signals, and kill it at the second, or some time after the first.

    This is the function of the watching process.
    """
    first: float | None = None
    while os.getppid() == server:
        if first is not None and time.monotonic() - first > within:
            _kill(server)
            return
        # A process that the server has forked may keep the pipe open after the server's end.
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
    """Kill the server, unless it ends itself now."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if os.getppid() != server:
            return
        time.sleep(0.01)  # a child is not told when its parent ends
    if os.getppid() == server:  # so no other process has the same id
        _end(server)


if sys.platform == "win32":  # where no process watches another, see `ender`

    def _do_not_block(descriptor: int) -> None:
        raise NotImplementedError

    def _end(server: int) -> None:
        raise NotImplementedError

else:

    def _do_not_block(descriptor: int) -> None:
        os.set_blocking(descriptor, False)

    def _end(server: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(server, signal.SIGKILL)


if __name__ == "__main__":
    watch(int(sys.argv[1]), float(sys.argv[2]), {int(each) for each in sys.argv[3:]})
