"""Pools: one that the tests of a module share, and some of a test's own."""

import pytest

from .driving import Driver


@pytest.fixture(scope="module")
def shared():
    driver = Driver(size=2)
    yield driver
    driver.pool.close(0)


@pytest.fixture
def make():
    made = []

    def start(**options):
        made.append(Driver(**options))
        return made[-1]

    yield start
    for driver in made:
        driver.pool.close(0)
