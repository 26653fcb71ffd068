"""Code that makes no commands is interrupted where that is safe, and nowhere else."""

import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Page

from treadle.config import Config
from treadle.runtime.app import App
from treadle.session.events import StopAsked

SOON = 0.2 if sys.gettrace() is None else 2.0
"""Seconds within which code that can be stopped has stopped. The machine may be busy, so the best of some tries counts."""

Serve = Callable[..., "Served"]


class Served:
    """An app that runs until it is stopped. What it sees: `begun` to set, `said` to append to, `go` to wait for."""

    def __init__(self, path: Path, source: str, options: dict[str, Any], names: dict[str, Any]) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.said: list[str] = []
        path.write_text(textwrap.dedent(source), encoding="utf-8")
        seen = {"begun": self.begun, "go": self.go, "said": self.said, **names}
        self.app = App(path, Config.of(options), namespace=seen)
        self.app.start()
        self.page = Page(self.app, wait=False)
        assert self.begun.wait(20), "the app did not come to the place in question"

    @property
    def live(self) -> Any:
        return self.page.live

    def stop(self) -> None:
        """Press the Stop button."""
        self.live.handle(StopAsked())

    def ended_within(self, seconds: float) -> bool:
        return not self.live.wait_for_threads(seconds)

    def stop_time(self) -> float:
        """Press Stop and return how many seconds it took."""
        began = time.perf_counter()
        self.stop()
        assert self.ended_within(20), f"it went on: {self.live.executing()}"
        return time.perf_counter() - began


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    apps: list[Served] = []

    def serve(source: str, options: dict[str, Any] | None = None, **names: Any) -> Served:
        served = Served(tmp_path / f"app{len(apps)}.py", source, options or {}, names)
        apps.append(served)
        return served

    yield serve
    for served in apps:
        served.go.set()
        served.app.stop()


def until(condition: Callable[[], object], seconds: float = 20) -> bool:
    """Wait for something that nobody notifies of."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.002)
    return True


LOOPS = {
    "body": """
        x = 0
        begun.set()
        while True:
            x += 1
        """,
    "one line": """
        begun.set()
        while True: pass
        """,
    "pass directly in try": """
        begun.set()
        try:
            while True: pass
        finally:
            said.append("finally")
        """,
    "directly in try": """
        x = 0
        begun.set()
        try:
            while True: x += 1
        finally:
            said.append("finally")
        """,
    "while condition": """
        x = 1
        begun.set()
        while x > 0:
            x = x + 1 if x < 1000 else 1
        """,
    "for": """
        import itertools
        begun.set()
        for number in itertools.count():
            pass
        """,
    "nested functions": """
        def inner(n):
            for i in range(n):
                i * i
        def outer():
            while True:
                inner(10)
        begun.set()
        outer()
        """,
    "recursion": """
        def fibonacci(n):
            return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
        begun.set()
        fibonacci(60)
        """,
    "recursion of a lambda": """
        f = lambda n: n if n < 2 else f(n - 1) + f(n - 2)
        begun.set()
        f(60)
        """,
    "generator": """
        def numbers():
            n = 0
            while True:
                yield n
                n += 1
        begun.set()
        sum(numbers())
        """,
    "comprehension": """
        import itertools
        begun.set()
        [1 for _ in iter(int, 1) if _]
        """,
    "generator expression": """
        import itertools
        begun.set()
        sum(n for n in itertools.count())
        """,
    "class body": """
        begun.set()
        class Endless:
            while True:
                pass
        """,
    "coroutine": """
        import asyncio
        async def main():
            x = 0
            begun.set()
            while True:
                x += 1
        asyncio.run(main())
        """,
    "top-level await": """
        import asyncio
        await asyncio.sleep(0)
        begun.set()
        while True: pass
        """,
    "everything is caught": """
        begun.set()
        while True:
            try:
                for i in range(10): pass
            except BaseException:
                said.append("caught")
        """,
    "short waits": """
        import time
        begun.set()
        while True:
            time.sleep(0.001)
        """,
    "short calls of a library": """
        import json.encoder
        begun.set()
        while True:
            "".join(json.encoder._make_iterencode(None, str, str, None, str, ":", ",", False, False, False)(list("a" * 500), 0))
        """,
    "thread": """
        import threading
        def work():
            begun.set()
            x = 0
            while True: x += 1
        threading.Thread(target=work).start()
        """,
    "thread's subclass": """
        import threading
        class Work(threading.Thread):
            def run(self):
                begun.set()
                while True: pass
        Work().start()
        """,
    "pool": """
        from concurrent.futures import ThreadPoolExecutor
        def work():
            begun.set()
            x = 0
            while True: x += 1
        pool = ThreadPoolExecutor(1)
        pool.submit(work)
        pool.shutdown(wait=False)
        """,
    "to_thread": """
        import asyncio
        def work():
            begun.set()
            x = 0
            while True: x += 1
        await asyncio.to_thread(work)
        """,
    "multiprocessing's pool": """
        from multiprocessing.pool import ThreadPool
        def work(_):
            begun.set()
            while True: pass
        pool = ThreadPool(1)
        result = pool.map_async(work, [1])
        pool.close()
        try:
            result.get()
        except BaseException as error:
            said.append(type(error).__name__)
        """,
    "fragment": """
        import treadle as st
        @st.fragment
        def part():
            begun.set()
            while True: pass
        part()
        """,
}


@pytest.mark.parametrize("source", LOOPS.values(), ids=LOOPS.keys())
def test_it_stops_soon(serve: Serve, source: str) -> None:
    times = []
    for _ in range(5):
        served = serve(source)
        times.append(served.stop_time())
        if times[-1] < SOON:
            break
    assert min(times) < SOON, times
    if "try:" in source:
        assert served.said
