"""Whatever an app starts writes to its own page, at the place where it was started."""

import pytest

from treadle.testing import AppTest

NUMBERS = [str(n) for n in range(5)]

HEAD = """
import asyncio, functools, threading, time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

import treadle as st


class Turns:
    '''Lets five jobs end in reversed order, whatever the scheduler does.'''

    def __init__(self):
        self.left = 5
        self.changed = threading.Condition()

    def wait(self, n):
        with self.changed:
            assert self.changed.wait_for(lambda: self.left == n + 1, 10)

    def end(self, n):
        with self.changed:
            self.left = n
            self.changed.notify_all()


turns = Turns()


def work(n):
    turns.wait(n)
    st.text(n)
    turns.end(n)
    return n


st.text("before")
"""

WAYS = {
    "Thread": """
threads = [threading.Thread(target=work, args=(n,)) for n in range(5)]
for thread in threads:
    thread.start()
""",
    "Timer": """
for n in range(5):
    threading.Timer(0, work, (n,)).start()
""",
    "subclass with run": """
class Worker(threading.Thread):
    def __init__(self, n):
        self.n = n
        super().__init__()

    def run(self):
        work(self.n)

for n in range(5):
    Worker(n).start()
""",
    "instance whose run is replaced": """
for n in range(5):
    thread = threading.Thread(target=work, args=(n,))
    inner = thread.run
    thread.run = lambda inner=inner: inner()
    thread.start()
""",
    "executor submit": """
with ThreadPoolExecutor(5) as pool:
    for n in range(5):
        pool.submit(work, n)
""",
    "executor map": """
with ThreadPoolExecutor(5) as pool:
    assert list(pool.map(work, range(5))) == list(range(5))
""",
    "pool apply_async": """
with ThreadPool(5) as pool:
    results = [pool.apply_async(work, (n,)) for n in range(5)]
    assert [result.get(20) for result in results] == list(range(5))
""",
    "pool map": """
with ThreadPool(5) as pool:
    assert pool.map(work, range(5), chunksize=1) == list(range(5))
""",
    "pool starmap": """
with ThreadPool(5) as pool:
    assert pool.starmap(work, [(n,) for n in range(5)], chunksize=1) == list(range(5))
""",
    "pool imap": """
with ThreadPool(5) as pool:
    assert list(pool.imap(work, range(5))) == list(range(5))
""",
    "pool imap_unordered": """
with ThreadPool(5) as pool:
    assert sorted(pool.imap_unordered(work, range(5))) == list(range(5))
""",
    "asyncio to_thread": """
async def main():
    await asyncio.gather(*(asyncio.to_thread(work, n) for n in range(5)))

asyncio.run(main())
""",
    "run_in_executor": """
async def main():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(5) as pool:
        await asyncio.gather(*(loop.run_in_executor(pool, work, n) for n in range(5)))

asyncio.run(main())
""",
    "joblib": """
import joblib
joblib.Parallel(n_jobs=5, backend="threading", batch_size=1)(joblib.delayed(work)(n) for n in range(5))
""",
}

ASYNC_HEAD = """
import asyncio

import treadle as st

st.text("before")
ended = [asyncio.Event() for _ in range(6)]
ended[5].set()


async def work(n):
    await ended[n + 1].wait()
    st.text(n)
    ended[n].set()
    return n

"""

ASYNC_WAYS = {
    "create_task": "tasks = [asyncio.create_task(work(n)) for n in range(5)]\nfor task in tasks: await task",
    "gather": "await asyncio.gather(*(work(n) for n in range(5)))",
    "TaskGroup": (
        "async with asyncio.TaskGroup() as group:\n    for n in range(5): group.create_task(work(n))"
    ),
    "wait_for": "await asyncio.gather(*(asyncio.wait_for(work(n), 20) for n in range(5)))",
}


