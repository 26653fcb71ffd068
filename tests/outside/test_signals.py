"""What ends a `treadle run`: one signal in good order, a second one whatever Python does."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ..started import Started

IN_C = """
    import os
    import re
    import time
    while not os.path.exists(os.path.join(os.path.dirname(__file__), "go")):
        time.sleep(0.01)
    print("ready", flush=True)
    re.match("(a+)+$", "a" * 64 + "b")
"""


def start_in_c(start: Callable[..., Started], folder: Path, *words: str) -> Started:
    """Start an app whose page keeps the interpreter from all else, once its visitor has been answered and
    has left.
    """
    app = start(IN_C, "--server.port", "0", *words)
    app.visit()
    (folder / "go").touch()
    app.read_until("ready")
    return app


def end_by_repeating(app: Started, number: signal.Signals, tries: int = 100) -> int:
    """Send a signal again and again, as a person does who presses Ctrl-C; return the process's status."""
    for _ in range(tries):
        app.process.send_signal(number)
        try:
            return app.process.wait(0.2)
        except subprocess.TimeoutExpired:
            pass
    raise AssertionError("it does not end")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_it_during_a_call_that_keeps_the_interpreter(start, tmp_path, number):
    app = start_in_c(start, tmp_path)
    assert end_by_repeating(app, number) in (1, -signal.SIGKILL)


def test_signals_of_another_kind_are_a_second_one_too(start, tmp_path):
    app = start_in_c(start, tmp_path)
    app.process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        app.process.wait(1)  # one signal alone has to wait for Python
    app.process.send_signal(signal.SIGTERM)
    assert app.process.wait(20) in (1, -signal.SIGKILL)


BUSY = {
    "a run that sleeps": """
        import time
        print("ready", flush=True)
        time.sleep(1000)
    """,
    "a run that swallows what is to stop it": """
        import time
        print("ready", flush=True)
        while True:
            try:
                time.sleep(1000)
            except BaseException:
                pass
    """,
    "a function of atexit that sleeps": """
        import atexit, time
        atexit.register(time.sleep, 1000)
        print("ready", flush=True)
    """,
    "tasks in processes": """
        import time
        import treadle as st

        @st.task(executor="process")
        def work():
            import time
            st.current_task().report(0.5, "there")
            time.sleep(1000)

        task = work.submit()
        while task.progress is None:
            time.sleep(0.01)
        print("ready", flush=True)
    """,
    "processes of the app's": """
        import multiprocessing, time
        if __name__ == "__main__":
            multiprocessing.get_context("fork").Process(target=time.sleep, args=(1000,)).start()
            print("ready", flush=True)
    """,
}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_it_with_status_0_whatever_goes_on(start_all, number):
    apps = dict(zip(BUSY, start_all(list(BUSY.values()), "--server.port", "0"), strict=True))
    for app in apps.values():
        app.visit()
        app.read_until("ready")
        app.process.send_signal(number)
    for what, app in apps.items():
        said, _ = app.process.communicate(timeout=20)
        assert app.process.returncode == 0, (what, said)
        assert "Traceback" not in said, (what, said)


def test_one_signal_ends_it_during_a_call_that_keeps_the_interpreter_too(start, tmp_path):
    app = start_in_c(start, tmp_path, "--runner.stopGrace", "0")
    status, seconds, _ = app.end()
    assert status == -signal.SIGKILL
    assert seconds > 2  # the time that it has to end by itself


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_the_system_gives_to_another_thread_ends_it(start, number):
    source = f"""
        import signal, threading
        signal.pthread_kill(threading.get_ident(), {number})
    """
    app = start(source, "--server.port", "0")
    app.visit()
    assert app.process.wait(20) == 0


STUCK = """
    import multiprocessing, signal, sys, threading
    def stay(lock):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("ready", flush=True)
        lock.acquire()
    if __name__ == "__main__":
        lock = threading.Lock()
        lock.acquire()  # as a thread may hold it at any fork
        child = multiprocessing.get_context("fork").Process(target=stay, args=(lock,))
        child.start()
"""


@pytest.mark.parametrize("then", ["", "child.join()"], ids=["beside the page", "joined by the page"])
def test_a_child_that_nothing_asks_to_end_ends_with_the_server(start, then):
    app = start(STUCK + f"        {then}\n", "--server.port", "0")
    app.visit()
    app.read_until("ready")
    status, _, said = app.end()  # reads the output to its end, which the child has open, too
    assert status == 0, said
    assert "Traceback" not in said


def test_a_second_signal_ends_children_too(start):
    app = start(
        STUCK + "        import atexit, time; atexit.register(time.sleep, 1000)\n",
        "--server.port",
        "0",
        "--runner.stopGrace",
        "60",
    )
    app.visit()
    app.read_until("ready")
    end_by_repeating(app, signal.SIGTERM)
    app.process.communicate(timeout=20)


def test_a_child_that_was_forked_off_does_not_end_the_server_by_its_signals(start):
    source = """
        import multiprocessing, os, signal
        def child():
            signal.signal(signal.SIGTERM, lambda *_: None)
            for _ in range(2000):
                os.kill(os.getpid(), signal.SIGTERM)
        if __name__ == "__main__":
            for _ in range(8):
                process = multiprocessing.get_context("fork").Process(target=child)
                process.start()
                process.join()
            print("done", flush=True)
    """
    app = start(source, "--server.port", "0")
    app.visit()
    app.read_until("done")
    app.visit()
    app.read_until("done")
    assert app.end()[0] == 0


def test_the_process_that_watches_ends_with_the_server(start):
    app = start("", "--server.port", "0")
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(app.process.pid)], capture_output=True, text=True
    )
    pids = children.stdout.split()
    assert pids
    app.process.kill()
    app.process.wait()
    while (
        subprocess.run(["ps", "-o", "stat=", "-p", *pids], capture_output=True, text=True)
        .stdout.strip()
        .strip("Z")
    ):
        pass
