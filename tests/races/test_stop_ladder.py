"""Code that makes no commands is interrupted where that is safe, and nowhere else."""

import random
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle._core.config import Config
from treadle._core.runtime.app import App
from treadle._core.session.events import RerunAsked, StopAsked
from treadle._core.session.look import LaneNow, LookAtLane

from ..conftest import Page

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 12) and threading.gettrace() is not None,
    reason="threads that have a trace function are left to it on Python 3.11",
)

Serve = Callable[..., "Served"]


class Served:
    """An app that runs until it is stopped. What it sees: `begun` to set, `said` to append to, `go` to
    wait for.
    """

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
        return not self.live.executions.wait_until_none(seconds)

    def stops(self) -> None:
        """Press Stop, and see it end. How soon it does, `bench/stop.py` says."""
        self.stop()
        assert self.ended_within(20), f"it went on: {self.live.executions.threads()}"


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
        ones = [1 for _ in iter(int, 1) if _]
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
    "everything is caught, on two lines": """
        def step():
            pass
        begun.set()
        while True:
            try: step()
            except: pass
        """,
    "except": """
        cache = {}
        def train():
            begun.set()
            while True:
                pass
        try:
            model = cache["model"]
        except KeyError:
            model = cache["model"] = train()
        """,
    "a loop in except": """
        try:
            raise ValueError
        except ValueError:
            begun.set()
            while True: pass
        """,
    "exec": """
        begun.set()
        exec("while True: pass")
        """,
    "eval": """
        import itertools
        begun.set()
        eval("[number for number in itertools.count() if not number]")
        """,
    "a function from exec, in a thread": """
        import threading
        names = {"begun": begun}
        exec("def work():\\n    begun.set()\\n    while True: pass", names)
        threading.Thread(target=names["work"]).start()
        """,
    "dataclass": """
        import dataclasses
        @dataclasses.dataclass
        class Model:
            size: int
            def __post_init__(self):
                begun.set()
                while True: pass
        Model(1)
        """,
    "cached property": """
        import functools
        class Model:
            @functools.cached_property
            def weights(self):
                begun.set()
                while True: pass
        Model().weights
        """,
    "generator as context manager": """
        import contextlib
        @contextlib.contextmanager
        def model():
            begun.set()
            while True: pass
            yield
        with model():
            pass
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
            encode = json.encoder._make_iterencode(None, str, str, None, str, ":", ",", False, False, False)
            "".join(encode(list("a" * 500), 0))
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
    "joblib": """
        import joblib
        def work(n):
            begun.set()
            while True: pass
        joblib.Parallel(2, prefer="threads")([joblib.delayed(work)(n) for n in range(2)])
        """,
    "task": """
        import treadle as st
        @st.task(scope="run")
        def work():
            begun.set()
            while True: pass
        work.submit()
        """,
    "cached function": """
        import treadle as st
        @st.cache_data
        def work():
            begun.set()
            while True: pass
        work()
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
def test_it_stops(serve: Serve, source: str) -> None:
    if "joblib" in source:
        pytest.importorskip("joblib")
    serve(source).stops()


def settled(app: LaneNow) -> bool:
    """Whether of the app's lane there is nothing but its newest run."""
    return app.live is not None and not app.stopping and not app.pending


def test_zombie_reruns(serve: Serve) -> None:
    """Five reruns of a long loop without commands leave one script thread: the last run's."""
    served = serve("""
        import time
        begun.set()
        end = time.monotonic() + 600
        while time.monotonic() < end:
            pass
        """)
    for _ in range(5):
        served.live.handle(RerunAsked())
    assert until(
        lambda: settled(served.live.apply(LookAtLane())) and len(served.live.executions.threads()) == 1
    )
    served.stops()


# Where nothing is interrupted -------------------------------------------------------------------------------

