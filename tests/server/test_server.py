"""The server thread's life."""

import http.client
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from treadle._core.config import Config
from treadle._core.server import PortInUse, Server

from .conftest import Serve
from .fakes import WAIT, Client, Closed, FakeApp


def health(port: int | None) -> bytes:
    assert port is not None
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
    connection.request("GET", "/_treadle/health")
    body = connection.getresponse().read()
    connection.close()
    return body


def server_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "treadle-server"]


def test_two_servers_side_by_side(serve: Serve) -> None:
    one, two = FakeApp(settings={"title": "one"}), FakeApp(settings={"title": "two"})
    first, second = serve(one), serve(two)
    assert len(server_threads()) == 2
    with Client(first.port) as a, Client(second.port) as b:
        assert a.open()[3]["title"] == "one"
        assert b.open()[3]["title"] == "two"
        first.stop()
        assert a.receive() == ["bye", "stopping"]
        two.sessions[0].write(two.connections[0])
        assert b.receive()[0] == "batch"
    assert health(second.port) == b"ok"


def test_stop_says_goodbye_closes_and_leaves_no_thread(serve: Serve, app: FakeApp) -> None:
    server = serve(app)
    with Client(server.port) as client:
        client.open()
        closer = threading.Thread(target=server.stop)
        closer.start()
        assert client.receive() == ["bye", "stopping"]
        with pytest.raises(Closed) as closed:
            client.receive()
        assert closed.value.code == 1001
        client.frame(8, b"\x03\xe9")
        closer.join(WAIT)
    assert server_threads() == []
    assert app.sessions[0].gone == app.connections
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", server.port), 1)


def test_stop_does_not_wait_long_for_clients_that_do_not_listen(serve: Serve, app: FakeApp) -> None:
    server = serve(app)
    with (
        Client(server.port) as silent,
        Client(server.port) as opened,
        socket.create_connection(("127.0.0.1", server.port)),
    ):
        opened.open()
        start = time.perf_counter()
        server.stop()
        assert time.perf_counter() - start < 3
        assert silent.status == 101
    assert server._serving._connections == set()
    assert app.sessions[0].gone == app.connections


def test_stop_may_be_called_again_and_before_start_and_at_once(serve: Serve, static: Path) -> None:
    server = serve()
    stops = [threading.Thread(target=server.stop) for _ in range(4)]
    for stop in stops:
        stop.start()
    for stop in stops:
        stop.join(WAIT)
    server.stop()
    Server(FakeApp(), Config.of({}), static=static).stop()
    assert server_threads() == []


def test_stop_from_a_signal_handler_and_from_the_server_thread(serve: Serve, app: FakeApp) -> None:
    server = serve(app)
    before = signal.signal(signal.SIGUSR1, lambda *_: server.stop())
    try:
        signal.raise_signal(signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert server_threads() == []

    other = serve(app)
    assert app.scheduler is not None
    (thread,) = server_threads()
    app.scheduler.call_later(0, other.stop)
    thread.join(WAIT)
    assert not thread.is_alive()


def test_a_stop_that_comes_while_the_server_starts_is_not_forgotten(static: Path) -> None:
    class Impatient(FakeApp):
        def attach(self, scheduler: object) -> None:
            server.stop()

    server = Server(Impatient(), Config.of({"server.port": 0}), static=static)
    server.start()
    for thread in server_threads():
        thread.join(WAIT)
    assert server_threads() == []


def test_a_port_that_was_asked_for_and_is_taken_is_an_error_and_leaves_nothing(
    serve: Serve, static: Path
) -> None:
    port = serve().port
    config = Config.of({"server.port": port, "server.address": "127.0.0.1"})
    server = Server(FakeApp(), config, static=static)
    with pytest.raises(PortInUse, match=str(port)):
        server.start()
    server.stop()
    assert len(server_threads()) == 1


def test_when_no_port_was_asked_for_the_next_free_one_is_taken(static: Path) -> None:
    config = Config.of({"server.address": "127.0.0.1"})
    servers = [Server(FakeApp(), config, static=static) for _ in range(2)]
    try:
        ports = [server.start() for server in servers]
    finally:
        for server in servers:
            server.stop()
    assert 8501 <= ports[0] < ports[1]


def test_a_server_starts_once_and_has_no_address_before(static: Path, serve: Serve) -> None:
    with pytest.raises(RuntimeError, match="started"):
        _ = Server(FakeApp(), Config.of({}), static=static).url
    with pytest.raises(RuntimeError, match="started before"):
        serve().start()


def test_what_fails_at_the_start_is_raised_by_start_and_leaves_no_thread(serve: Serve) -> None:
    class Failing(FakeApp):
        def attach(self, scheduler: object) -> None:
            raise LookupError("cannot watch the source")

    with pytest.raises(LookupError):
        serve(Failing())
    for thread in server_threads():
        thread.join(WAIT)
    assert server_threads() == []


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({"server.address": "127.0.0.1"}, "http://127.0.0.1:{port}"),
        ({"server.address": "0.0.0.0"}, "http://localhost:{port}"),
        ({}, "http://localhost:{port}"),
        (
            {"browser.serverAddress": "data.example", "server.baseUrlPath": "x"},
            "http://data.example:{port}/x",
        ),
    ],
)
def test_url(static: Path, options: dict[str, str], url: str) -> None:
    server = Server(FakeApp(), Config.of({"server.port": 0} | options), static=static)
    try:
        port = server.start()
        assert server.url == url.format(port=port)
    finally:
        server.stop()


