"""Twenty HTTP calls: as coroutines, as threads, and one by one."""

import asyncio
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tornado.httpclient import AsyncHTTPClient

import treadle as st

CALLS = 20
DELAY = 0.1


class Slow(BaseHTTPRequestHandler):
    """Answers after a moment, as the services of this world do."""

    def do_GET(self) -> None:
        """Answer."""
        time.sleep(DELAY)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args: object) -> None:
        """Say nothing on the console."""


class Server(ThreadingHTTPServer):
    """Takes all calls at once, though they come at the same moment."""

    request_queue_size = CALLS * 4


@st.cache_resource
def service() -> str:
    """Start the slow service on this machine, once for all visitors, and return its address."""
    server = Server(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, name="slow-service", daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def fetch(url: str) -> str:
    """Wait for one answer."""
    with urllib.request.urlopen(url) as answer:
        return answer.read().decode()


async def fetch_all(url: str) -> list[str]:
    """Wait for all answers at once, in one thread."""
    client = AsyncHTTPClient(force_instance=True, max_clients=CALLS)

    async def fetch_one() -> str:
        return (await client.fetch(url)).body.decode()

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(fetch_one()) for _ in range(CALLS)]
        return [task.result() for task in tasks]
    finally:
        client.close()


def timed(label: str, answers: list[str], began: float) -> None:
    """Show how long it took."""
    seconds = time.perf_counter() - began
    assert answers == ["ok"] * CALLS
    st.metric(label, f"{seconds:.2f} s")


st.title("Twenty calls")
st.caption(f"Each is answered after {DELAY:g} s. The calls only wait, so they can wait at the same time.")
url = service()
coroutines, threads, one_by_one = st.columns(3)

with coroutines:
    began = time.perf_counter()
    timed("As coroutines", await fetch_all(url), began)

with threads:
    began = time.perf_counter()
    with ThreadPoolExecutor(CALLS) as pool:
        timed("As threads", list(pool.map(fetch, [url] * CALLS)), began)

with one_by_one:
    began = time.perf_counter()
    timed("One by one", [fetch(url) for _ in range(CALLS)], began)

st.button("Again")
