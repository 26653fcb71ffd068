"""Rows of large tables: browsers ask for those that they show, and for an order or a search."""

import asyncio
import hashlib
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec
from tornado.web import HTTPError

from treadle._core.data.rows import MOST_ROWS, Key, RowReader, TooMuch
from treadle._core.protocol.source import Source
from treadle._core.runtime.ports import TableSource

from .handlers import FOREVER, Handler

T = TypeVar("T")

READERS = 2
"""Threads that read rows which are in order already: a matter of a millisecond."""
SORTERS = 2
"""Threads that sort and search."""
WAITING = 64
"""The largest number of requests that wait, of all visitors."""
WAITING_OF_ONE = 6
"""The largest number of requests of one address that sort or search, or wait for that."""
SEARCH_SECONDS = 5.0
"""How long a search may take. After that, it returns what it has found."""
MOST_WORDS = 200
"""The longest text that can be searched for."""
MOST_COLUMNS = 2000

TABLE_ID = re.compile(r"[0-9a-f]{16,128}")
_KEY = re.compile(r"(-?)(i|\d{1,5})")


class TableWorkers:
    """The threads that read tables. Those that sort are others than those that read, so reading is fast."""

    def __init__(self) -> None:
        self._read = ThreadPoolExecutor(READERS, thread_name_prefix="treadle-rows")
        self._sort = ThreadPoolExecutor(SORTERS, thread_name_prefix="treadle-sort")
        self.closing = threading.Event()
        """Set when the server stops. Searches end then."""
        self._waiting = 0
        self._of_address: Counter[str] = Counter()

    async def call(self, address: str, function: Callable[[], T], *, sorts: bool) -> T:
        """Call a function in a thread and return its result. Only the server thread calls this.

        Raises:
            HTTPError: too many others wait, or too many of this address.
        """
        if self._waiting >= WAITING or (sorts and self._of_address[address] >= WAITING_OF_ONE):
            raise HTTPError(503)
        self._waiting += 1
        self._of_address[address] += sorts
        try:
            pool = self._sort if sorts else self._read
            return await asyncio.get_running_loop().run_in_executor(pool, function)
        finally:
            self._waiting -= 1
            self._of_address[address] -= sorts
            if not self._of_address[address]:
                del self._of_address[address]

    def close(self) -> None:
        """End the threads."""
        self.closing.set()
        self._read.shutdown(cancel_futures=True)
        self._sort.shutdown(cancel_futures=True)


class TableHandler(Handler):
    """The base of handlers that read a table. Nobody can guess a table's name."""

    tables: TableSource
    workers: TableWorkers

    def set_default_headers(self) -> None:
        """Set the headers of every answer."""
        super().set_default_headers()
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    def compute_etag(self) -> None:
        """Return no tag: what a table's name and an order name never changes."""

    def head(self, *args: str) -> None:
        """Answer with nothing."""
        raise HTTPError(404)

    def found(self, id: str) -> Source:
        """Return the table with a name.

        Raises:
            HTTPError: no element shows it any more.
        """
        source = self.tables.get(id) if TABLE_ID.fullmatch(id) else None
        if source is None:
            raise HTTPError(404)
        return source

    def keys(self, reader: RowReader) -> tuple[Key, ...]:
        """Return the columns by which the request wants rows to be sorted.

        Raises:
            HTTPError: they cannot be.
        """
        keys: list[Key] = []
        for text in filter(None, self.get_query_argument("sort", "")[:100].split(",")):
            parts = _KEY.fullmatch(text)
            if parts is None:
                raise HTTPError(400)
            keys.append((-1 if parts[2] == "i" else int(parts[2]), bool(parts[1])))
        try:
            return reader.check(keys)
        except ValueError as error:
            raise HTTPError(400) from error

    async def work(self, function: Callable[[], T], *, sorts: bool) -> T:
        """Call a function of the reader.

        Raises:
            HTTPError: it would take too long, or too much is asked for at once.
        """
        try:
            return await self.workers.call(str(self.request.remote_ip), function, sorts=sorts)
        except TooMuch as error:
            raise HTTPError(422) from error


class RowsHandler(TableHandler):
    """Sends some rows of a table, in the order that is asked for."""

    async def get(self, id: str, start: str, count: str) -> None:
        """Send the rows.

        A browser that has these rows of an earlier version of the table names what it has (`known`). If they
        are the same, it gets none.
        """
        reader: RowReader = self.found(id).reader
        keys = self.keys(reader)
        first, number = int(start), int(count)
        if number > MOST_ROWS:
            raise HTTPError(400)

        def read() -> tuple[bytes, str]:
            rows = reader.read(first, number, keys)
            return rows, hashlib.sha256(rows).hexdigest()[:16]

        rows, tag = await self.work(read, sorts=not reader.is_ready(keys))
        self.set_header("Cache-Control", FOREVER)
        if self.get_query_argument("known", None) == tag:
            self.set_status(204)
            return
        self.set_header("Etag", f'"{tag}"')
        self.set_header("Content-Type", "application/vnd.apache.arrow.stream")
        self.write(rows)


class Search(msgspec.Struct, frozen=True):
    """What a search has found: rows in the order that was asked for, with positions of columns."""

    found: list[tuple[int, int]]
    whole: bool
    """Whether the whole table was searched."""


class SearchHandler(TableHandler):
    """Searches a table for a text."""

    def prepare(self) -> None:
        """Check the request, and watch for its end."""
        super().prepare()
        self._closed = threading.Event()

    def on_connection_close(self) -> None:
        """End the search: the person has typed on."""
        super().on_connection_close()
        self._closed.set()

    async def get(self, id: str) -> None:
        """Send what was found."""
        reader: RowReader = self.found(id).reader
        keys = self.keys(reader)
        words = self.get_query_argument("words", "")
        asked = self.get_query_argument("columns", "").split(",")
        if len(words) > MOST_WORDS or len(asked) > MOST_COLUMNS:
            raise HTTPError(400)
        columns = [int(column) if re.fullmatch(r"\d{1,5}", column) else -1 for column in asked]
        closed, closing = self._closed, self.workers.closing

        def search() -> Search:
            end = time.monotonic() + SEARCH_SECONDS

            def is_over() -> bool:
                return closed.is_set() or closing.is_set() or time.monotonic() > end

            return Search(*reader.search(words, columns, keys, is_over))

        answer = await self.work(search, sorts=True)
        self.set_header("Content-Type", "application/json")
        self.write(msgspec.json.encode(answer))