def test_a_name_of_the_servers_own_is_right_in_host_and_origin(static: Path) -> None:
    options = {"server.port": 0, "server.address": "127.0.0.1", "browser.serverAddress": "data.example"}
    server = Server(FakeApp(), Config.of(options), static=static)
    server.start()
    try:
        with Client(
            server.port, headers={"Host": "data.example", "Origin": "https://data.example"}
        ) as client:
            assert client.status == 101
    finally:
        server.stop()


def test_allowed_hosts_are_the_only_names_even_on_all_interfaces(static: Path) -> None:
    options = {"server.port": 0, "server.allowedHosts": ["data.example"]}
    server = Server(FakeApp(), Config.of(options), static=static)
    server.start()
    try:
        statuses = []
        for host in ("data.example", "other.example"):
            with Client(server.port, headers={"Host": host}) as client:
                statuses.append(client.status)
        assert statuses == [101, 403]
    finally:
        server.stop()


def test_timers_run_on_the_server_thread_and_can_be_cancelled(serve: Serve, app: FakeApp) -> None:
    serve(app)
    assert app.scheduler is not None
    ran: list[str] = []
    done = threading.Event()
    app.scheduler.call_later(0.02, lambda: ran.append("cancelled"))()
    app.scheduler.call_later(0.03, lambda: (ran.append(threading.current_thread().name), done.set()))
    assert done.wait(WAIT)
    assert ran == ["treadle-server"]


def test_a_timer_that_is_cancelled_as_it_fires_does_nothing(serve: Serve, app: FakeApp) -> None:
    serve(app)
    assert app.scheduler is not None
    cancel = app.scheduler.call_later(60, lambda: pytest.fail("ran"))
    cancel()
    cancel.__self__._fire()


def test_a_timer_that_fails_is_logged_and_the_server_goes_on(
    serve: Serve, app: FakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(app)
    assert app.scheduler is not None
    app.scheduler.call_later(0, lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    assert health(server.port) == b"ok"
    server.stop()
    assert "ZeroDivisionError" in caplog.text


def test_after_stop_timers_and_wakes_do_nothing(serve: Serve, app: FakeApp) -> None:
    server = serve(app)
    assert app.scheduler is not None
    with Client(server.port) as client:
        client.open()
        server.stop()
    cancel = app.scheduler.call_later(0, lambda: pytest.fail("ran"))
    cancel()
    app.sessions[0].write(app.connections[0], now=True)


def test_answers_come_while_other_threads_compute(serve: Serve) -> None:
    port = serve().port
    stop = threading.Event()

    def compute() -> None:
        while not stop.is_set():
            sum(range(1000))

    threads = [threading.Thread(target=compute) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        assert health(port) == b"ok"
    finally:
        stop.set()
        for thread in threads:
            thread.join()
