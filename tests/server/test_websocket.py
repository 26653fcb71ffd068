"""A browser's connection: what it is sent and when, and what it must not send."""

import asyncio
import itertools
import socket
import threading
import time
from typing import Any

import msgspec
import pytest

from treadle._core.protocol.message import Batch, Bye, Interact, Problem, Rerun, Toast
from treadle._core.server import browser, websocket
from treadle._core.server.pacing import FRAME

from .conftest import Serve
from .fakes import OPEN, WAIT, Client, Closed, FakeApp, FakeSession


def test_hello_comes_first_and_names_the_session(client: Client, app: FakeApp) -> None:
    assert client.open() == ["hello", "token0", False, {"title": "Fake", "dev": False, "login": ""}, 0]
    app.sessions[0].write(app.connections[0])
    assert client.receive() == ["batch", 1, [], None, None, [], False, None]


def test_a_token_resumes_its_session_and_an_unknown_one_gets_a_new_one(serve: Serve, app: FakeApp) -> None:
    port = serve(app).port
    assert port is not None
    with Client(port) as first, Client(port) as second, Client(port) as third:
        assert first.open("never heard of")[1:3] == ["token0", False]
        assert second.open("token0")[1:3] == ["token0", True]
        assert third.open("x" * 200)[1:3] == ["token1", False]


