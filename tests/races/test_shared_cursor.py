"""Threads that write at once, into places of their own and into one: nothing is lost or mixed, and the
order is the code's.
"""

from collections.abc import Callable, Iterator
from typing import Any

NESTED = """
import random, threading, time
import treadle as st

def work(number):
    chance = random.Random(seed * 8 + number)
    start.wait()
    for each in range(50):
        with st.container():
            st.text(f"{number}.{each}")
            if chance.random() < 0.05:
                time.sleep(0)
            with st.container():
                st.text(f"{number}.{each} inside")

start = threading.Barrier(8)
threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
"""
"""Eight threads with a hundred containers each, one in another."""

ONE_CONTAINER = """
import threading
import treadle as st

box = st.container()
start = threading.Barrier(8)

def work(number):
    start.wait()
    for each in range(100):
        box.container().text(f"{number}.{each}")

threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
"""


def texts(page: Any) -> list[str]:
    return [props.body for props in page.props("text")]


def test_shared_cursor_race(
    open_page: Callable[..., Any], hostile_switching: None, seeds: Iterator[int]
) -> None:
    page = open_page("import treadle as st")
    page.app.script.write_text(NESTED)
    expected = [
        f"{number}.{each}{inside}" for number in range(8) for each in range(50) for inside in ("", " inside")
    ]
    for seed in seeds:
        page.app.namespace["seed"] = seed
        visitor = open_page(page.app)
        assert texts(visitor) == expected
        assert len(visitor.nodes("container")) == 800
        visitor.live.end()


def test_what_many_threads_write_into_one_container_arrives_whole(
    open_page: Callable[..., Any], hostile_switching: None, seeds: Iterator[int]
) -> None:
    page = open_page(ONE_CONTAINER)
    for _ in seeds:
        visitor = open_page(page.app)
        shown = texts(visitor)
        assert len(shown) == len(visitor.nodes("container")) - 1 == 800
        for number in range(8):
            mine = [text for text in shown if text.startswith(f"{number}.")]
            assert mine == [f"{number}.{each}" for each in range(100)]
        visitor.live.end()
