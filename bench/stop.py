"""Measures the cost of stopping code: nothing in normal runs, and the time of a stop. See README.md."""

import os
import statistics
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from treadle._core.config import Config
from treadle._core.protocol.message import ClientInfo, Open, ServerMessage
from treadle._core.runtime.app import App
from treadle._core.runtime.ports import RequestInfo
from treadle._core.session.events import RerunAsked, StopAsked
from treadle._core.session.look import FindLiveRun

ROUNDS = 3_000_000
PAIRS = 15
CLICKS = 20
ANSWERS = 5
MOST = 1000.0
"""Milliseconds within which a click must be answered, whatever runs before it are blocked in."""

COMPUTE = """
import time

def compute(rounds):
    x = 0
    began = time.thread_time()
    while True:
        x += 1
        if x == rounds:
            break
    return time.thread_time() - began
"""

ENDLESS = {
    "in the body": """
x = 0
begun.set()
while True:
    x += 1
""",
    "in a thread": """
import threading
def work():
    x = 0
    begun.set()
    while True:
        x += 1
threading.Thread(target=work).start()
""",
    "in a pool's job": """
from concurrent.futures import ThreadPoolExecutor
def work():
    x = 0
    begun.set()
    while True:
        x += 1
pool = ThreadPoolExecutor(1)
pool.submit(work)
pool.shutdown(wait=False)
""",
    "in a function of a package, called again and again": """
import json
text = "[" + ",".join(map(str, range(10_000))) + "]"
begun.set()
while True:
    json.loads(text)
""",
}


BLOCKED = {
    "a plain lock": "lock.acquire()",
    "an event": "import threading\nthreading.Event().wait()",
    "a queue": "import queue\nqueue.Queue().get()",
    "time.sleep": "import time\ntime.sleep(1000)",
    "a thread that it joins": """import threading, time
t = threading.Thread(target=time.sleep, args=(1000,))
t.start()
t.join()
""",
    "leaving a thread pool": """import time
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool:
    for _ in range(8):
        pool.submit(time.sleep, 1000)
""",
    "a process": """import subprocess, sys
subprocess.run([sys.executable, '-c', 'input()'], stdin=pipe, stderr=subprocess.DEVNULL)
""",
}
"""Code that waits for ever."""

ANSWERED = {"a click": (RerunAsked(),), "Stop, then a click": (StopAsked(), RerunAsked())}

IN = {
    "the body": "{wait}",
    "a thread": """
import threading
def work():
{wait}
threading.Thread(target=work).start()
""",
}


class Browser:
    """A browser that shows nothing."""

    def wake(self, now: bool) -> None:
        pass

    def send(self, message: ServerMessage) -> None:
        pass


class Served:
    """An app with one visitor, without a server."""

    def __init__(self, folder: Path, source: str, **names: Any) -> None:
        path = folder / "app.py"
        path.write_text(source, encoding="utf-8")
        self.app = App(path, Config(), namespace=names)
        self.app.start()
        self.live, _ = self.app.open(Open(1, None, "/", "", ClientInfo()), Browser(), RequestInfo())

    def rerun(self) -> None:
        """Click."""
        self.live.handle(RerunAsked())


def in_a_plain_thread(function: Callable[[], float]) -> float:
    """Call a function in a thread that belongs to no session."""
    found: list[float] = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def overhead(folder: Path) -> None:
    """Compare the processor time of the same loop in a plain thread and in a page's thread."""
    namespace: dict[str, Any] = {}
    exec(compile(COMPUTE, "plain.py", "exec"), namespace)
    done = threading.Event()
    found: list[float] = []
    source = COMPUTE + f"found.append(compute({ROUNDS}))\ndone.set()\n"
    served = Served(folder, source, found=found, done=done)
    ratios = []
    for _ in range(PAIRS):
        done.wait()
        done.clear()
        served.rerun()
        done.wait()
        ratios.append(found[-1] / in_a_plain_thread(lambda: namespace["compute"](ROUNDS)))
    served.app.stop()
    print(f"a loop in a page / in a plain thread: {statistics.median(ratios):.3f} ({spread(ratios, '.3f')})")


def until_gone(folder: Path, name: str, source: str) -> None:
    """Click during code without commands, and wait until all threads of the old run have ended."""
    begun = threading.Event()
    served = Served(folder, source, begun=begun)
    times = []
    for _ in range(CLICKS):
        begun.wait()
        begun.clear()
        over = served.live.executions.threads()
        began = time.perf_counter()
        served.rerun()
        while not all(each.ended for each in over):
            time.sleep(0.0005)
        times.append((time.perf_counter() - began) * 1000)
    served.app.stop()
    print(f"click to gone, {name}: {statistics.median(times):.0f} ms ({spread(times, '.0f')})")


def until_answered(folder: Path, place: str, wait: str, then: str, source: str) -> float:
    """Let runs block. Return the longest time in ms until the newest run shows its page."""
    reading, writing = os.pipe()
    blocks, lock = [True], threading.Lock()
    begun, done = threading.Semaphore(0), threading.Semaphore(0)
    lock.acquire()
    times = []
    code = IN[place].format(wait=textwrap.indent(source, "    " if place != "the body" else ""))
    source = (
        f"if blocks[0]:\n    begun.release()\n{textwrap.indent(code, '    ')}\nelse:\n    done.release()\n"
    )
    with open(reading, "rb") as pipe, open(writing, "wb"):
        served = Served(folder, source, blocks=blocks, lock=lock, begun=begun, done=done, pipe=pipe)
        for _ in range(ANSWERS):
            begun.acquire()
            blocks[0] = False
            began = time.perf_counter()
            for event in ANSWERED[then]:
                served.live.handle(event)
            done.acquire()
            times.append((time.perf_counter() - began) * 1000)
            blocks[0] = True
            wait_until(lambda: served.live.apply(FindLiveRun()) is None)
            served.rerun()
    lock.release()
    served.app.stop()
    print(
        f"{then} while {place} waits for {wait}: {statistics.median(times):.1f} ms ({spread(times, '.1f')})"
    )
    return max(times)


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for something that nobody notifies of."""
    while not condition():
        time.sleep(0.0005)


def spread(values: list[float], form: str) -> str:
    """Return the lowest and highest value in words."""
    return f"{min(values):{form}} to {max(values):{form}}"


def main() -> int:
    """Measure everything, in about half a minute. Return 1 if an answer takes too long."""
    print(f"Python {sys.version.split()[0]}; medians, and in brackets the extremes")
    with tempfile.TemporaryDirectory() as folder:
        overhead(Path(folder))
        for name, source in ENDLESS.items():
            until_gone(Path(folder), name, source)
        slowest = max(
            until_answered(Path(folder), place, wait, then, source)
            for place in IN
            for wait, source in BLOCKED.items()
            for then in ANSWERED
        )
    print(f"the slowest answer while something is blocked: {slowest:.0f} ms (allowed: {MOST:.0f} ms)")
    return 0 if slowest <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