def test_a_resumed_session_is_flushed_at_once_and_a_new_one_a_frame_later(
    serve: Serve, app: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    want = browser.Pacer.want
    monkeypatch.setattr(
        browser.Pacer,
        "want",
        lambda self, now, *, at_once: (asked.append(at_once), want(self, now, at_once=at_once)),
    )
    port = serve(app).port
    assert port is not None
    with Client(port) as first, Client(port) as second:
        first.open()
        app.sessions[0].wait(lambda: app.sessions[0].collected == 1)
        second.open("token0")
        app.sessions[0].wait(lambda: app.sessions[0].collected == 2)
    assert asked == [False, True]


def test_messages_reach_the_session_in_order_on_the_server_thread(client: Client, app: FakeApp) -> None:
    client.open()
    client.send(["interact", [[5, True], [6, "x"]]])
    client.send(["rerun", "a=1"])
    session = app.sessions[0]
    session.wait(lambda: len(session.received) == 2)
    assert session.received == [Interact([(5, True), (6, "x")]), Rerun("a=1")]
    assert session.threads == {"treadle-server"}


def test_between_frames_that_arrive_together_others_have_their_turn(client: Client, app: FakeApp) -> None:
    client.open()
    session, seen = app.sessions[0], []

    def receive(*_: Any) -> None:
        seen.append("frame")
        asyncio.get_running_loop().call_soon(seen.append, "others")

    session.on_receive = receive
    frame = Client.framed(2, msgspec.msgpack.encode(["filled", [[5, True]]]))
    client.socket.sendall(frame * 20)
    session.wait(lambda: len(session.received) == 20)
    assert seen[:39] == ["frame", "others"] * 19 + ["frame"]


def test_a_large_frame_is_read_in_pieces_between_which_others_have_their_turn(
    client: Client, app: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces: list[int] = []
    monkeypatch.setattr(websocket.Socket, "hold", lambda self, size: pieces.append(size) or True)
    client.open()
    client.frame(2, msgspec.msgpack.encode(["interact", [[5, "x" * 1_000_000]]]))
    session = app.sessions[0]
    session.wait(lambda: len(session.received) == 1)
    assert len(pieces) >= 15
    assert max(after - before for before, after in itertools.pairwise([0, *pieces])) <= 64 * 1024


def test_the_request_is_known_to_the_app(serve: Serve, app: FakeApp) -> None:
    port = serve(app).port
    assert port is not None
    headers = {"Cookie": "a=1; b=x%20y", "User-Agent": "test", "X-Forwarded-For": "6.6.6.6"}
    with Client(port, headers=headers) as client:
        client.open()
    (request,) = app.requests
    assert request.cookies == {"a": "1", "b": "x%20y"}
    assert (request.ip, request.host, request.headers["User-Agent"]) == (
        "127.0.0.1",
        f"localhost:{port}",
        "test",
    )


def test_nagle_is_off(serve: Serve, app: FakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    delays: list[int] = []
    opened = websocket.Socket.open

    def open_and_look(self: websocket.Socket) -> None:
        opened(self)
        sock = self.ws_connection.stream.socket
        delays.append(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(websocket.Socket, "open", open_and_look)
    port = serve(app).port
    assert port is not None
    with Client(port) as client:
        client.open()
    assert delays
    assert all(delays)


# Pacing -----------------------------------------------------------------------------------------------------


def test_a_client_that_never_acknowledges_costs_two_collects_however_much_is_written(
    client: Client, app: FakeApp
) -> None:
    client.open()
    session, connection = app.sessions[0], app.connections[0]
    session.wait(lambda: session.collected == 1)  # of opening; there was nothing yet
    for n in range(100_000):
        session.write(connection, now=n % 1000 == 0)
    assert [client.receive()[1], client.receive()[1]] == [1, 2]
    collected = session.collected
    client.send(["rerun", None])  # the connection is alive all the same
    session.wait(lambda: len(session.received) == 1)
    session.write(connection, now=True)
    client.send(["rerun", None])
    session.wait(lambda: len(session.received) == 2)
    assert (session.seq, session.collected) == (2, collected)
    client.send(["ack", 1])
    assert client.receive()[1] == 3


def test_a_session_hears_what_its_browser_has_applied(client: Client, app: FakeApp) -> None:
    client.open()
    session, connection = app.sessions[0], app.connections[0]
    session.write(connection, now=True)
    client.send(["ack", client.receive()[1]])
    session.wait(lambda: session.acknowledgements == [1])


def test_wakes_from_many_threads_call_the_loop_once_for_each_urgency_and_flush(
    client: Client, app: FakeApp
) -> None:
    client.open()
    session, connection = app.sessions[0], app.connections[0]
    session.wait(lambda: session.collected == 1)
    for seq in (1, 2):  # unacknowledged, so that no flush comes in between
        session.write(connection, now=True)
        assert client.receive()[1] == seq
    posts: list[object] = []
    gate = connection._gate
    post = gate.post
    gate.post = lambda fn: (posts.append(fn), post(fn))[1]
    try:
        for now in (False, True, False):
            wakes = [lambda now=now: [connection.wake(now) for _ in range(10_000)] for _ in range(4)]
            threads = [threading.Thread(target=wake) for wake in wakes]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        del gate.post
    assert 1 <= len(posts) <= 2


def test_no_write_is_lost_between_flushes(client: Client, app: FakeApp) -> None:
    client.open()
    session, connection = app.sessions[0], app.connections[0]
    written = shown = 0

    def collect() -> Batch | None:
        nonlocal shown
        with session.changed:
            if shown == written:
                return None
            shown = written
            session.seq += 1
            session.changed.notify_all()
            return Batch(session.seq, [])

    session.on_collect = collect

    def write() -> None:
        nonlocal written
        for _ in range(3000):
            with session.changed:
                written += 1
            connection.wake(False)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    stop = threading.Event()

    def acknowledge() -> None:
        while not stop.is_set():
            client.send(["ack", client.receive()[1]])

    reader = threading.Thread(target=acknowledge)
    reader.start()
    for thread in threads:
        thread.join()
    session.wait(lambda: shown == 12_000)
    stop.set()
    with session.changed:
        written += 1
    connection.wake(True)  # one more, for the reader to end by
    reader.join()


def test_the_end_of_a_run_is_flushed_without_waiting_for_the_frame(client: Client, app: FakeApp) -> None:
    client.open()
    session, connection = app.sessions[0], app.connections[0]
    session.wait(lambda: session.collected == 1)
    best = WAIT
    for seq in range(1, 11):
        start = time.perf_counter()
        session.write(connection, now=True)
        assert client.receive()[1] == seq
        best = min(best, time.perf_counter() - start)
        client.send(["ack", seq])
    assert best < FRAME


def test_a_page_that_fails_to_be_made_is_logged_and_closes_with_1011(
    client: Client, app: FakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    client.open()
    session = app.sessions[0]
    session.on_collect = lambda: 1 / 0  # type: ignore[assignment,return-value]
    app.connections[0].wake(True)
    with pytest.raises(Closed) as closed:
        client.receive()
    assert closed.value.code == 1011
    session.wait(lambda: len(session.gone) == 1)
    assert "ZeroDivisionError" in caplog.text


def test_send_from_any_thread(client: Client, app: FakeApp) -> None:
    client.open()
    app.connections[0].send(Problem("refused", "why"))
    assert client.receive() == ["problem", "refused", "why"]


def test_after_goodbye_the_connection_is_closed_and_the_session_told(client: Client, app: FakeApp) -> None:
    client.open()
    app.connections[0].send(Bye("ended"))
    assert client.receive() == ["bye", "ended"]
    with pytest.raises(Closed) as closed:
        client.receive()
    assert closed.value.code == 1000
    app.sessions[0].wait(lambda: app.sessions[0].gone == app.connections)


def test_a_client_that_goes_is_told_of_once(client: Client, app: FakeApp) -> None:
    client.open()
    client.close()
    session, connection = app.sessions[0], app.connections[0]
    session.wait(lambda: session.gone == [connection])
    session.write(connection, now=True)  # a run that goes on must not mind
    connection.send(Problem("x", "y"))
    assert session.gone == [connection]


def test_effects_and_blobs_are_encoded(client: Client, app: FakeApp) -> None:
    client.open()
    app.sessions[0].on_collect = lambda: Batch(1, [], effects=[Toast("hi", None, 4.0)])
    app.connections[0].wake(True)
    assert client.receive()[5] == [["toast", "hi", None, 4.0]]


def test_a_dead_peer_is_found_by_pings(serve: Serve, app: FakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket.Socket, "ping_interval", 0.05)
    port = serve(app).port
    assert port is not None
    with Client(port) as client:
        client.open()
        assert client.receive_frame()[0] in (2, 9)
        with pytest.raises(Closed):  # it answers no ping
            client.receive()
        client.frame(8, b"")
        app.sessions[0].wait(lambda: len(app.sessions[0].gone) == 1)


def test_compression_is_offered_when_asked_for(serve: Serve, app: FakeApp) -> None:
    headers = {"Sec-WebSocket-Extensions": "permessage-deflate"}
    for on in (False, True):
        port = serve(app, enableWebsocketCompression=on).port
        assert port is not None
        with Client(port, headers=headers) as client:
            assert ("permessage-deflate" in client.answer) is on


# Hostile input ----------------------------------------------------------------------------------------------

DEEP = b"\x92\xa8interact\x91\x92\x01" + b"\x91" * 3000 + b"\x01"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"", "malformed"),
        (b"\xc1", "malformed"),
        (b"\x92\xa4open", "malformed"),
        (DEEP, "malformed"),
        (msgspec.msgpack.encode("open"), "malformed"),
        (msgspec.msgpack.encode({"open": 1}), "malformed"),
        (msgspec.msgpack.encode(["nonsense"]), "malformed"),
        (msgspec.msgpack.encode(["hello", "x", True, {}]), "malformed"),
        (msgspec.msgpack.encode(["open", "1", None, "/", "", {}]), "malformed"),
        (msgspec.msgpack.encode(["open", 1, None, "/" * 20_000, "", {}]), "malformed"),
        (msgspec.msgpack.encode(["open", 1, "x" * 201, "/", "", {}]), "malformed"),
        (msgspec.msgpack.encode(["open", 2, None, "/", "", {}]), "version"),
        (msgspec.msgpack.encode(["open", 7, {"a": "future"}]), "version"),
        (msgspec.msgpack.encode(["ack", 1]), "not_open"),
        (msgspec.msgpack.encode(["interact", [[1, True]]]), "not_open"),
        (msgspec.msgpack.encode(["end"]), "not_open"),
    ],
)
def test_a_first_frame_that_is_not_a_good_open(client: Client, app: FakeApp, frame: bytes, code: str) -> None:
    client.frame(2, frame)
    found, message, close = client.refusal()
    assert (found, close) == (code, 4400)
    assert "Traceback" not in message
    assert len(message) < 300
    assert app.sessions == []


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (OPEN, "open_again"),
        (["open", 1, "token0", "/", "", {}], "open_again"),
        (["ack", 1], "ack"),
        (["ack", 0], "ack"),
        (["ack", -1], "ack"),
        (["ack", 2**63], "ack"),
        (["ack", 1.5], "malformed"),
        (["interact", [[-1, True]]], "malformed"),
        (["interact", [["a", True]]], "malformed"),
        (["interact", [[2**60, True]]], "malformed"),
        (["interact", [[1, True]] * 10_001], "malformed"),
        (["rerun", "x" * 20_000], "malformed"),
        (["bye", "ended"], "malformed"),
        (["interact", [[1, dict.fromkeys(itertools.product((-1, -2), repeat=10))]]], "malformed"),
    ],
)
def test_a_bad_message_on_an_open_connection(client: Client, app: FakeApp, message: Any, code: str) -> None:
    client.open()
    client.send(message)
    assert client.refusal()[::2] == (code, 4400)
    session = app.sessions[0]
    session.wait(lambda: len(session.gone) == 1)
    assert session.received == []