# Each sets `begun`, goes on without commands until `go` is set, and then says how it came through.
WAYS_OUT = {
    "finally": """
        try:
            1 / 0
        finally:
            begun.set()
            while not go.is_set():
                pass
            said.append("done")
        """,
    "finally on the ordinary way": """
        try:
            x = 1
        finally:
            begun.set()
            while not go.is_set(): pass
            said.append("done")
        """,
    "finally of a return": """
        def f():
            for x in range(3):
                try:
                    return x
                finally:
                    begun.set()
                    while not go.is_set(): pass
                    said.append("done")
        f()
        """,
    "except that raises": """
        try:
            try:
                raise ValueError
            except ValueError:
                begun.set()
                while not go.is_set(): pass
                said.append("done")
                raise
        except ValueError:
            pass
        """,
    "what except that raises calls": """
        def roll_back():
            begun.set()
            while not go.is_set(): pass
            said.append("done")
        try:
            try:
                raise ValueError
            except BaseException:
                roll_back()
                raise
        except ValueError:
            pass
        """,
    "the beginning of except": """
        class Errors:
            def __radd__(self, other):
                begun.set()
                while not go.is_set(): pass
                said.append("done")
        errors = Errors()
        try:
            raise ValueError
        except ValueError:
            errors = 1 + errors
        """,
    "what finally calls": """
        def clean_up():
            for _ in range(1):
                begun.set()
                while not go.is_set(): pass
                said.append("done")
        try:
            pass
        finally:
            cleaned = [clean_up() for _ in range(1)]
        """,
    "__exit__": """
        class Context:
            def __enter__(self): pass
            def __exit__(self, *error):
                begun.set()
                while not go.is_set(): pass
                said.append("done")
        with Context():
            pass
        """,
    "__exit__ by another name": """
        class Context:
            def __enter__(self): pass
            def leave(self, *error):
                begun.set()
                while not go.is_set(): pass
                said.append("done")
            __exit__ = leave
        with Context():
            pass
        """,
    "__enter__": """
        class Context:
            def __enter__(self):
                begun.set()
                while not go.is_set(): pass
                said.append("done")
            def __exit__(self, *error): pass
        with Context():
            pass
        """,
    "a generator as context manager": """
        import contextlib
        @contextlib.contextmanager
        def context():
            yield
            begun.set()
            while not go.is_set(): pass
            said.append("done")
        with context():
            pass
        """,
    "async exit": """
        import asyncio
        class Context:
            async def __aenter__(self): pass
            async def leave(self, *error):
                begun.set()
                while not go.is_set(): pass
                said.append("done")
            __aexit__ = leave
        async def main():
            async with Context():
                pass
        asyncio.run(main())
        """,
    "__del__": """
        class Thing:
            def __del__(self):
                begun.set()
                while not go.is_set(): pass
                said.append("done")
        thing = Thing()
        del thing
        """,
    "a weak reference's callback": """
        import weakref
        class Thing: pass
        def gone(_):
            begun.set()
            while not go.is_set(): pass
            said.append("done")
        thing = Thing()
        reference = weakref.ref(thing, gone)
        thing = None
        """,
    "a closed generator": """
        def numbers():
            try:
                yield 1
            finally:
                begun.set()
                while not go.is_set(): pass
                said.append("done")
        for number in numbers():
            break
        """,
    "a library's callback": """
        import json
        def default(value):
            begun.set()
            while not go.is_set(): pass
            said.append("done")
            return 1
        json.dumps(object(), default=default)
        """,
    "an import": """
        import sys
        sys.modules[__name__] = type(sys)("unused")
        import pathlib
        path = pathlib.Path(__file__).parent / "slow_module.py"
        path.write_text('''
        import gate
        gate.begun.set()
        while not gate.go.is_set(): pass
        gate.said.append("done")
        '''.replace("        ", ""))
        gate = type(sys)("gate")
        vars(gate).update(begun=begun, go=go, said=said)
        sys.modules["gate"] = gate
        sys.path.insert(0, str(path.parent))
        try:
            import slow_module
        finally:
            sys.path.remove(str(path.parent))
            del sys.modules["gate"]
        """,
    "what holds a lock": """
        import treadle as st
        with st.lock():
            begun.set()
            while not go.is_set(): pass
            said.append("done")
        """,
}


@pytest.mark.parametrize("source", WAYS_OUT.values(), ids=WAYS_OUT.keys())
def test_a_way_out_is_gone_to_its_end(serve: Serve, source: str) -> None:
    served = serve(source)
    served.stop()
    assert not served.ended_within(0.3)
    served.go.set()
    assert served.ended_within(20)
    assert served.said == ["done"]


def test_a_thread_that_is_not_over_is_left_alone(serve: Serve) -> None:
    served = serve("""
        import threading
        def work():
            begun.set()
            while not go.is_set(): pass
            said.append("done")
        threading.Thread(target=work, daemon=True).start()  # outlives its run
        while True: pass
        """)
    assert until(lambda: len(served.live.executions.threads()) == 2)
    served.stop()
    assert until(lambda: len(served.live.executions.threads()) == 1)
    assert not served.ended_within(0.2)
    served.go.set()
    assert served.ended_within(20)
    assert served.said == ["done"]


def test_the_option_leaves_code_alone(serve: Serve) -> None:
    served = serve(
        """
        begun.set()
        while not go.is_set(): pass
        said.append("done")
        """,
        {"runner.interrupt": "commands"},
    )
    served.stop()
    assert not served.ended_within(0.2)
    served.go.set()
    assert served.ended_within(20)
    assert served.said == ["done"]


@pytest.fixture
def hostile_switching() -> Iterator[None]:
    before = sys.getswitchinterval()
    # Shorter, and ten threads that all compute leave a busy machine no time for the test itself.
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(before)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_the_moment_no_way_out_is_skipped(serve: Serve, hostile_switching: None, seed: int) -> None:
    moments = random.Random(seed)
    served = serve(TANGLE, newest=[None])
    for _ in range(10):
        threading.Event().wait(moments.random() * 0.03)
        served.begun.clear()
        served.live.handle(RerunAsked())  # stops the four threads and the body of the run before
        assert served.begun.wait(20)
    served.stop()
    assert served.ended_within(20)
    assert len(served.said) >= 5
    for count, lock in served.said:
        assert count["begun"] == count["ended"]
        assert count["entered"] == count["left"]
        assert count["tried"] == count["finally"] == count["cleaned up"]
        assert count["caught"] == count["handled"]
        assert count["opened"] == count["closed"]
        assert not lock.locked()


