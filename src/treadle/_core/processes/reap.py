"""Kills process trees, and describes how a process has ended. Executed by itself, it is the warden of a pool.

A worker leads a session and a process group of its own, and its environment has a mark that the processes it
starts inherit. So processes are found that have left the group, even if their parents are dead. (Without
`/proc`, on macOS, only the group is found.) A child that clears its environment, starts a session and lets
its parent end before we look cannot be found.

*Why there is a warden.* If the system kills the server (`kill -9`, out of memory), no code of the server can
clean up. A training in a child of a worker would keep its GPU and its memory until somebody finds it by hand.
Only another process can end it then. This costs one small process for each server that has workers, and half
of this file.

The warden is a small process beside the workers. It waits for the server's end, and then kills the workers'
trees: the kernel kills a worker with the server (see `worker`), but not the processes that its job has
started.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import NamedTuple

MARK = "TREADLE_WORKER"
"""The environment variable that identifies a process's tree.

Its value ends in a dot, so that none is a prefix of another.
"""


LOOK_EVERY = 0.5
"""Seconds between two checks of the warden on its parent, if the system has no handles for processes."""


class Process(NamedTuple):
    """A process as it was seen. The time of its start distinguishes it from a later one with the same id."""

    pid: int
    started: int
    parent: int
    session: int
    marked: bool


def describe(status: int, memory_limit: int | None = None) -> str:
    """Return how a process has ended, in words.

    Args:
        status: its exit status; below 0: minus the signal that killed it.
        memory_limit: its memory limit in bytes.
    """
    if status >= 0:
        return f"exited with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    hint = ""
    if name == "SIGKILL":
        hint = " (out of memory?)"
    elif name == "SIGABRT" and memory_limit is not None:
        hint = f" (its memory limit is {memory_limit / 2**20:.0f} MiB)"
    return f"was killed by {name}{hint}"


def kill_tree(pid: int, mark: str) -> list[Process]:
    """Kill a worker and all processes that its jobs have started. Return them; they may still be dying.

    Args:
        pid: the worker's id. The caller has not reaped it, so the id belongs to it.
        mark: the value of its environment's `MARK`.
    """
    found = _descendants(pid, mark)  # before the kill, while they can be found by their parents
    with contextlib.suppress(ProcessLookupError, PermissionError):
        _kill_group(pid)
    with contextlib.suppress(ProcessLookupError):  # it may have left the group
        _kill_one(pid)
    for process in found:
        _kill(process, mark)
    return found


def sweep(mark: str, known: Iterable[Process] = (), patience: float = 1.0) -> list[int]:
    """Kill the rest of a dead worker's tree, and wait until it is dead. Return the pids that do not die.

    Args:
        mark: the value of the worker's `MARK`, or the common beginning of those of several workers.
        known: processes that belong to it, with or without a mark.
        patience: the longest time to try, in seconds.
    """
    end = time.monotonic() + patience
    seen = {process.pid for process in known}
    while True:
        left = {process.pid: process for process in known if _lives(process, mark)}
        left.update((process.pid, process) for process in _processes(mark) if process.marked)
        seen.update(left)
        if not left or time.monotonic() > end:
            break
        for process in left.values():
            _kill(process, mark)
        time.sleep(0.002)  # the kernel tells nobody when they are dead
    for pid in seen:
        with contextlib.suppress(ChildProcessError):
            _reap_one(pid)  # if we are process 1, as in a container, orphans are ours
    return list(left)


def handle(pid: int) -> int | None:
    """Return a descriptor of a process that stays valid when its id is reused; None if there is none.

    Raises:
        ProcessLookupError: the process has gone.
    """
    # Pythons built with old kernel headers have no `pidfd_open`, whatever the kernel has.
    if sys.platform == "linux" and hasattr(os, "pidfd_open"):
        try:
            return os.pidfd_open(pid)
        except ProcessLookupError:
            raise
        except OSError:  # an old kernel, or a sandbox that forbids it
            return None
    return None


def _kill(process: Process, mark: str) -> None:
    """Kill a process if it is still the one that was seen."""
    try:
        fd = handle(process.pid)
    except ProcessLookupError:
        return
    try:
        if _lives(process, mark):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                _kill_one(process.pid, fd)
    finally:
        if fd is not None:
            os.close(fd)


if sys.platform == "win32":  # where no worker is started, see `ProcessPool.submit`

    def _kill_group(pid: int) -> None:
        raise NotImplementedError

    def _kill_one(pid: int, fd: int | None = None) -> None:
        raise NotImplementedError

    def _reap_one(pid: int) -> None:
        raise NotImplementedError

else:

    def _kill_group(pid: int) -> None:
        os.killpg(pid, signal.SIGKILL)

    def _kill_one(pid: int, fd: int | None = None) -> None:
        if fd is not None and sys.platform == "linux" and hasattr(signal, "pidfd_send_signal"):
            signal.pidfd_send_signal(fd, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)

    def _reap_one(pid: int) -> None:
        os.waitpid(pid, os.WNOHANG)


def _lives(process: Process, mark: str) -> bool:
    now = _look(process.pid, mark)
    return now is not None and now.started == process.started


def _descendants(pid: int, mark: str) -> list[Process]:
    left = _processes(mark)
    family = {pid}
    found: list[Process] = []
    while True:
        new = [each for each in left if each.parent in family or each.session == pid or each.marked]
        if not new:
            return [process for process in found if process.pid != pid]
        family.update(each.pid for each in new)
        found += new
        left = [each for each in left if each.pid not in family]


def _processes(mark: str) -> list[Process]:
    """Return all visible living processes; none without `/proc`."""
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    own = os.getpid()
    found = (_look(int(name), mark) for name in names if name.isdecimal() and int(name) != own)
    return [process for process in found if process is not None]


def _look(pid: int, mark: str) -> Process | None:
    """Return the data of a process; None if it is dead, perhaps not reaped yet."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    state, parent, _, session = fields[:4]
    if state in (b"Z", b"X"):
        return None
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            marked = f"\0{MARK}={mark}".encode() in b"\0" + file.read()
    except OSError:  # another user's
        marked = False
    return Process(pid, int(fields[19]), int(parent), int(session), marked)


# The warden -------------------------------------------------------------------------------------------------


class Warden:
    """Starts the warden of a pool and ends it.

    Args:
        mark: the beginning of the marks of the pool's workers.
    """

    def __init__(self, mark: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, mark, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def close(self) -> None:
        """End it: there is nothing left to watch."""
        self._process.kill()
        self._process.communicate()


def watch(mark: str, server: int) -> None:
    """Wait for the server's end, then kill the rest of its workers. The function of the warden."""
    # A process that the server has forked may keep the pipe open after the server's end; a handle does not.
    # Without one, check periodically.
    sources = [0]
    wait: float | None = LOOK_EVERY
    with contextlib.suppress(ProcessLookupError):
        if (server_handle := handle(server)) is not None:
            sources.append(server_handle)
            wait = None
    while os.getppid() == server:
        if select.select(sources, [], [], wait)[0]:
            break
    sweep(mark, patience=10.0)


if __name__ == "__main__":
    watch(sys.argv[1], int(sys.argv[2]))
