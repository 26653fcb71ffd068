"""Who is told of a change: by hand, with hosts that only keep what they are told."""

import gc
import logging
import sys
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from treadle._core.carry.job import Job
from treadle._core.carry.scope import Scope
from treadle._core.session.events import Event, Outdated
from treadle._core.session.lanes import APP, Lane, Run
from treadle._core.session.structure import MAIN
from treadle._core.sync.signals import ECHOES, Signal


@pytest.fixture
def hostile_switching() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


class Told:
    """A host that keeps the events it is given."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def handle(self, event: Event) -> None:
        self.events.append(event)


def scope_of(host: Any, number: int = 1, lane: str = APP, echo: int = 0, **how: Any) -> Scope:
    run = Run(number, Lane(lane), echo)
    return Scope(host, run, run.lane, run.writer(lane), MAIN, **how)


def job(*, background: bool) -> Job:
    return Job("job", background=background, counted=not background, spawn=())


def test_who_has_read_is_told_once_until_it_reads_again():
    host, signal = Told(), Signal()
    signal.read(scope_of(host, 1))
    for _ in range(100):
        signal.changed(None)
    assert host.events == [Outdated({APP: 1})]
    signal.read(scope_of(host, 2))
    signal.changed(None)
    assert host.events[1:] == [Outdated({APP: 2})]


def test_a_session_is_told_of_all_its_lanes_at_once():
    host, other, signal = Told(), Told(), Signal()
    signal.read(scope_of(host, 1))
    signal.read(scope_of(host, 2, "f"))
    signal.read(scope_of(other, 7))
    signal.changed(None)
    assert host.events == [Outdated({APP: 1, "f": 2})]
    assert other.events == [Outdated({APP: 7})]


def test_a_run_is_not_told_of_its_own_change_and_still_of_the_next():
    host, other, signal = Told(), Told(), Signal()
    mine = scope_of(host, 5)
    signal.read(mine)
    signal.read(scope_of(other, 5))
    signal.changed(mine)
    assert (host.events, len(other.events)) == ([], 1)
    signal.changed(None)
    assert host.events == [Outdated({APP: 5})]


def test_threads_of_a_run_read_and_change_as_the_run():
    host, signal = Told(), Signal()
    signal.read(scope_of(host, 5, job=job(background=False)))
    signal.changed(scope_of(host, 5, job=job(background=False)))
    assert host.events == []
    signal.changed(scope_of(host, 4))
    assert host.events == [Outdated({APP: 5}, echo=1)]


def test_background_threads_tell_the_run_that_has_started_them_and_do_not_read():
    host, signal = Told(), Signal()
    behind = scope_of(host, 5, job=job(background=True))
    signal.read(behind)
    assert len(signal) == 0
    signal.read(scope_of(host, 5))
    signal.changed(behind)
    assert host.events == [Outdated({APP: 5}, echo=1)]


@pytest.mark.parametrize("how", [{"closing": True}, {"in_callback": True}])
def test_what_no_rerun_would_repeat_does_not_subscribe(how):
    signal = Signal()
    signal.read(scope_of(Told(), 5, **how))
    assert len(signal) == 0


def test_a_late_thread_of_an_older_run_does_not_take_the_newer_ones_place():
    host, signal = Told(), Signal()
    signal.read(scope_of(host, 2))
    signal.read(scope_of(host, 1))
    signal.changed(None)
    assert host.events == [Outdated({APP: 2})]


def test_runs_that_changes_have_led_to_lead_to_the_next_but_not_for_ever(caplog):
    host, other, signal = Told(), Told(), Signal("the number of visits")
    with caplog.at_level(logging.WARNING, "treadle.signals"):
        for echo in range(ECHOES + 3):
            signal.read(scope_of(host))
            signal.changed(scope_of(other, echo=echo))
    assert [event.echo for event in host.events] == list(range(1, ECHOES + 1))
    assert [record.getMessage()[:20] for record in caplog.records] == ["the number of visits"]
    signal.changed(None)
    assert len(host.events) == ECHOES + 1, "it still shows what was before"


def test_ten_thousand_reruns_are_one_subscription():
    host, signal = Told(), Signal()
    for number in range(10_000):
        signal.read(scope_of(host, number))
    assert len(signal) == 1


def test_sessions_take_their_subscriptions_with_them():
    signal = Signal()
    kept = Told()
    signal.read(scope_of(kept))
    for _ in range(10_000):
        signal.read(scope_of(Told()))
    gc.collect()
    assert len(signal) == 1
    signal.changed(None)
    assert kept.events == [Outdated({APP: 1})]


def test_it_keeps_neither_sessions_nor_itself():
    host, signal = Told(), Signal()
    signal.read(scope_of(host))
    signal.changed(scope_of(host, 2))
    signal.read(scope_of(host))
    gone = weakref.ref(host), weakref.ref(signal)
    gc.disable()  # reference counts do, with no cycle to collect
    try:
        del host, signal
        assert [each() for each in gone] == [None, None]
    finally:
        gc.enable()


def test_a_change_behind_a_read_is_never_missed(hostile_switching):
    """Who reads first subscribes: at the end, what was read last is the newest, or one was told."""
    host, signal = Told(), Signal()
    value, seen = 0, -1
    ready = threading.Barrier(2)

    def write() -> None:
        nonlocal value
        ready.wait(60)
        for _ in range(2000):
            value += 1
            signal.changed(None)

    writer = threading.Thread(target=write)
    writer.start()
    ready.wait(60)
    while True:  # at least once: the writer may have ended already
        told = len(host.events)
        signal.read(scope_of(host))
        seen = value
        if not writer.is_alive() and len(host.events) <= told:
            break
    writer.join()
    assert seen == 2000 or len(host.events) > told


def test_sessions_may_go_while_they_are_told(hostile_switching):
    signal = Signal()
    stop = threading.Event()
    errors: list[BaseException] = []

    def change() -> None:
        try:
            while not stop.is_set():
                signal.changed(None)
        except BaseException as error:  # noqa: BLE001 - it is the result
            errors.append(error)

    threads = [threading.Thread(target=change) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(3000):
        signal.read(scope_of(Told(), number))
    stop.set()
    for thread in threads:
        thread.join()
    gc.collect()
    assert (errors, len(signal)) == ([], 0)


def test_what_outlives_its_run_is_never_stopped_from_telling_but_says_how_far_it_is():
    host, signal = Told(), Signal()
    scope = scope_of(host, 5, job=job(background=True))
    scope.run.echo = 50
    signal.read(scope_of(host, 5))
    signal.changed(scope)
    assert host.events == [Outdated({APP: 5}, echo=51)]
