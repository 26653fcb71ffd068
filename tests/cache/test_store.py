"""What makes way when there is too much."""

import random

from treadle._core.cache.store import Entry, Store


def entry(value, size=1, expires=None):
    return Entry(value, None, size, expires)


def values(gone):
    return [each.value for each in gone]


def test_the_least_recently_used_makes_way():
    store = Store(max_entries=2)
    store.put(b"a", entry("a"))
    store.put(b"b", entry("b"))
    store.get(b"a")
    assert values(store.put(b"c", entry("c"))) == ["b"]
    assert store.get(b"a") is not None
    assert store.get(b"b") is None


def test_a_new_entry_of_a_key_takes_the_place_of_the_old():
    store = Store(max_entries=2)
    store.put(b"a", entry("old"))
    assert values(store.put(b"a", entry("new"))) == ["old"]
    assert len(store) == 1


def test_as_many_make_way_as_are_needed():
    store = Store(max_size=10)
    for name in "abc":
        store.put(name.encode(), entry(name, 3))
    assert values(store.put(b"d", entry("d", 7))) == ["a", "b"]


def test_what_is_too_large_is_kept_alone_until_the_next():
    store = Store(max_size=10)
    store.put(b"a", entry("a", 3))
    assert values(store.put(b"b", entry("b", 30))) == ["a"]
    assert store.get(b"b") is not None
    assert values(store.put(b"c", entry("c", 3))) == ["b"]


def test_what_is_too_old_is_found():
    store = Store()
    for at in (5, 10, None):
        store.put(b"%d" % (at or 0), entry(at, expires=at))
    assert values(store.expire(10)) == [5, 10]
    assert len(store) == 1


def test_only_the_entry_that_is_meant_is_removed():
    store = Store()
    old, new = entry("old"), entry("new")
    store.put(b"a", old)
    store.put(b"a", new)
    assert store.remove(b"a", old) == []
    assert store.remove(b"a", new) == [new]
    assert store.remove(b"a") == []


def test_sizes_add_up_whatever_happens():
    choose = random.Random(1)
    store, there = Store(max_entries=5, max_size=50), {}
    for number in range(3000):
        key = b"%d" % choose.randrange(8)
        action = choose.randrange(10)
        if action < 6:
            made = entry(number, choose.randrange(30))
            gone = store.put(key, made)
            there = {name: each for name, each in there.items() if each not in gone}
            there[key] = made
        elif action < 9:
            for each in store.remove(key):
                assert there.pop(key) is each
        elif number % 7 == 0:
            assert sorted(map(id, store.clear())) == sorted(map(id, there.values()))
            there.clear()
        assert len(store) == len(there) <= 5
        assert sum(each.size for each in there.values()) <= 50 or len(there) == 1
        assert store._size == sum(each.size for each in there.values())
