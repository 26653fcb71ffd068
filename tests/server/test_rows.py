"""What clients can ask a large table for, and what they cannot."""

import contextlib
import http.client
import json
import threading
from collections.abc import Callable

import pyarrow as pa
import pyarrow.ipc
import pytest

from treadle._core.data import read
from treadle._core.data.rows import RowReader
from treadle._core.protocol.source import Source
from treadle._core.server import rows

from .fakes import WAIT, FakeApp

ID = "0123456789abcdef0123"
Ask = Callable[..., tuple[int, "http.client.HTTPMessage", bytes]]


@pytest.fixture
def ask(serve, app: FakeApp) -> Ask:
    """`ask(path)` returns the status, the headers and the body."""
    table = pa.table({"n": [3, 1, 2], "name": ["c", "a", "b"]})
    app.tables[ID] = Source(ID, RowReader(read(table)), None)
    server = serve(app)

    def ask(path, asked=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT)
        with contextlib.closing(connection):
            body = None if asked is None else json.dumps(asked)
            connection.request("GET" if body is None else "POST", f"/_treadle/{path}", body, headers)
            with connection.getresponse() as response:
                return response.status, response.headers, response.read()

    return ask


def names(body: bytes) -> list[str]:
    column: list[str] = pa.ipc.open_stream(body).read_all().column("name").to_pylist()
    return column


def test_rows_are_sent_in_the_order_that_is_asked_for(ask: Ask) -> None:
    status, headers, body = ask(f"rows/{ID}/0-2")
    assert (status, names(body)) == (200, ["c", "a"])
    assert "immutable" in headers["Cache-Control"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert names(ask(f"rows/{ID}/0-3?sort=0")[2]) == ["a", "b", "c"]
    assert names(ask(f"rows/{ID}/1-5?sort=-1,0")[2]) == ["b", "a"]
    assert names(ask(f"rows/{ID}/0-3?sort=-i")[2]) == ["b", "a", "c"]


def test_rows_that_the_browser_has_are_not_sent(ask: Ask) -> None:
    tag = ask(f"rows/{ID}/0-2")[1]["Etag"].strip('"')
    assert ask(f"rows/{ID}/0-2?known={tag}")[::2] == (204, b"")
    assert ask(f"rows/{ID}/1-2?known={tag}")[0] == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("rows/0123456789abcdef0124/0-2", 404),
        ("rows/zz/0-2", 404),
        (f"rows/{ID}/-1-2", 404),
        (f"rows/{ID}/0-99999", 400),
        (f"rows/{ID}/0-2?sort=7", 400),
        (f"rows/{ID}/0-2?sort=x", 400),
        (f"rows/{ID}/0-2?sort=0,0,0,0", 400),
        (f"rows/{ID}/0-2?sort=" + "0," * 5000, 400),
        (f"search/{ID}?words=" + "x" * 201 + "&columns=0", 400),
        (f"search/{ID}?words=x&columns=" + "0," * 2001, 400),
        (f"rows/{ID}/999999999999-2", 200),
        (f"search/{ID}", 200),
        (f"search/{ID}?words=x&columns=99999,-5,x", 200),
    ],
)
def test_a_client_gets_nothing_else(ask: Ask, path: str, status: int) -> None:
    assert ask(path)[0] == status


def test_a_search_says_where(ask: Ask) -> None:
    _, headers, body = ask(f"search/{ID}?words=A&columns=0,1&sort=0")
    assert json.loads(body) == {"found": [[0, 1]], "whole": True, "places": [1]}
    assert headers["Cache-Control"] == "no-store"


CHANGES = {"keys": "0", "cells": [[[2, 0], [3, 9]]], "deleted": [1], "added": 1}


def test_rows_are_sorted_as_people_have_changed_them(ask: Ask) -> None:
    status, _, body = ask(f"orders/{ID}", CHANGES)
    name = json.loads(body)
    assert status == 200
    assert ask(f"orders/{ID}", CHANGES)[2] == body
    _, _, sent = ask(f"rows/{ID}/0-9?sort={name}")
    # Of the added row the server knows no values: the browser has them.
    assert pa.ipc.open_stream(sent).read_all().column("").to_pylist() == [2, 0, 3]
    found = json.loads(ask(f"search/{ID}?words=B&columns=1&sort={name}&rows=3,1")[2])
    assert found == {"found": [[0, 0]], "whole": True, "places": [2], "rows": [2, None]}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"cells": [[[9, 0]]]}, 400),
        ({"cells": [[[0, "x"]]]}, 400),
        ({"cells": []}, 400),
        ({"deleted": [-1]}, 400),
        ({"deleted": "all"}, 400),
        ({"added": 200_000}, 422),
        ({"keys": "9"}, 400),
        ({"keys": "0,0,0,0"}, 400),
    ],
)
def test_changes_that_cannot_be_sorted_are_refused(ask: Ask, change: dict[str, object], status: int) -> None:
    assert ask(f"orders/{ID}", {**CHANGES, **change})[0] == status


def test_an_order_is_refused_that_nobody_has_made(ask: Ask) -> None:
    assert ask(f"rows/{ID}/0-2?sort=~0123456789abcdef")[0] == 410
    assert ask(f"search/{ID}?words=b&columns=1&sort=~zz")[0] == 410
    assert ask(f"orders/{ID}", CHANGES, Origin="http://elsewhere.example")[0] == 403
    assert ask("orders/0123456789abcdef0124", CHANGES)[0] == 404


def test_one_address_cannot_take_all_threads(ask: Ask, app: FakeApp, monkeypatch) -> None:
    """While one address waits for sorts, rows that are in order come at once, and more sorts are refused."""
    monkeypatch.setattr(rows, "WAITING_OF_ONE", 2)
    reader, go, sorting = app.tables[ID].reader, threading.Event(), threading.Semaphore(0)

    def slow(keys):
        sorting.release()
        assert go.wait(WAIT)
        return RowReader.order(reader, keys)

    monkeypatch.setattr(reader, "order", slow)
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(ask(f"rows/{ID}/0-2?sort={n}")[0])) for n in (0, 1)
    ]
    for thread in threads:
        thread.start()
    try:
        assert sorting.acquire(timeout=WAIT)
        assert sorting.acquire(timeout=WAIT)
        assert ask(f"rows/{ID}/0-2?sort=0,1")[0] == 503
        assert names(ask(f"rows/{ID}/0-2")[2]) == ["c", "a"]
    finally:
        go.set()
        for thread in threads:
            thread.join(WAIT)
    assert found == [200, 200]
