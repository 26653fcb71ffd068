"""How processes end: killing whole trees, and saying how one has ended.

A worker leads a session and a process group of its own, and its environment has a mark that the processes it starts
inherit. So those can be found which have left the group, and even those whose parents are dead. (Where there is no
`/proc`, on macOS, only the group is.) A child that clears its environment, starts a session and lets its parent end before
we look cannot be known.
"""

import contextlib
import os
import signal
import sys
import time
from typing import NamedTuple

MARK = "TREADLE_WORKER"
"""The environment variable that tells whose tree a process is in."""


class _Process(NamedTuple):
    pid: int
    parent: int
    session: int
    marked: bool


def describe(status: int, memory_limit: int | None = None) -> str:
    """Say how a process has ended.

    Args:
        status: its exit status, or less than 0: the signal that killed it.
        memory_limit: how many bytes it was allowed to use.
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


def kill_tree(pid: int, mark: str) -> None:
    """Kill a worker and whatever its jobs have started. The caller has not reaped the worker, so that its pid is its own.

    Args:
        pid: the worker's.
        mark: the value of its environment's `MARK`.
    """
    found = _descendants(pid, mark)  # while they can still be told by their parents
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):  # it may have begun another group
        os.kill(pid, signal.SIGKILL)
    for process in found:
        _kill(process.pid, pid, mark, process.parent)


def sweep(mark: str, patience: float = 1.0) -> list[int]:
    """Kill what is left of a tree whose worker is dead; return the pids of what does not die in that time.

    Args:
        mark: the value of the worker's `MARK`, or the beginning that those of several workers share.
        patience: how long to try, in seconds.
    """
    end = time.monotonic() + patience
    while left := [process for process in _processes(mark) if process.marked]:
        for process in left:
            _kill(process.pid, 0, mark, process.parent)
        if time.monotonic() > end:
            return [process.pid for process in left]
        time.sleep(0.002)  # they are dead when the kernel has got round to it; nothing tells when
    return []


def _kill(pid: int, session: int, mark: str, parent: int) -> None:
    """Kill a process if it is still the one that was seen."""
    try:
        handle = os.pidfd_open(pid) if sys.platform == "linux" else -1
    except OSError:
        return  # gone
    if handle < 0:
        return
    try:
        again = _look(pid, mark)
        if again is not None and (again.marked or again.session == session or again.parent == parent):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
    finally:
        os.close(handle)


def _descendants(pid: int, mark: str) -> list[_Process]:
    processes = _processes(mark)
    found: dict[int, _Process] = {}
    family = {pid}
    while True:
        new = [
            each
            for each in processes
            if each.pid not in family and (each.parent in family or each.session == pid or each.marked)
        ]
        if not new:
            return list(found.values())
        for each in new:
            found[each.pid] = each
            family.add(each.pid)


def _processes(mark: str) -> list[_Process]:
    """Return all living processes that can be seen; none where there is no `/proc`."""
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    own = os.getpid()
    found = (_look(int(name), mark) for name in names if name.isdecimal() and int(name) != own)
    return [process for process in found if process is not None]


def _look(pid: int, mark: str) -> _Process | None:
    """Return what is known of a process; None if it is dead, maybe not reaped yet."""
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
    return _Process(pid, int(parent), int(session), marked)