def test_an_acknowledgement_that_goes_backwards_is_refused(client: Client, app: FakeApp) -> None:
    client.open()
    for seq in (1, 2):
        app.sessions[0].write(app.connections[0], now=True)
        assert client.receive()[1] == seq
        client.send(["ack", seq])
    client.send(["ack", 1])
    assert client.refusal()[::2] == ("ack", 4400)


@pytest.mark.parametrize("opened", [False, True])
def test_text_frames_are_refused(client: Client, opened: bool) -> None:
    if opened:
        client.open()
    client.frame(1, b'["open"]')
    assert client.refusal()[::2] == ("text_frame", 4400)


@pytest.mark.parametrize(
    "frame",
    [
        Client.framed(1, b"\xff\xfe"),  # text that is not UTF-8
        Client.framed(0, b"x"),  # continues nothing
        Client.framed(3, b"x"),  # an opcode that does not exist
        Client.framed(9, b"x" * 126),  # a ping that is too long
        Client.framed(9, b"x", fin=False),  # a ping in pieces
        Client.framed(2, b"x", fin=False) * 2,  # a message within a message
        b"\xf2\x80\0\0\0\0",  # extension bits that were not agreed on
        b"GET / HTTP/1.1\r\n\r\n",  # no frame at all
    ],
)
def test_broken_frames_end_the_connection_only(client: Client, app: FakeApp, frame: bytes) -> None:
    client.open()
    client.socket.sendall(frame)
    with pytest.raises((Closed, ConnectionError)):
        client.receive()
    session = app.sessions[0]
    session.wait(lambda: len(session.gone) == 1)


