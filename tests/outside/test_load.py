"""What one client may ask of a `treadle run`, and that others do not feel it."""

import contextlib
import os
import resource
import select
import socket
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator

import msgspec
import pytest

from ..server.fakes import Client, Closed
from ..started import Started

APP = """
    import treadle as st
    st.button("press")
    st.session_state.n = st.session_state.get("n", 0) + 1
    st.text(f"run {st.session_state.n}")
"""


@pytest.fixture
def stack() -> Iterator[contextlib.ExitStack]:
    """Closes what a test has opened."""
    with contextlib.ExitStack() as opened:
        yield opened


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """One server for all tests that leave it as it was."""
    script = tmp_path_factory.mktemp("shared") / "app.py"
    script.write_text(textwrap.dedent(APP))
    shared = Started(script, "--server.port", "0")
    try:
        shared.wait()
        yield shared
        status, _, said = shared.end()
        assert (status, "Traceback" in said) == (0, False), said
    finally:
        shared.kill()


class Visitor:
    """A browser that clicks, and waits for what its click shows."""

    def __init__(self, port: int) -> None:
        self.client = Client(port)
        self.client.open()
        self.button = 0
        self.runs = 0
        self.wait_for_run()

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *error: object) -> None:
        self.client.close()

    def wait_for_run(self) -> None:
        shown = f"run {self.runs + 1}"
        while True:
            message = self.client.receive()
            assert message[0] == "batch", message
            self.client.send(["ack", message[1]])
            for op in message[2]:
                if "button" in op:
                    self.button = op[1]
            if shown in str(message[2]):
                self.runs += 1
                return

    def click(self) -> None:
        self.client.send(["interact", [[self.button, True]]])
        self.wait_for_run()


def dense(size: int) -> bytes:
    """A message that is long to look at: as many items as bytes."""
    return msgspec.msgpack.encode(["interact", [[1, [0] * size]]])


def frames(client: Client) -> None:
    client.frame(2, dense(150_000))


def changes(client: Client) -> None:
    client.send(["interact", [[2, True]] * 10_000])


def many_changes(client: Client) -> None:
    client.send(["interact", [[2, True]] * 1_000])


def reruns(client: Client) -> None:
    for _ in range(100):
        client.send(["rerun", None])


