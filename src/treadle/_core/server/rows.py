"""Rows of large tables: browsers ask for those that they show, and for an order or a search."""

import asyncio
import hashlib
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec
from tornado.web import HTTPError

from treadle._core.data.rows import MOST_ROWS, Changed, Forgotten, Key, Order, RowReader, TooMuch
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
MOST_CHANGES = 100_000
"""The largest number of rows that people have changed, for an order that heeds the changes."""
MOST_ASKED = 500
"""The largest number of rows whose places in an order are asked for."""

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

    def order(self, reader: RowReader) -> Order:
        """Return the order in which the request wants the rows.

        Raises:
            HTTPError: there is no such order.
        """
        text = self.get_query_argument("sort", "")[:100]
        return text[1:] if text.startswith("~") else self.keys(reader, text)

    def keys(self, reader: RowReader, said: str) -> tuple[Key, ...]:
        """Return the columns by which the request wants rows to be sorted.

        Raises:
            HTTPError: they cannot be.
        """
        keys: list[Key] = []
        for text in filter(None, said.split(",")):
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
        except Forgotten as error:
            raise HTTPError(410) from error


class RowsHandler(TableHandler):
    """Sends some rows of a table, in the order that is asked for."""

    async def get(self, id: str, start: str, count: str) -> None:
        """Send the rows.

        A browser that has these rows of an earlier version of the table names what it has (`known`). If they
        are the same, it gets none.
        """
        reader: RowReader = self.found(id).reader
        keys = self.order(reader)
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


class Arrangement(msgspec.Struct, frozen=True):
    """What people have changed in a table, and by what its rows are to be sorted."""

    keys: str
    cells: list[list[tuple[int, Any]]]
    """For each key: rows with the value that was entered there."""
    deleted: list[int]
    added: int


class OrdersHandler(TableHandler):
    """Sorts the rows of a table that people edit, as they have changed it."""

    async def post(self, id: str) -> None:
        """Send the name of the order. It is made from the changes, so nobody changes another's."""
        reader: RowReader = self.found(id).reader
        if self.config.check_origin:
            self.refuse_other_pages()
        try:
            said = msgspec.json.decode(self.request.body, type=Arrangement)
        except msgspec.DecodeError as error:
            raise HTTPError(400) from error
        if sum(map(len, said.cells)) + len(said.deleted) + abs(said.added) > MOST_CHANGES:
            raise HTTPError(422)
        keys = self.keys(reader, said.keys[:100])
        changed = Changed(keys, said.cells, said.deleted, max(0, said.added))

        def arrange() -> str:
            try:
                return reader.arrange(changed)
            except ValueError as error:
                raise HTTPError(400) from error

        name = await self.work(arrange, sorts=True)
        self.set_header("Content-Type", "application/json")
        self.write(msgspec.json.encode(f"~{name}"))


class Search(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a search has found: rows in the order that was asked for, with positions of columns."""

    found: list[tuple[int, int]]
    whole: bool
    """Whether the whole table was searched."""
    places: list[int] = []
    """If the rows are in another order: the places in the table of those that were found."""
    rows: list[int | None] = []
    """And where the rows stand that the browser has asked for."""


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
        keys = self.order(reader)
        words = self.get_query_argument("words", "")
        asked = self.get_query_argument("columns", "").split(",")
        if len(words) > MOST_WORDS or len(asked) > MOST_COLUMNS:
            raise HTTPError(400)
        columns = [int(column) if re.fullmatch(r"\d{1,5}", column) else -1 for column in asked]
        others = [
            int(row)
            for row in self.get_query_argument("rows", "").split(",")
            if re.fullmatch(r"\d{1,12}", row)
        ]
        if len(others) > MOST_ASKED:
            raise HTTPError(400)
        closed, closing = self._closed, self.workers.closing

        def search() -> Search:
            end = time.monotonic() + SEARCH_SECONDS

            def is_over() -> bool:
                return closed.is_set() or closing.is_set() or time.monotonic() > end

            found, whole = reader.search(words, columns, keys, is_over)
            if not keys:
                return Search(found, whole)
            order = reader.order(keys)
            places = [order[row].as_py() for row, _ in found]
            return Search(found, whole, places, reader.rows_of(keys, others))

        answer = await self.work(search, sorts=True)
        self.set_header("Content-Type", "application/json")
        self.write(msgspec.json.encode(answer))