def test_an_oversized_message_is_answered_although_it_is_never_read(serve: Serve, app: FakeApp) -> None:
    port = serve(app, maxMessageSize=1).port
    assert port is not None
    with Client(port) as client:
        client.open()
        # All of it is on its way before the answer is read, as from a browser.
        client.frame(2, b"x" * (50 * 1024 * 1024))
        code, message, close = client.refusal()
    assert (code, close) == ("too_big", 1009)
    assert "1 MB" in message


def test_the_sum_of_fragments_is_limited_too(serve: Serve) -> None:
    port = serve(maxMessageSize=1).port
    assert port is not None
    with Client(port) as client:
        client.open()
        client.frame(2, b"x" * 600_000, fin=False)
        client.frame(0, b"x" * 600_000)
        assert client.refusal()[::2] == ("too_big", 1009)


def test_a_claimed_size_reserves_nothing(client: Client) -> None:
    client.open()
    client.frame(2, b"", claim=2**62)
    assert client.refusal()[::2] == ("too_big", 1009)


def test_ten_megabytes_are_the_most_whatever_is_configured(serve: Serve, app: FakeApp) -> None:
    port = serve(app, maxMessageSize=5000).port
    assert port is not None
    with Client(port) as client:
        client.open()
        client.send(["interact", [[1, "x" * (10 * 1024 * 1024 - 100)]]])
        app.sessions[0].wait(lambda: len(app.sessions[0].received) == 1)
        client.frame(2, b"", claim=10 * 1024 * 1024 + 1)
        assert client.refusal()[0] == "too_big"


@pytest.mark.parametrize("opcode", [2, 9])
def test_a_flood_is_refused(client: Client, app: FakeApp, opcode: int) -> None:
    client.open()
    frame = Client.framed(opcode, msgspec.msgpack.encode(["stop"]))
    client.socket.sendall(frame * 20_000)
    assert client.refusal()[::2] == ("too_fast", 1008)
    assert len(app.sessions[0].received) < 20_000


def test_answers_to_a_client_that_does_not_read_do_not_pile_up(client: Client, app: FakeApp) -> None:
    client.open()
    session, connection = app.sessions[0], app.connections[0]
    for _ in range(200):
        connection.send(Problem("large", "x" * 1_000_000))
    session.wait(lambda: session.gone == [connection])