@pytest.mark.parametrize("way", WAYS)
def test_output_stands_where_it_was_started_though_jobs_end_in_reverse(way):
    at = AppTest.from_string(f"{HEAD}{WAYS[way]}\nst.text('after')", default_timeout=20).run()
    assert not at.exception, at.exception
    assert at.text.values == ["before", *NUMBERS, "after"]


@pytest.mark.parametrize("way", ASYNC_WAYS)
def test_coroutines_write_where_they_were_started(way):
    at = AppTest.from_string(f"{ASYNC_HEAD}{ASYNC_WAYS[way]}\nst.text('after')", default_timeout=20).run()
    assert not at.exception, at.exception
    assert at.text.values == ["before", *NUMBERS, "after"]


@pytest.mark.parametrize("way", WAYS)
def test_rerunning_keeps_the_order_and_the_nodes(way):
    at = AppTest.from_string(f"{HEAD}{WAYS[way]}", default_timeout=20).run()
    before = [found.id for found in at._driver.below(1)]
    assert at.run().text.values == ["before", *NUMBERS]
    assert [found.id for found in at._driver.below(1)] == before


@pytest.mark.parametrize("way", ASYNC_WAYS)
def test_rerunning_coroutines_keeps_the_nodes(way):
    at = AppTest.from_string(f"{ASYNC_HEAD}{ASYNC_WAYS[way]}", default_timeout=20).run()
    before = [found.id for found in at._driver.below(1)]
    assert at.run().text.values == ["before", *NUMBERS]
    assert [found.id for found in at._driver.below(1)] == before


def test_a_page_with_await_at_the_top_runs():
    script = "import asyncio, treadle as st\nst.text(await asyncio.sleep(0, 'slept'))"
    assert AppTest.from_string(script).run().text.values == ["slept"]


def test_threads_started_in_a_container_write_into_it():
    def app():
        import threading

        import treadle as st

        left, right = st.columns(2)
        with left:
            threading.Thread(target=st.text, args=("thread",)).start()
        right.text("right")

    at = AppTest.from_function(app).run()
    assert at.columns[0].text.values == ["thread"]
    assert at.columns[1].text.values == ["right"]


def test_a_threads_thread_writes_inside_its_place():
    def app():
        import threading

        import treadle as st

        def outer(name):
            st.text(name)
            inner = threading.Thread(target=st.text, args=(f"{name} inner",))
            inner.start()
            st.text(f"{name} end")

        for name in "ab":
            threading.Thread(target=outer, args=(name,)).start()

    assert AppTest.from_function(app).run().text.values == ["a", "a inner", "a end", "b", "b inner", "b end"]


def test_a_container_handle_passed_to_threads_takes_all_they_write():
    def app():
        import threading

        import treadle as st

        box = st.container()
        threads = [
            threading.Thread(target=lambda n=n: [box.text(f"{n} {i}") for i in range(50)]) for n in range(4)
        ]
        for thread in threads:
            thread.start()

    texts = AppTest.from_function(app).run().text.values
    for n in range(4):
        assert [text for text in texts if text.startswith(f"{n} ")] == [f"{n} {i}" for i in range(50)]


def test_the_run_lasts_until_its_threads_have_ended():
    def app(gate, started):
        import threading

        import treadle as st

        def work():
            started.set()
            gate.wait()
            st.text("at last")

        threading.Thread(target=work).start()

    import threading

    gate, started = threading.Event(), threading.Event()
    at = AppTest.from_function(app, args=(gate, started))
    with pytest.raises(RuntimeError, match="did not finish"):
        at.run(timeout=0.1)
    started.wait(60)
    gate.set()


def test_daemon_threads_are_not_waited_for_and_write_all_the_same():
    def app(gate):
        import threading

        import treadle as st

        def work():
            gate.wait()
            st.text("later")

        threading.Thread(target=work, daemon=True).start()
        st.text("now")

    import threading

    gate = threading.Event()
    at = AppTest.from_function(app, args=(gate,)).run()
    assert at.text.values == ["now"]
    gate.set()
    assert at.idle().text.values == ["later", "now"]
