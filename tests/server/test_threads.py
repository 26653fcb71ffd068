"""Telling what executes: to whom, how often, and never to others."""

import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from treadle._core.config import Config
from treadle._core.protocol.message import ThreadInfo
from treadle._core.runtime.app import App
from treadle._core.runtime.ports import RequestInfo
from treadle._core.server import Server, threads
from treadle._core.server.developer import cookie_name
from treadle._core.server.threads import SECRET_HEADER, STACKS_HEADER, Looker, Watchers

from .conftest import Serve
from .fakes import WAIT, Client, FakeApp, FakeSession, Found, raw

WORK = ThreadInfo(id="x1", kind="thread", name="work", state="running", session="abcd", stop=1)


@pytest.fixture
def app() -> FakeApp:
    return FakeApp(developer=True, found=[WORK])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "EVERY", 0.01)
    monkeypatch.setattr(threads, "SOONEST", 0.0)


def test_who_watches_is_told_with_the_short_name_of_the_session(client: Client, app: FakeApp) -> None:
    client.open()
    client.send(["watch_threads", True])
    tag, session, now, told, hidden = client.receive()
    assert (tag, session, hidden) == ("threads", "toke", 0)
    assert now <= time.monotonic()
    assert msgspec.convert(told, list[ThreadInfo]) == [WORK]


def test_the_session_that_looks_comes_first_and_stacks_are_asked_for_by_id(
    client: Client, app: FakeApp
) -> None:
    client.open()
    client.send(["watch_threads", True, ["x1", "x2"]])
    assert app.looks.get(timeout=WAIT) == ({"token0"}, {"x1", "x2"})


@pytest.mark.usefixtures("quick")
def test_what_has_not_changed_is_not_told_again(client: Client, app: FakeApp) -> None:
    client.open()
    client.send(["watch_threads", True])
    assert len(client.receive()[3]) == 1
    for _ in range(5):
        app.looks.get(timeout=WAIT)
    app.found = []
    assert client.receive()[3] == []


@pytest.mark.usefixtures("quick")
def test_nothing_is_looked_at_when_nobody_watches_any_more(client: Client, app: FakeApp) -> None:
    client.open()
    client.send(["watch_threads", True])
    client.receive()
    client.send(["watch_threads", False])
    client.send(["rerun", None])
    session = app.sessions[0]
    session.wait(lambda: len(session.received) == 1)
    while any(thread.name == threads.THREAD_NAME for thread in threading.enumerate()):
        pass
    while not app.looks.empty():
        app.looks.get()
    # Many times as long as a look would take to come.
    client.send(["rerun", None])
    session.wait(lambda: len(session.received) == 2)
    assert app.looks.empty()


class Recorder:
    """A connection that watches; its messages stay here."""

    def __init__(self, token: str = "token") -> None:
        self.session: FakeSession | None = FakeSession(token)
        self.idle = True
        self.sent: list[Any] = []

    def send(self, message: Any) -> None:
        self.sent.append(message)


