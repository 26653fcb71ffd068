"""Functions of an app that are called when something happens, and what tells one from another."""

import threading
from typing import Any

from treadle._core.runtime.hooks import Hooks


class Picky:
    """A key that uses the hooks, in another thread, as it is compared: a lock that is held then shows."""

    def __init__(self, hooks: Hooks[[]], free: list[bool]) -> None:
        self._hooks, self._free = hooks, free

    def __hash__(self) -> int:
        return 1

    def __eq__(self, other: Any) -> bool:
        helper = threading.Thread(target=self._hooks.call, daemon=True)
        helper.start()
        helper.join(60)
        self._free.append(not helper.is_alive())
        return isinstance(other, Picky)


def test_keys_are_compared_under_no_lock():
    hooks: Hooks[[]] = Hooks()
    free: list[bool] = []
    hooks.add(lambda: None, Picky(hooks, free))
    remove = hooks.add(lambda: None, Picky(hooks, free))
    assert len(hooks) == 1
    remove()
    assert len(hooks) == 0
    assert free
    assert all(free)


def test_a_function_that_is_given_by_many_threads_at_once_is_there_once():
    hooks: Hooks[[]] = Hooks()
    start = threading.Barrier(8)

    def give() -> None:
        start.wait(20)
        for _ in range(50):
            hooks.add(lambda: None, "key")

    threads = [threading.Thread(target=give) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(hooks) == 1
