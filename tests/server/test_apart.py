"""Nothing of an app's runs on the server's thread: not its functions, and not the destructors of what it lets
go of.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from treadle._core.config import Config
from treadle._core.runtime.app import App
from treadle._core.server import Server
from treadle._core.session.look import LaneNow, LookAtLane

from .fakes import Client

BEGIN = """
import threading
import treadle as st
from treadle._core.carry.context import current

def tell():
    told.put(threading.current_thread().name)

class Closing:
    def __del__(self):
        tell()
"""


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], tuple[Client, App]]]:
    """`serve(source)` serves an app in which `tell()` tells the name of the thread that calls it, and a
    visitor of it.
    """
    stops: list[Callable[[], None]] = []

    def serve(source: str) -> tuple[Client, App]:
        script = tmp_path / "app.py"
        script.write_text(BEGIN + source)
        config = Config.of({"server.port": 0, "server.address": "127.0.0.1", "tasks.threads": 1})
        names = {
            "told": queue.SimpleQueue(),
            "reached": threading.Event(),
            "go": threading.Event(),
            "closings": [],
        }
        app = App(script, config, namespace=names)
        server = Server(app, config)
        client = Client(server.start())
        stops.extend([app.stop, server.stop, client.close, app.namespace["go"].set])
        client.open()
        return client, app

    yield serve
    for stop in reversed(stops):
        stop()


def told(app: App) -> str:
    name: str = app.namespace["told"].get(timeout=60)
    return name


def until(app: App, condition: Callable[[LaneNow], bool]) -> None:
    (live,) = app.sessions()
    assert live.wait(LookAtLane(), 20, condition)


def idle(app: LaneNow) -> bool:
    return app.live is None and app.newest > 0


ENDED = {
    "a value of the session": "st.session_state.kept = Closing()",
    "a widget's callback": "st.button('Go', on_click=print, args=(Closing(),))",
    "a task's result": "st.task(Closing).submit().wait()",
    "a function for the end": "st.on_session_end(lambda closing=Closing(): None)",
    "a function for errors": "st.on_error(lambda error, closing=Closing(): None)",
}


@pytest.mark.parametrize("what", ENDED)
def test_what_a_session_has_kept_is_freed_by_the_thread_of_its_end(serve, what: str) -> None:
    client, app = serve(ENDED[what])
    until(app, idle)
    client.send(["end"])
    assert told(app).startswith("treadle-end-")


def test_what_was_let_go_of_is_not_freed_by_who_clicks(serve) -> None:
    # Made in a thread that has ended: without a GIL, a thread that waits frees what it has made when it goes
    # on.
    client, app = serve(
        """
def make():
    closings.append(Closing())

thread = threading.Thread(target=make)
thread.start()
thread.join()
reached.set()
go.wait()
"""
    )
    assert app.namespace["reached"].wait(20)
    closings = app.namespace["closings"]
    (live,) = app.sessions()
    live._session.widgets.dropped.append(closings.pop())  # as the end of a run does that forgets a widget
    client.send(["stop"])
    assert told(app).startswith("treadle-free-")


def test_what_is_due_after_a_run_is_not_called_by_who_stops_it(serve) -> None:
    client, app = serve("""
@st.task
def first():
    go.wait()

@st.task(scope="run")
def second():
    pass

first.submit()  # takes the one place that there is
second.submit()
scope = current()
scope.host.ends.after_run(scope.run, tell)
""")
    until(app, lambda app: app.live is not None and app.live.phase == "threads")
    client.send(["stop"])
    assert told(app).startswith("treadle-after-run-")
