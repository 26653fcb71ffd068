"""Processes that an app starts, of every kind: they get the signals of a program without a server."""

import json
import os
import signal
import time
from collections.abc import Callable

import pytest

from .started import Started

Start = Callable[..., Started]

KINDS = """
import concurrent.futures
import functools
import multiprocessing
import os
import subprocess
import sys
import threading
import time

SCRIPT = "import sys; from kinds import ready; ready(sys.argv[1])"


def ready(kind):
    os.write(1, f"ready {os.getpid()} {kind}\\n".encode())  # in one piece: several do it at once
    try:
        time.sleep(60)
    except KeyboardInterrupt:  # a pool's worker would take it for the job's
        os._exit(1)


def process(method, kind):
    multiprocessing.get_context(method).Process(target=ready, args=(kind,)).start()


def executor(method, kind):
    pool = concurrent.futures.ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method))
    pool.submit(ready, kind).exception()


def fork(fork, kind):
    child = fork()
    if child == 0 or child == (0, child[1]):
        try:
            ready(kind)
        finally:
            os._exit(1)


def run(kind, **options):
    subprocess.Popen([sys.executable, "-c", SCRIPT, kind], cwd=os.path.dirname(__file__), **options).wait()


KINDS = {
    "Process, fork": functools.partial(process, "fork"),
    "Process, spawn": functools.partial(process, "spawn"),
    "Process, forkserver": functools.partial(process, "forkserver"),
    "ProcessPoolExecutor, fork": functools.partial(executor, "fork"),
    "os.fork": functools.partial(fork, lambda: (os.fork(), None)),
    "os.forkpty": functools.partial(fork, os.forkpty),
    "subprocess": run,
    "subprocess, preexec_fn": functools.partial(run, preexec_fn=os.getpid),
    "subprocess, blocked in preexec_fn": functools.partial(
        run, preexec_fn=lambda: ready("blocked in preexec_fn")
    ),
}


def start_all():
    for kind, start in KINDS.items():
        threading.Thread(target=start, args=(kind,), daemon=True).start()
"""

OF_EACH_KIND = 8
"""How many children say that they are ready: what that in a terminal of its own prints is not seen."""


@pytest.fixture
def children(tmp_path, start: Start):
    """`children(source)` runs an app beside a module with ways to start processes, and visits it."""
    (tmp_path / "kinds.py").write_text(KINDS)

    def go(source: str) -> Started:
        app = start(source, "--server.port", "0")
        app.visit()
        return app

    return go


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_a_child_of_every_kind(children, number):
    app = children("""
        import kinds

        if __name__ == "__main__":
            kinds.start_all()
        """)
    found = {}
    while len(found) < OF_EACH_KIND:
        _, pid, kind = app.read_until("ready").splitlines()[-1].split(maxsplit=2)
        found[kind] = int(pid)
    deadline = time.monotonic() + 60
    for pid in found.values():
        os.kill(pid, number)
    while left := {kind for kind, pid in found.items() if alive(pid)}:
        assert time.monotonic() < deadline, left
    assert "Stopping." in app.end(signal.SIGTERM)[2]  # the server's own handlers are as they were


def test_terminate_ends_a_child_that_has_only_just_been_forked(children):
    app = children("""
        import multiprocessing
        import time

        context = multiprocessing.get_context("fork")
        for _ in range(30):
            child = context.Process(target=time.sleep, args=(60,))
            child.start()
            child.terminate()
            child.join(60)
            assert child.exitcode == -15, child.exitcode
        print("all ended", flush=True)
        """)
    app.read_until("all ended")


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_pool_leaves_its_block(children, method):
    app = children(f"""
        import multiprocessing
        import time

        if __name__ == "__main__":
            with multiprocessing.get_context({method!r}).Pool(3) as pool:
                pool.apply_async(time.sleep, [600])
                found = pool.map(abs, [-1, -2])
            print("left", found, flush=True)
        """)
    app.read_until("left [1, 2]")


def test_a_fork_has_the_handlers_of_a_program_without_a_server(children):
    app = children("""
        import json
        import multiprocessing
        import signal

        def look():
            handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
            own = {number.name: handler.__name__ for number, handler in handlers.items() if callable(handler)}
            masked = list(signal.pthread_sigmask(signal.SIG_BLOCK, []))
            print("handlers", json.dumps([own, masked]), flush=True)

        child = multiprocessing.get_context("fork").Process(target=look)
        child.start()
        child.join()
        """)
    own, blocked = json.loads(app.read_until("handlers").partition("handlers")[2])
    assert own == {"SIGINT": "default_int_handler"}
    assert blocked == []
