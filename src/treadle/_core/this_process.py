"""What this process is to Treadle, for the message of a command that finds no session.

Imports nothing, as every worker loads this: see `processes.boot`.
"""

_worker = False
_fork = False
# Each is written once, before the process executes any code of the app.


def note_worker() -> None:
    """Note that this process is one of Treadle's worker processes."""
    global _worker
    _worker = True


def is_worker() -> bool:
    """Return whether this process is a worker, or was forked off from one."""
    return _worker


def note_fork() -> None:
    """Note that this process was forked off from one that serves apps."""
    global _fork
    _fork = True


def is_fork() -> bool:
    """Return whether this process was forked off from one that serves apps."""
    return _fork