def test_a_connection_that_says_nothing_is_closed(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "OPEN_WITHIN", 0.01)
    port = serve().port
    assert port is not None
    with Client(port) as client:
        assert client.refusal()[::2] == ("silent", 1008)


def test_a_connection_that_was_opened_in_time_stays(
    serve: Serve, app: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "OPEN_WITHIN", 0.5)
    port = serve(app).port
    assert port is not None
    assert app.scheduler is not None
    with Client(port) as client:
        client.open()
        app.scheduler.call_later(0.6, lambda: app.connections[0].send(Problem("still", "here")))
        assert client.receive()[1] == "still"


def test_what_comes_behind_a_bad_frame_is_not_read(client: Client, app: FakeApp) -> None:
    client.socket.sendall(Client.framed(2, b"\xc1") + Client.framed(2, msgspec.msgpack.encode(OPEN)))
    assert client.refusal()[0] == "malformed"
    client.frame(8, b"")
    with pytest.raises(Closed):  # the server has read as far as our own close
        client.receive()
    assert app.sessions == []


def test_what_fails_in_us_is_logged_and_not_shown(
    client: Client, app: FakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    app.fail = True
    client.send(OPEN)
    with pytest.raises(Closed) as closed:
        client.receive()
    assert closed.value.code == 1011
    assert "secret detail of ours" in caplog.text


def test_a_session_whose_greeting_fails_is_told_that_the_connection_is_gone(
    client: Client, app: FakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    app.settings = {"title": object()}
    client.send(OPEN)
    with pytest.raises(Closed) as closed:
        client.receive()
    assert closed.value.code == 1011
    app.sessions[0].wait(lambda: app.sessions[0].gone == app.connections)
    assert "could not be handled" in caplog.text


def test_a_session_that_cannot_be_looked_at_is_told_that_the_connection_is_gone(
    client: Client, app: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session: FakeSession, connection: Any) -> int:
        raise RuntimeError("planned")

    monkeypatch.setattr(FakeSession, "last_interaction", fail)
    client.send(OPEN)
    with pytest.raises(Closed):
        client.receive()
    app.sessions[0].wait(lambda: app.sessions[0].gone == app.connections)


def test_what_fails_in_one_session_leaves_the_others_alone(serve: Serve, app: FakeApp) -> None:
    port = serve(app).port
    assert port is not None
    with Client(port) as good, Client(port) as bad:
        good.open()
        bad.open()
        app.sessions[1].on_receive = lambda connection, message: 1 / 0  # type: ignore[assignment,return-value]
        bad.send(["stop"])
        with pytest.raises(Closed):
            bad.receive()
        good.send(["stop"])
        app.sessions[0].wait(lambda: len(app.sessions[0].received) == 1)
        app.sessions[0].write(app.connections[0])
        assert good.receive()[0] == "batch"


# Who may connect --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 101),
        ({"Origin": "http://localhost:{port}"}, 101),
        ({"Origin": "http://127.0.0.1:{port}"}, 403),
        ({"Origin": "http://127.0.0.1:{port}", "Host": "127.0.0.1:{port}"}, 101),
        ({"Origin": "https://localhost:{port}"}, 403),
        ({"Origin": "http://127.0.0.1:1", "Host": "127.0.0.1:{port}"}, 403),
        ({"Origin": "https://friend.example"}, 101),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"}, 403),
        ({"Origin": "http://evil.example:{port}", "Host": "evil.example:{port}"}, 403),
        ({"Sec-WebSocket-Version": "1"}, 426),
    ],
)
def test_origins_and_hosts(serve: Serve, headers: dict[str, str], status: int) -> None:
    port = serve(corsAllowedOrigins=["https://friend.example"]).port
    assert port is not None
    filled = {name: value.format(port=port) for name, value in headers.items()}
    with Client(port, headers=filled) as client:
        assert client.status == status
        assert "\nServer:" not in client.answer


def test_the_origin_check_can_be_turned_off(serve: Serve) -> None:
    port = serve(enableCORS=False).port
    assert port is not None
    with Client(port, headers={"Origin": "http://evil.example"}) as client:
        assert client.status == 101


def test_the_socket_is_below_the_base_path(serve: Serve) -> None:
    port = serve(baseUrlPath="a/b").port
    assert port is not None
    with Client(port, "/a/b/_treadle/ws") as client:
        client.open()
    with Client(port) as client:
        assert client.status == 404