@pytest.mark.parametrize("attack", [frames, changes, many_changes, reruns])
def test_an_attacker_is_refused_in_words_and_others_are_answered(
    app: Started, stack, attack: Callable[[Client], None]
):
    visitor = stack.enter_context(Visitor(app.port))
    attacker = stack.enter_context(Client(app.port))
    attacker.open()
    told: list[str] = []

    def listen() -> None:
        with contextlib.suppress(Closed, OSError):
            while True:
                message = attacker.receive()
                if message[0] == "problem":
                    told.append(message[1])

    def go_on() -> None:
        with contextlib.suppress(OSError):
            while True:
                attack(attacker)

    threads = [threading.Thread(target=listen), threading.Thread(target=go_on)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        visitor.click()
    attacker.close()
    assert told
    assert told[-1] in ("too_much", "too_fast", "malformed")
    visitor.click()


def test_who_waits_for_what_a_click_shows_may_click_as_fast_as_that(app: Started, stack):
    visitor = stack.enter_context(Visitor(app.port))
    for _ in range(400):
        visitor.click()


@contextlib.contextmanager
def few_files(number: int) -> Iterator[None]:
    """Let processes that are started in a block have so many descriptors."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def start_with_few_files(start: Callable[..., Started], number: int, source: str) -> Started:
    with few_files(number):
        return start(source, "--server.port", "0")


def test_out_of_file_descriptors_it_refuses_quietly_and_recovers(start, stack):
    app = start_with_few_files(
        start,
        64,
        """
        import os, treadle as st
        st.button("press")
        st.session_state.n = st.session_state.get("n", 0) + 1
        st.text(f"run {st.session_state.n}")
        if st.session_state.n == 1 and not hasattr(os, "taken"):
            os.taken = []
            try:
                while True:
                    os.taken.append(os.open(os.devnull, os.O_RDONLY))
            except OSError:
                print("no more", flush=True)
        if st.session_state.n == 3:
            for each in os.taken: os.close(each)
            os.taken = []
        """,
    )
    visitor = stack.enter_context(Visitor(app.port))
    app.read_until("no more")
    crowd = []
    for _ in range(20):
        crowd.append(stack.enter_context(socket.create_connection(("127.0.0.1", app.port), 20)))
        crowd[-1].settimeout(20)
    before = cpu_seconds(app.process.pid)
    visitor.click()
    crowd[0].recv(1024)  # refused, or forgotten by now
    visitor.click()  # which gives the descriptors back
    for each in crowd:
        each.close()
    while True:
        try:
            stack.enter_context(Visitor(app.port)).click()
            break
        except (Closed, OSError, AssertionError):
            pass
    assert cpu_seconds(app.process.pid) - before < 20
    status, _, said = app.end()
    assert status == 0
    assert said.count("Connections are refused") == 1
    assert "Traceback" not in said
    assert len(said) < 5_000


def test_more_connections_than_descriptors_allow_are_refused_and_files_can_be_opened(start, stack):
    app = start_with_few_files(start, 100, APP + "    open(__file__).close()\n")
    visitor = stack.enter_context(Visitor(app.port))
    crowd = [stack.enter_context(socket.create_connection(("127.0.0.1", app.port), 20)) for _ in range(90)]
    crowd[-1].settimeout(20)
    assert crowd[-1].recv(1024).startswith(b"HTTP/1.1 503")
    visitor.click()
    for each in crowd:
        each.close()
    while True:
        try:
            stack.enter_context(Visitor(app.port)).click()
            break
        except (Closed, OSError):
            pass


def cpu_seconds(pid: int) -> float:
    with open(f"/proc/{pid}/stat", "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Megabytes that a process has."""
    with open(f"/proc/{pid}/statm", "rb") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20


def test_messages_that_are_cut_in_the_middle_leave_nothing(start, stack):
    app = start("import gc; gc.disable()\n" + textwrap.dedent(APP), "--server.port", "0")
    visitor = stack.enter_context(Visitor(app.port))
    before = memory(app.process.pid)
    half = bytes(6 * 2**20)
    head = bytes([0x82, 0xFF]) + (10 * 2**20).to_bytes(8) + b"mask"
    for _ in range(20):
        client = Client(app.port)
        client.open()
        client.socket.sendall(head + half)
        client.close()
        visitor.click()
    fragments = bytes([0x02, 0xFF]) + len(half).to_bytes(8) + b"mask" + half
    for _ in range(10):
        client = Client(app.port)
        client.open()
        client.socket.sendall(fragments)
        client.close()
        visitor.click()
    assert memory(app.process.pid) - before < 80  # of 180 that were sent


def half_sent(port: int, source: str, *, parts: bool) -> Client:
    """Return a client that has sent 5 MB of a message, and not the rest of it."""
    client = Client(port, source=source)
    client.open()
    with contextlib.suppress(OSError):  # refused before all of it was sent
        if parts:
            for number in range(10):
                client.frame(0 if number else 2, bytes(2**19), fin=False)
        else:
            client.frame(2, bytes(5 * 2**20), claim=6 * 2**20)
    return client


def problem_of(client: Client) -> str:
    """Return the code of the next problem that a client hears of."""
    while (message := client.receive())[0] != "problem":
        pass
    return str(message[1])


@pytest.mark.parametrize("parts", [False, True], ids=["one frame", "many frames"])
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address")
def test_messages_that_have_arrived_in_part_are_limited_in_total_and_for_an_address(start, stack, parts):
    limits = ("--server.maxUnfinishedSize", "28", "--server.maxUnfinishedSizePerAddress", "12")
    app = start(APP, "--server.port", "0", *limits)
    visitor = stack.enter_context(Visitor(app.port))
    before = memory(app.process.pid)
    crowd = [
        stack.enter_context(half_sent(app.port, f"127.0.0.{2 + number // 5}", parts=parts))
        for number in range(20)
    ]
    refused = []
    # Of each address three are one too many; and of all addresses, the sixth.
    while len(refused) < len(crowd) - 5:
        visitor.click()
        ready, _, _ = select.select([each.socket for each in crowd if each not in refused], [], [], 0.1)
        for each in crowd:
            if each.socket in ready and each.receive()[:2] == ["problem", "full"]:
                refused.append(each)
    assert memory(app.process.pid) - before < 80  # of 100 that were sent
    for number in range(4):
        assert sum(each in refused for each in crowd[5 * number : 5 * number + 5]) >= 3
    for each in crowd:
        each.close()
    # What was held is given back, and a large message is taken again.
    while True:
        with contextlib.suppress(Closed, OSError), Client(app.port, source="127.0.0.2") as client:
            client.open()
            client.frame(2, msgspec.msgpack.encode(["interact", [[1, "x" * 8 * 2**20]]]))
            if problem_of(client) == "refused":
                break
    assert app.end()[2].count("Messages are refused") == 1


def test_limits_for_one_address_are_told(start, stack):
    app = start(APP, "--server.port", "0", "--server.maxSessionsPerAddress", "3")
    visitors = [stack.enter_context(Client(app.port)) for _ in range(3)]
    for each in visitors:
        each.open()
    with Client(app.port) as fourth:
        fourth.send(["open", 1, None, "/", "", {}])
        code, _, closed = fourth.refusal()
    assert (code, closed) == ("full", 1013)
    for each in visitors:
        each.close()
    other = start(APP, "--server.port", "0", "--server.maxConnectionsPerAddress", "2")
    kept = [stack.enter_context(socket.create_connection(("127.0.0.1", other.port), 20)) for _ in range(2)]
    third = stack.enter_context(socket.create_connection(("127.0.0.1", other.port), 20))
    assert third.recv(100).startswith(b"HTTP/1.1 503")
    kept[0].close()
    while True:
        with contextlib.suppress(Closed, OSError), Client(other.port) as client:
            client.open()
            break


def test_requests_that_no_browser_sends_are_answered_and_leave_no_traceback(start):
    app = start(APP, "--server.port", "0")
    with socket.create_connection(("127.0.0.1", app.port), 20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 70_000 + b"\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 431 ")
    with socket.create_connection(("127.0.0.1", app.port), 20) as connection:
        connection.sendall(b"POST /_treadle/ws HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 405 ")
    assert "Traceback" not in app.end()[2]
