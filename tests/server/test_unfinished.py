"""What all connections hold of messages that have not arrived in full."""

import logging

import pytest

from treadle._core.server.unfinished import Unfinished


def test_an_address_may_hold_so_much_and_all_together_so_much():
    held = Unfinished(total=25, per_address=10)
    assert held.hold("a", "one", 6)
    assert not held.hold("b", "one", 5)
    assert held.hold("b", "one", 4)
    assert held.hold("c", "two", 10)
    assert not held.hold("d", "three", 6)
    assert held.hold("d", "three", 5)
    assert held.total == 25


def test_what_is_given_back_may_be_held_by_others():
    held = Unfinished(total=10, per_address=None)
    assert held.hold("a", "one", 10)
    assert not held.hold("b", "two", 1)
    assert held.hold("a", "one", 4)
    assert held.hold("b", "two", 6)
    held.release("a")
    held.release("a")
    assert held.hold("b", "two", 10)
    held.release("b")
    assert held.total == 0
    assert not held._by_address


def test_without_limits_everything_may_be_held():
    held = Unfinished(None, None)
    assert held.hold("a", "one", 10**12)


def test_who_holds_less_than_before_is_never_refused():
    held = Unfinished(10, 10)
    held.hold("a", "one", 10)
    assert held.hold("a", "one", 9)


def test_it_is_logged_once(caplog: pytest.LogCaptureFixture):
    held = Unfinished(1, 1)
    with caplog.at_level(logging.WARNING, "treadle.server"):
        for name in ("a", "b"):
            assert not held.hold(name, "one", 2)
    assert len(caplog.records) == 1
