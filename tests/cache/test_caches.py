"""All caches of one app: which is whose."""

import threading
from pathlib import Path

import pytest

from treadle._core.cache.caches import Caches, caches_of
from treadle._core.cache.function import cached
from treadle._core.cache.settings import settings_of


def settings(kind="data", **options):
    options = {"ttl": None, "max_entries": None, "scope": "global", "refresh_mode": "foreground", **options}
    return settings_of(kind, **options)


def load():
    return []


def test_functions_and_settings_have_caches_of_their_own(caches):
    first = caches.of("f", settings(), None, None)
    assert caches.of("f", settings(), None, None) is first
    others = [
        caches.of("g", settings(), None, None),
        caches.of("f", settings(ttl=3), None, None),
        caches.of("f", settings("resource"), None, None),
    ]
    assert len({id(each) for each in (first, *others)}) == 4


def test_two_threads_that_come_first_get_the_same_cache(caches):
    found, start = [], threading.Barrier(8)

    def come():
        start.wait(20)
        found.append(caches.of("f", settings(), None, None))

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len({id(each) for each in found}) == 1


def test_code_in_a_block_uses_given_caches(caches):
    with caches.used():
        assert caches_of(None) is caches
    assert caches_of(None) is not caches


def test_the_same_function_in_two_apps(tmp_path: Path):
    first, second = Caches(tmp_path / "1"), Caches(tmp_path / "2")
    now = [first]
    made = cached(load, settings("resource"), lambda scope: now[0])
    mine = made()
    now[0] = second
    other = made()
    assert other is not mine
    made.clear()
    now[0] = first
    assert made() is mine


def test_closing_keeps_what_is_on_disk(tmp_path: Path):
    calls = []

    def count():
        calls.append(1)

    for _ in range(2):
        caches = Caches(tmp_path)
        cached(count, settings(persist=True), lambda scope, caches=caches: caches)()
        caches.close()
    assert calls == [1]


def test_what_is_computed_while_an_app_stops_is_not_kept(caches):
    function_cache = caches.of("f", settings(), None, None)
    taken = function_cache.take(b"k", lambda: "f")
    caches.close()
    assert taken.flight is not None
    entry = function_cache.entry(1, None, "f")
    assert function_cache.keep(b"k", taken.flight, entry, write=True) == [entry]  # to be let go of
    assert len(function_cache) == 0


def test_a_caller_must_lead_what_it_is_the_first_to_take(caches):
    function_cache = caches.of("f", settings(), None, None)
    first, second = function_cache.take(b"k", lambda: "f"), function_cache.take(b"k", lambda: "f")
    assert (first.lead, second.lead) == (True, False)
    assert first.flight is second.flight
    assert function_cache.look(b"k", lambda: "f") == (None, None)


@pytest.mark.parametrize("kind", ["data", "resource"])
def test_clear_is_for_one_kind(caches, kind):
    made = cached(load, settings("resource"), lambda scope: caches)
    mine = made()
    caches.clear(kind)
    assert (made() is mine) == (kind == "data")
