"""Calls single commands where a run calls them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from treadle.testing import AppTest


@pytest.fixture
def in_a_run() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """`in_a_run(call)` returns what the call returns in a script thread, or the exception that it raises."""
    tests: list[AppTest] = []

    def run(call: Callable[[], Any]) -> Any:
        def app(call, results):
            try:
                results.append(call())
            except Exception as error:  # noqa: BLE001 - it is the result
                results.append(error)

        results: list[Any] = []
        tests.append(AppTest.from_function(app, args=(call, results)))
        tests[-1].run()
        return results[0]

    yield run
    for test in tests:
        test.close()