class Clockwork:
    """A loop and a looker in one, whose time passes when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[Timer] = []
        self.looks: list[Callable[[Any], None]] = []
        self.loop = self.gate = self

    def time(self) -> float:
        return self.now

    def call_at(self, due: float, fn: Callable[[], None]) -> "Timer":
        self.timers.append(Timer(self, due, fn))
        return self.timers[-1]

    def look(self, then: Callable[[Any], None], **how: Any) -> None:
        self.looks.append(then)

    def pass_to_next(self) -> None:
        (timer,) = self.timers
        self.timers.remove(timer)
        self.now = max(self.now, timer.due)
        timer.fn()

    def answer(self, found: Any) -> None:
        (then,) = self.looks
        self.looks.remove(then)
        then(found)


class Timer:
    def __init__(self, clock: Clockwork, due: float, fn: Callable[[], None]) -> None:
        self.clock, self.due, self.fn = clock, due, fn

    def cancel(self) -> None:
        self.clock.timers.remove(self)


@pytest.fixture
def clock() -> Clockwork:
    return Clockwork()


@pytest.fixture
def watchers(clock: Clockwork) -> Watchers:
    return Watchers(clock)  # type: ignore[arg-type]


def test_one_look_a_second_serves_all_who_watch(clock: Clockwork, watchers: Watchers) -> None:
    one, two = Recorder(), Recorder()
    watchers.watch(one, [])
    watchers.watch(two, [])
    clock.pass_to_next()
    clock.answer(Found([WORK]))
    assert (len(one.sent), len(two.sent)) == (1, 1)
    began = clock.now
    clock.pass_to_next()
    assert clock.now - began == threads.EVERY


def test_a_flood_of_wishes_makes_one_look(clock: Clockwork, watchers: Watchers) -> None:
    one = Recorder()
    for number in range(1000):
        watchers.watch(one, [f"x{number}"])
    clock.pass_to_next()
    for number in range(1000):
        watchers.watch(one, [f"x{number}"])
    assert len(clock.looks) == 1
    assert clock.timers == []
    clock.answer(Found([]))
    watchers.refresh()
    began = clock.now
    clock.pass_to_next()
    assert clock.now - began == pytest.approx(threads.SOONEST)


def test_the_timer_ends_with_the_last_connection(clock: Clockwork, watchers: Watchers) -> None:
    one, two = Recorder(), Recorder()
    watchers.watch(one, [])
    watchers.watch(two, [])
    watchers.unwatch(one)
    assert watchers.active
    watchers.unwatch(two)
    assert not watchers.active
    assert clock.timers == []
    watchers.refresh()
    assert clock.timers == []


def test_who_leaves_during_a_look_is_not_told(clock: Clockwork, watchers: Watchers) -> None:
    one, two = Recorder(), Recorder()
    for each in (one, two):
        watchers.watch(each, [])
    clock.pass_to_next()
    watchers.unwatch(one)
    two.session = None  # closing, though the socket is still there
    clock.answer(Found([WORK]))
    assert one.sent == two.sent == []
    assert not watchers.active


def test_a_browser_that_does_not_read_is_told_later(clock: Clockwork, watchers: Watchers) -> None:
    one = Recorder()
    one.idle = False
    watchers.watch(one, [])
    clock.pass_to_next()
    clock.answer(Found([WORK]))
    assert one.sent == []
    one.idle = True
    clock.pass_to_next()
    clock.answer(Found([WORK]))
    assert len(one.sent) == 1


def test_a_look_that_fails_is_followed_by_another(clock: Clockwork, watchers: Watchers) -> None:
    one = Recorder()
    watchers.watch(one, [])
    clock.pass_to_next()
    clock.answer(None)
    clock.pass_to_next()
    clock.answer(Found([WORK]))
    assert len(one.sent) == 1


def test_stop_stops_by_number(client: Client, app: FakeApp) -> None:
    client.open()
    client.send(["stop_thread", 7])
    client.send(["rerun", None])
    app.sessions[0].wait(lambda: len(app.sessions[0].received) == 1)
    assert app.stopped == [7]


@pytest.mark.parametrize("message", [["watch_threads", True], ["stop_thread", 1]])
def test_a_visitor_is_refused_and_keeps_the_connection(
    client: Client, app: FakeApp, message: list[Any]
) -> None:
    app.developer = False
    client.open()
    client.send(message)
    tag, code, text = client.receive()
    assert (tag, code) == ("problem", "developer")
    assert "client.toolbarMode" in text
    client.send(["rerun", None])
    app.sessions[0].wait(lambda: len(app.sessions[0].received) == 1)
    assert (app.stopped, app.looks.empty()) == ([], True)


@pytest.mark.parametrize("message", [["watch_threads", True], ["stop_thread", 1]])
def test_nobody_is_told_before_there_is_a_session(client: Client, app: FakeApp, message: list[Any]) -> None:
    client.send(message)
    assert client.refusal()[0] == "not_open"
    assert (app.stopped, app.looks.empty()) == ([], True)


@pytest.mark.parametrize(
    "message",
    [
        ["watch_threads", True, ["x" * 201]],
        ["watch_threads", True, ["x"] * 101],
        ["watch_threads", 1],
        ["stop_thread", -1],
        ["stop_thread", 2**60],
        ["stop_thread", "1"],
    ],
)
def test_nonsense_is_refused(client: Client, app: FakeApp, message: list[Any]) -> None:
    client.open()
    client.send(message)
    assert client.refusal()[0] == "malformed"
    assert (app.stopped, app.looks.empty()) == ([], True)


@pytest.mark.parametrize(
    ("mode", "from_here", "from_elsewhere"),
    [("auto", True, False), ("developer", True, True), ("viewer", False, False), ("minimal", False, False)],
)
def test_who_is_the_developer(mode: str, from_here: bool, from_elsewhere: bool, tmp_path: Path) -> None:
    app = App(tmp_path / "app.py", Config.of({"client.toolbarMode": mode}))
    assert app.is_developer(RequestInfo(developer=True)) is from_here
    assert app.is_developer(RequestInfo()) is from_elsewhere


def test_the_stacks_of_others_do_not_reach_a_visitor(tmp_path: Path, static: Path) -> None:
    script = tmp_path / "app.py"
    script.write_text("")
    config = Config.of({"server.port": 0, "server.address": "127.0.0.1"})
    app = App(script, config)
    server = Server(app, config, static=static)
    port = server.start()
    cookie = {"Cookie": f"{cookie_name(port)}={server.developer.token}"}
    try:
        with Client(port, headers=cookie) as developer, Client(port) as visitor:
            for client, is_developer in ((developer, True), (visitor, False)):
                assert client.open()[3]["dev"] is is_developer
                client.send(["watch_threads", True])
            while (told := developer.receive())[0] != "threads":
                assert told[0] == "batch"
            assert any(each["kind"] == "server" for each in told[3])
            while (told := visitor.receive())[0] != "problem":
                assert told[0] == "batch"
            assert told[1] == "developer"
    finally:
        server.stop()
        app.stop()


# What a program of the same user asks -----------------------------------------------------------------------


@pytest.fixture
def asked(app: FakeApp, static: Any) -> Any:
    """`asked(headers)` asks a server with the secret "right"; returns status and body."""
    server = Server(
        app, Config.of({"server.port": 0, "server.address": "127.0.0.1"}), static=static, secret="right"
    )
    port = server.start()

    def ask(headers: str, method: str = "GET", host: str = "localhost") -> tuple[int, str]:
        answer = raw(
            port,
            f"{method} /_treadle/threads HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n",
        ).decode()
        head, _, body = answer.partition("\r\n\r\n")
        return int(head.split()[1]), body

    yield ask
    server.stop()


def test_the_right_secret_is_answered(asked: Any, app: FakeApp) -> None:
    status, body = asked(f"{SECRET_HEADER}: right\r\n")
    report = msgspec.json.decode(body, type=threads.Report)
    assert (status, report.threads, report.hidden) == (200, [WORK], 0)
    assert app.looks.get_nowait() == (set(), set())
    asked(f"{SECRET_HEADER}: right\r\n{STACKS_HEADER}: 1\r\n")
    assert app.looks.get_nowait() == (set(), None)


@pytest.mark.parametrize(
    "headers",
    ["", f"{SECRET_HEADER}: wrong\r\n", f"{SECRET_HEADER}:\r\n", f"{SECRET_HEADER}: right2\r\n"],
)
def test_without_the_secret_there_is_nothing(asked: Any, app: FakeApp, headers: str) -> None:
    assert asked(headers) == (404, "404: There is nothing here.\n")
    assert app.looks.empty()


def test_a_name_that_was_rebound_is_refused_even_with_the_secret(asked: Any, app: FakeApp) -> None:
    assert asked(f"{SECRET_HEADER}: right\r\n", host="evil.com")[0] == 403
    assert app.looks.empty()


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_no_other_method_is_answered(asked: Any, app: FakeApp, method: str) -> None:
    assert asked(f"{SECRET_HEADER}: right\r\n", method)[0] in (404, 405)
    assert app.looks.empty()


def test_a_peer_elsewhere_is_not_answered(asked: Any, app: FakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "same_machine", lambda peer, own: False)
    assert asked(f"{SECRET_HEADER}: right\r\n")[0] == 404
    assert app.looks.empty()


def test_a_server_without_a_secret_answers_nobody(serve: Serve, app: FakeApp) -> None:
    port = serve(app).port
    assert port is not None
    for headers in ("", f"{SECRET_HEADER}:\r\n", f"{SECRET_HEADER}: None\r\n"):
        request = f"GET /_treadle/threads HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
        assert raw(port, request).split()[1] == b"404"
    assert app.looks.empty()


def test_a_look_that_fails_is_an_error_in_plain_words(
    asked: Any, app: FakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**how: Any) -> Found:
        raise RuntimeError("secret detail of ours")

    app.threads = fail  # type: ignore[method-assign]
    assert asked(f"{SECRET_HEADER}: right\r\n") == (
        500,
        "500: The server failed to answer; its log says why.\n",
    )
    assert "secret detail of ours" in caplog.text


def test_a_look_happens_beside_the_loop_and_leaves_no_thread(serve: Serve, app: FakeApp) -> None:
    names: list[str] = []
    look = app.threads
    app.threads = lambda **how: (names.append(threading.current_thread().name), look(**how))[1]  # type: ignore[method-assign]
    server = serve(app)
    assert server.port is not None
    with Client(server.port) as client:
        client.open()
        client.send(["watch_threads", True])
        client.receive()
    assert set(names) == {threads.THREAD_NAME}
    server.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == threads.THREAD_NAME]


def test_the_looker_says_so_if_there_is_no_thread(app: FakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gate:
        def post(self, fn: Callable[[], None]) -> bool:
            fn()
            return True

    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    told: list[Any] = []
    Looker(app, Gate()).look(told.append)  # type: ignore[arg-type]
    assert told == [None]


def test_a_look_that_has_told_is_waited_for_to_its_end(app: FakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    posted: queue.Queue[Callable[[], None]] = queue.Queue()
    told: list[Any] = []
    joined = threading.Event()

    class Gate:
        def post(self, fn: Callable[[], None]) -> bool:
            posted.put(fn)
            if app.looks.qsize():  # it has looked, and tells: it has nothing more to do, but has not ended
                joined.wait(WAIT)
            return True

    def join(self: threading.Thread, timeout: float | None = None) -> None:
        joined.set()
        wait(self, WAIT)

    wait = threading.Thread.join
    monkeypatch.setattr(threading.Thread, "join", join)
    looker = Looker(app, Gate())  # type: ignore[arg-type]
    looker.look(told.append)
    while not told:
        posted.get(timeout=WAIT)()
    looker.close()
    assert joined.is_set()
    assert threads.THREAD_NAME not in {thread.name for thread in threading.enumerate()}
