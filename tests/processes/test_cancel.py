"""Cancelling a job: at every stage, and the truth about it."""

import ctypes
import os
import subprocess
import time

import pytest

from .driving import Cancelled, alive, children, eventually


def test_a_job_that_waits_is_cancelled_at_once_and_never_runs(make):
    driver = make(size=1)
    first, _ = driver.running(lambda: [print("on"), time.sleep(1e6)])
    second, second_heard = driver.submit(lambda: 1)
    third, third_heard = driver.submit(lambda: 3)
    assert (first.position, second.position, third.position) == (None, 1, 2)
    assert second.cancel() is True
    assert third.position == 1
    assert first.cancel() is True
    assert third_heard.result() == 3
    assert isinstance(second_heard.error(), Cancelled)
    assert second_heard.pid is None


def test_cancel_returns_when_the_process_is_dead(make):
    driver = make(size=1)
    job, heard = driver.running(lambda: [print("on"), time.sleep(1e6)])
    assert job.pid == heard.pid
    assert job.cancel() is True
    assert not alive(heard.pid)
    assert (job.state, job.pid, heard.ends) == ("cancelled", None, 1)
    assert driver.run(os.getpid) != heard.pid


def test_a_hang_in_c_that_keeps_the_interpreter_is_cancelled(make):
    job, heard = make(size=1).running(lambda: [print("on"), ctypes.PyDLL(None).sleep(1000)])
    assert job.cancel() is True
    assert not alive(heard.pid)


def test_a_job_that_catches_everything_is_cancelled(make):
    def stubborn():
        import signal

        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("on")
        while True:
            try:
                time.sleep(1)
            except BaseException:  # noqa: BLE001
                pass

    job, _ = make(size=1).running(stubborn)
    assert job.cancel() is True


def test_everything_that_the_job_has_started_dies_with_it(make):
    def start():
        pids = [
            subprocess.Popen(["sleep", "1000"]).pid,
            subprocess.Popen(["sleep", "1000"], start_new_session=True).pid,
            subprocess.Popen(["sleep", "1000"], start_new_session=True, env={}).pid,
            int(subprocess.check_output(["sh", "-c", "setsid sleep 1000 >/dev/null 2>&1 & echo $!"])),
        ]
        if (pid := os.fork()) == 0:
            os.setsid()
            time.sleep(1e6)
        print(*pids, pid, "end", flush=True)
        time.sleep(1e6)

    job, heard = make(size=1).running(start)
    heard.until(lambda heard: "end" in heard.printed)
    pids = [int(pid) for pid in heard.printed.split()[:-1]]
    assert len(pids) == 5
    assert all(alive(pid) for pid in pids)
    assert job.cancel() is True
    assert not any(alive(pid) for pid in pids)


@pytest.fixture
def as_process_1():
    """Let orphans become children of this process, as they do of a server that is process 1 of a
    container.
    """
    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)
    yield
    ctypes.CDLL(None).prctl(set_child_subreaper, 0, 0, 0, 0)


def test_orphans_leave_no_zombies_where_the_server_inherits_them(make, as_process_1):
    before = children()

    def start():
        print(subprocess.Popen(["sleep", "1000"]).pid, subprocess.Popen(["sleep", "1000"], env={}).pid)
        time.sleep(1e6)

    driver = make(size=1)
    job, _ = driver.running(start)
    assert job.cancel() is True
    driver.pool.close(0)
    assert children() == before


def test_the_processes_of_another_job_are_left_alone(make):
    driver = make(size=2)

    def start():
        child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
        print(child.pid)
        time.sleep(1e6)

    job, heard = driver.running(start)
    other, other_heard = driver.running(start)
    assert job.cancel() is True
    assert not alive(int(heard.printed))
    assert alive(int(other_heard.printed))
    assert alive(other_heard.pid)
    assert other.cancel() is True


def test_a_job_that_looks_is_asked_before_it_is_killed(make):
    def look():
        from treadle._core.processes import worker

        job = worker.current()
        while not job.cancelled:
            print("on") if not getattr(look, "said", False) else None
            look.said = True
            time.sleep(0.001)
        print("cleaned up")

    driver = make(size=1)
    job, heard = driver.running(look)
    pid = heard.pid
    assert job.cancel() is True
    assert heard.printed == "on\ncleaned up\n"
    assert isinstance(heard.error(), Cancelled)
    assert driver.run(os.getpid) == pid  # nothing had to be killed


def test_a_job_that_looks_and_does_not_end_is_killed(make):
    def ignore():
        from treadle._core.processes import worker

        print("on", worker.current().cancelled)
        time.sleep(1e6)

    job, heard = make(size=1, grace=0.05).running(ignore)
    assert job.cancel() is True
    assert not alive(heard.pid)


def test_cancel_that_does_not_wait_says_stopping_until_it_is_over(make):
    job, heard = make(size=1).running(lambda: [print("on"), time.sleep(1e6)])
    assert job.cancel(wait=0) is False
    assert job.state in ("stopping", "cancelled")
    assert isinstance(heard.error(), Cancelled)
    assert not alive(heard.pid)


def test_a_job_that_has_ended_stays_as_it_ended(shared):
    job, heard = shared.submit(lambda: 5)
    heard.result()
    assert job.cancel() is False
    assert (job.state, heard.ends) == ("done", 1)


def test_cancelling_twice_and_from_many_threads_ends_it_once(make):
    import threading

    job, heard = make(size=1).running(lambda: [print("on"), time.sleep(1e6)])
    threads = [threading.Thread(target=job.cancel) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (job.state, heard.ends) == ("cancelled", 1)


def test_a_job_can_be_cancelled_by_an_event_of_its_own(make):
    driver = make(size=1)
    job, heard = driver.submit(lambda: [print("on"), time.sleep(1e6)])
    heard.output = lambda text: job.cancel()
    assert isinstance(heard.error(), Cancelled)


@pytest.mark.parametrize("moment", range(12))
def test_cancelling_at_any_moment_leaves_one_end_and_a_pool_that_works(shared, moment):
    """From being sent to the result on its way: the moment moves from call to call."""
    data = bytearray(3 << 20)
    job, heard = shared.submit(lambda given: given, data)
    end = time.perf_counter() + moment * 0.001
    while time.perf_counter() < end:
        pass
    cancelled = job.cancel(10)
    assert cancelled == isinstance(heard.error(), Cancelled)
    assert heard.ends == 1
    assert shared.run(lambda: 1) == 1


def test_many_cancelled_at_once_leave_nothing_behind(make):
    driver = make(size=2)
    jobs = [driver.submit(time.sleep, 1e6) for _ in range(200)]
    for job, _ in reversed(jobs):
        job.cancel(0)
    for _, heard in jobs:
        assert isinstance(heard.error(), Cancelled)
    eventually(lambda: driver.run(lambda: 1) == 1)


def test_cancelling_in_the_event_that_tells_the_end_does_not_wait_for_that_event(make):
    driver = make(size=1)
    job, heard = driver.submit(lambda: 1)
    answers = []
    hear = heard.done
    heard.done = lambda result: (answers.append(job.cancel(60)), hear(result))
    assert heard.result() == 1
    assert answers == [False]