TANGLE = """
    import collections, threading

    def spin(n):
        for _ in range(n):
            squares = [i * i for i in range(3)]

    def clean_up(count):
        spin(2)
        count["cleaned up"] += 1

    def fail(count):
        try:
            raise ValueError
        except ValueError:
            count["caught"] += 1
            spin(2)
            count["handled"] += 1
            raise

    class Context:
        def __init__(self, count):
            self.count = count
        def __enter__(self):
            self.count["entered"] += 1
            spin(1)
        def __exit__(self, *error):
            spin(2)
            self.count["left"] += 1

    def numbers(count):
        count["opened"] += 1
        try:
            for i in range(4):
                yield i
        finally:
            spin(1)
            count["closed"] += 1

    def work():
        count, lock = collections.Counter(), threading.Lock()
        said.append((count, lock))
        while True:
            lock.acquire()
            try:
                count["begun"] += 1
                spin(2)
                with Context(count):
                    for i in numbers(count):
                        try:
                            count["tried"] += 1
                            while i < 5:
                                i += 1
                            if count["tried"] % 3 == 0:
                                fail(count)
                            if count["tried"] % 5 == 0:
                                break
                        except ValueError:
                            spin(2)
                        finally:
                            clean_up(count)
                            count["finally"] += 1
            finally:
                spin(3)
                count["ended"] += 1
                lock.release()
                if count["ended"] > 3 and newest[0] is me:
                    newest[0] = None
                    begun.set()

    newest[0] = me = object()
    for _ in range(4):
        threading.Thread(target=work).start()
    work()
    """


# What follows -----------------------------------------------------------------------------------------------


def test_what_is_blocked_in_c_stops_when_it_is_back(serve: Serve) -> None:
    served = serve("""
        import _thread
        blocked = _thread.allocate_lock()
        blocked.acquire()
        said.append(blocked)
        begun.set()
        blocked.acquire()
        while True: pass
        """)
    served.stop()
    assert not served.ended_within(0.2)
    (shown,) = [each for each in served.app.threads().threads if each.kind == "script"]
    served.said[0].release()
    assert served.ended_within(20)
    assert shown.state == "blocked"
    assert shown.where.code == "blocked.acquire()"


def test_a_background_thread_stops_with_its_session(serve: Serve) -> None:
    served = serve("""
        import threading
        def work():
            try:
                begun.set()
                while True: pass
            finally:
                said.append("done")
        threading.Thread(target=work, daemon=True).start()
        """)
    served.live.end()
    assert served.ended_within(20)
    assert served.said == ["done"]


def test_one_thread_is_stopped_alone(serve: Serve) -> None:
    served = serve("""
        import threading
        def work(name):
            said.append(name)
            if len(said) == 2:
                begun.set()
            while not go.is_set(): pass
            said.append(name)
        for name in "ab":
            threading.Thread(target=work, args=name, name=name).start()
        """)
    (first,) = [each for each in served.live.executions.threads() if each.name == "a"]
    assert served.live.jobs.stop_thread(first.number)
    assert until(lambda: first.ended)
    served.go.set()
    assert served.ended_within(20)
    assert sorted(served.said) == ["a", "b", "b"]


def test_nothing_of_it_stays(serve: Serve) -> None:
    served = serve("""
        begun.set()
        while True: pass
        """)
    served.stops()
    assert until(lambda: "treadle-stopper" not in [thread.name for thread in threading.enumerate()])
    assert served.app.stopper.targets() == []
    if sys.version_info >= (3, 12):
        assert all(sys.monitoring.get_tool(tool) is None for tool in (3, 4))


def test_a_worker_that_has_moved_on_is_not_hit(serve: Serve) -> None:
    served = serve("""
        import threading
        from concurrent.futures import ThreadPoolExecutor
        pool = ThreadPoolExecutor(1)
        said.append(pool)
        def work():
            begun.set()
            while True: pass
        pool.submit(work)
        """)
    pool = served.said[0]
    free = pool.submit(lambda: sum(1 for _ in range(300_000)))  # of no session
    served.stop()
    assert free.result(20) == 300_000
    other = Served(served.app.script.parent / "other.py", OTHER, {}, {"pool": pool})
    assert other.ended_within(20)
    assert other.said == [300_000]
    other.app.stop()
    pool.shutdown()


OTHER = """
    begun.set()
    def work():
        n = 0
        while n < 300_000:
            n += 1
        return n
    said.append(pool.submit(work).result())
    """


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="only one trace function can there be in a thread")
def test_a_thread_with_a_trace_function_of_its_own_keeps_it(serve: Serve) -> None:
    served = serve("""
        import sys
        def trace(*event):
            return None
        sys.settrace(trace)
        begun.set()
        while not go.is_set(): pass
        said.append(sys.gettrace() is trace)
        """)
    served.stop()
    assert not served.ended_within(0.2)
    served.go.set()
    assert served.ended_within(20)
    assert served.said == [True]
