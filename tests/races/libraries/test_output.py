"""Libraries that write to the page through what the app gives them: progress bars and logging."""

import logging
import logging.handlers
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
import tqdm

from .conftest import is_free

Superseded = Callable[..., Any]

WRITER = """
import logging
import logging.handlers
import threading
import tqdm
import treadle as st

class Writer:
    def __init__(self):
        self.box = st.empty()

    def write(self, text):
        work.goes_on()
        self.box.code(text)

    def flush(self):
        pass
"""

BARS = {
    "a loop": """
        for _ in tqdm.tqdm(range(10**9), file=Writer(), mininterval=0, miniters=1):
            if not work.goes_on():
                break
        """,
    "by hand": """
        bar = tqdm.tqdm(total=10**9, file=Writer(), mininterval=0, miniters=1)
        while work.goes_on():
            bar.set_description("busy")
            bar.update()
            bar.refresh()
        bar.close()
        """,
    "a block": """
        with tqdm.tqdm(total=10**9, file=Writer(), mininterval=0, miniters=1) as bar:
            while work.goes_on():
                bar.update()
                bar.clear()
                bar.display()
        """,
    "threads": """
        writer = Writer()
        def count():
            for _ in tqdm.tqdm(range(10**9), file=writer, mininterval=0, miniters=1):
                if not work.goes_on():
                    break
        threads = [threading.Thread(target=count) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        """,
    "write": """
        writer = Writer()
        while work.goes_on():
            tqdm.tqdm.write("a line", file=writer)
        """,
}


# A bar of one visitor may be destroyed in another's thread, where it cannot write to its own page: Python
# prints the error.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("bar", BARS)
def test_tqdm(superseded: Superseded, bar: str) -> None:
    tqdm.tqdm.monitor_interval = 0  # its monitor serves the process, and stays
    superseded(WRITER + textwrap.dedent(BARS[bar]) + '\nst.text("done")\n')
    assert all(is_free(lock) for lock in tqdm.tqdm.get_lock().locks)


HANDLER = """
import logging
import logging.handlers
import threading
import treadle as st

class Handler(logging.Handler):
    def emit(self, record):
        work.goes_on()
        st.code(self.format(record))

handler = make(Handler())
logger = logging.getLogger("an app's")
logger.propagate = False
logger.setLevel(logging.INFO)
logger.addHandler(handler)
try:
    while work.goes_on():
        logger.info("a message")
finally:
    logger.removeHandler(handler)
    if hasattr(handler, "setTarget"):
        handler.setTarget(None)
    handler.close()
st.text("done")
"""


@pytest.mark.parametrize("kind", ["directly", "in memory"])
def test_logging(superseded: Superseded, kind: str) -> None:
    handlers: list[logging.Handler] = []

    def make(target: logging.Handler) -> logging.Handler:
        handlers.append(target)
        if kind == "in memory":
            target = logging.handlers.MemoryHandler(3, target=target)
            handlers.append(target)
        return target

    superseded(HANDLER, handlers=handlers, make=make)
    assert len(handlers) > 2
    assert all(is_free(handler.lock) for handler in handlers if handler.lock is not None)
    assert is_free(logging._lock)  # type: ignore[attr-defined]
    assert not {*handlers} & {*logging.getLogger("an app's").handlers}


LISTENER = """
import logging
import logging.handlers
import queue
import treadle as st

class Handler(logging.Handler):
    def emit(self, record):
        work.goes_on()
        st.code(self.format(record))

messages = queue.Queue()
handler = Handler()
handlers.append(handler)
listener = logging.handlers.QueueListener(messages, handler)
sender = logging.handlers.QueueHandler(messages)
logger = logging.getLogger("an app's")
logger.propagate = False
logger.setLevel(logging.INFO)
listener.start()
logger.addHandler(sender)
try:
    while work.goes_on():
        logger.info("a message")
        st.sleep(0.001)
finally:
    logger.removeHandler(sender)
    sender.close()
    listener.stop()
    handler.close()
st.text("done")
"""


def test_logging_by_a_thread_of_its_own(superseded: Superseded) -> None:
    handlers: list[logging.Handler] = []
    superseded(LISTENER, handlers=handlers)
    assert all(is_free(handler.lock) for handler in handlers if handler.lock is not None)
    assert is_free(logging._lock)  # type: ignore[attr-defined]
