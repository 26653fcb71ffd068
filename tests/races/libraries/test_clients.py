"""Clients of HTTP servers and databases: a click gives their connections back."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import sqlalchemy

from ..leaks import settles

Superseded = Callable[..., Any]


class Handler(BaseHTTPRequestHandler):
    """Sends lines until nobody reads them, or, for `/short`, one."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path == "/short":
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"short")
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for _ in range(30_000):
                self.wfile.write(b"5\r\nline\n\r\n")
                self.wfile.flush()
                time.sleep(0.001)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is what the test is about."""


@pytest.fixture
def server() -> Iterator[str]:
    server = Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="test-server")
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


HTTPX = """
import treadle as st

if work.goes_on():
    with client.stream("GET", server) as answer:
        for line in answer.iter_lines():
            st.write(line)
            if not work.goes_on():
                break
st.text("done")
"""


def test_httpx(superseded: Superseded, server: str) -> None:
    limits = httpx.Limits(max_connections=1)
    with httpx.Client(limits=limits, timeout=httpx.Timeout(20), trust_env=False) as client:
        superseded(HTTPX, stays=("Thread-",), client=client, server=server)
        assert client.get(f"{server}/short").text == "short", "the one connection is free"


HTTPX_ASYNC = """
import treadle as st
import httpx

async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
    async with client.stream("GET", server) as answer:
        async for line in answer.aiter_lines():
            st.write(line)
            if not work.goes_on():
                break
st.text("done")
"""


def test_httpx_in_coroutines(superseded: Superseded, server: str) -> None:
    superseded(HTTPX_ASYNC, stays=("Thread-",), server=server)


REQUESTS = """
import treadle as st

with session.get(server, stream=True, timeout=20) as answer:
    for line in answer.iter_lines(chunk_size=5):
        st.write(line)
        if not work.goes_on():
            break
st.text("done")
"""


def test_requests(superseded: Superseded, server: str) -> None:
    with requests.Session() as session:
        session.trust_env = False
        adapter = requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=1, pool_block=True)
        session.mount("http://", adapter)
        superseded(REQUESTS, stays=("Thread-",), session=session, server=server)
        assert session.get(f"{server}/short", timeout=20).text == "short", "the one connection is free"


FUTURES = """
import treadle as st
from requests_futures.sessions import FuturesSession

def show(answer, *args, **kwargs):
    st.write(answer.text)
    work.goes_on()

with FuturesSession(max_workers=2) as session:
    session.trust_env = False
    while work.goes_on():
        futures = [session.get(f"{server}/short", hooks={"response": show}) for _ in range(4)]
        for future in futures:
            st.write(future.result().status_code)
st.text("done")
"""


def test_requests_futures(superseded: Superseded, server: str) -> None:
    superseded(FUTURES, stays=("Thread-",), server=server)


SQL = """
import sqlalchemy
from sqlalchemy import event
import treadle as st

ENDLESS = "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT i FROM n"

with engine.begin() as connection:
    connection.execute(sqlalchemy.text("INSERT INTO notes VALUES ('half done')"))
    rows = connection.execution_options(yield_per=1).execute(sqlalchemy.text(ENDLESS))
    for row in rows:
        st.write(row.i)
        if not work.goes_on():
            break
    rows.close()
st.text("done")
"""

SQL_EVENTS = """
import sqlalchemy
from sqlalchemy import event
import treadle as st

@event.listens_for(engine, "before_cursor_execute")
def show(connection, cursor, statement, *others):
    st.code(statement)
    work.goes_on()

try:
    while work.goes_on():
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("INSERT INTO notes VALUES ('half done')"))
            connection.execute(sqlalchemy.text("DELETE FROM notes"))
finally:
    event.remove(engine, "before_cursor_execute", show)
st.text("done")
"""


@pytest.mark.parametrize("source", [SQL, SQL_EVENTS], ids=["rows", "events"])
def test_sqlalchemy(superseded: Superseded, tmp_path: Path, source: str) -> None:
    engine = sqlalchemy.create_engine(
        f"sqlite:///{tmp_path / 'notes.db'}",
        poolclass=sqlalchemy.QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=20,
        connect_args={"check_same_thread": False, "timeout": 20},
    )
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE notes (note TEXT)"))
    superseded(source, engine=engine)
    assert settles(lambda: engine.pool.checkedout() == 0)  # type: ignore[attr-defined]
    with engine.begin() as connection:
        notes = connection.execute(sqlalchemy.text("SELECT count(*) FROM notes")).scalar_one()
    assert notes == (1 if source is SQL else 0), "what was superseded was rolled back"
    engine.dispose()
