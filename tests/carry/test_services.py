"""Threads that a library keeps for everybody carry no session."""

import importlib
import importlib.util
import operator
import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.carry.services import SERVICES

STARTS = {
    "the feeder of a queue": (
        "import multiprocessing\nkept.append(multiprocessing.Queue())\nkept[0].put(1)\n"
        "end = lambda: (kept[0].get(), kept[0].close(), kept[0].join_thread())"
    ),
    "anyio's workers": (
        "import anyio\nasync def main():\n    await anyio.to_thread.run_sync(look)\nanyio.run(main)\n"
        "end = lambda: None"
    ),
}


@pytest.mark.parametrize("what", STARTS)
def test_a_service_thread_carries_no_session(open_page: Callable[..., Any], what: str) -> None:
    start = STARTS[what]
    page = open_page(f"""\
import threading
import treadle as st
from treadle._core.carry import threads

kept = []
def look():
    pass

before = set(threading.enumerate())
carried = dict(threads._starting)
seen = []
original = threading.Thread._bootstrap_inner
def bootstrap(thread):
    seen.append(id(thread) in threads._starting)
    original(thread)
threading.Thread._bootstrap_inner = bootstrap
try:
{chr(10).join("    " + line for line in start.splitlines())}
finally:
    threading.Thread._bootstrap_inner = original
    end()
st.session_state.seen = list(seen)
""")
    assert page.nodes("exception") == []
    assert page.state("seen") == [False]


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_each_service_is_where_the_list_says(service: str) -> None:
    module, name = service.split(":")
    # Several distributions share the package `opentelemetry`.
    package = ".".join(module.split(".")[: 2 if module.startswith("opentelemetry.") else 1])
    if (
        importlib.util.find_spec(package.partition(".")[0]) is None
        or importlib.util.find_spec(package) is None
    ):
        pytest.skip(f"{package} is not installed")
    assert callable(operator.attrgetter(name)(importlib.import_module(module)))


def test_threads_of_the_app_are_no_services(open_page: Callable[..., Any]) -> None:
    page = open_page(
        "import threading, treadle as st\nt = threading.Thread(target=st.text, args=('hello',))\nt.start()\n"
        "t.join()"
    )
    assert [text.body for text in page.props("text")] == ["hello"]
    assert threading.current_thread() is threading.main_thread()
