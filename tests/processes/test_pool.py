"""The pool: its queue, its size, its parts."""

import atexit
import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from treadle._core.processes import frames, reap
from treadle._core.processes.cores import cores
from treadle._core.processes.frames import Closed, Receiver

from .driving import alive


def test_workers_start_when_they_are_needed_and_are_used_again(make):
    driver = make(size=2)
    assert driver.pool.pids() == []
    pids = {driver.run(os.getpid) for _ in range(5)}
    assert len(pids) == 1
    assert set(driver.pool.pids()) == pids


def test_a_worker_that_ends_calls_what_was_registered_for_its_end(make, tmp_path):
    driver = make(size=1)
    driver.run(atexit.register, Path.touch, tmp_path / "ended")
    driver.pool.close(20)
    assert (tmp_path / "ended").exists()


def test_a_worker_outlives_the_thread_that_needed_it(make):
    """The kernel kills a worker when the thread ends that has started it, so that must not be the app's."""
    driver = make(size=1)
    pids = []
    for _ in range(3):
        thread = threading.Thread(target=lambda: pids.append(driver.run(os.getpid)))
        thread.start()
        thread.join()
    assert len(set(pids)) == 1


@pytest.mark.parametrize("lacks", ["the kernel", "Python"])
def test_without_handles_for_processes_the_pool_looks_after_them(make, monkeypatch, lacks):
    def not_there(pid):
        raise OSError(38, "Function not implemented")

    if lacks == "the kernel":
        monkeypatch.setattr(os, "pidfd_open", not_there)
    else:
        monkeypatch.delattr(os, "pidfd_open", raising=False)
        monkeypatch.delattr(signal, "pidfd_send_signal", raising=False)
    driver = make(size=1)
    assert "exited with status 3" in str(driver.fails(lambda: os._exit(3)))
    job, heard = driver.running(lambda: [print("on"), time.sleep(1e6)])
    assert job.cancel(20) is True
    assert not alive(heard.pid)
    assert driver.run(lambda: 1) == 1


def test_the_system_chooses_a_worker_before_the_server_when_memory_is_out(shared):
    def score():
        with open("/proc/self/oom_score_adj") as file:
            return int(file.read())

    assert shared.run(score) > score()


def test_no_more_workers_than_the_size(make):
    driver = make(size=2)
    heard = [driver.submit(lambda: [time.sleep(0.02), os.getpid()][1])[1] for _ in range(10)]
    assert len({each.result() for each in heard}) == 2


def test_jobs_begin_in_the_order_of_submission(make):
    driver = make(size=1)
    order = []
    jobs = []
    for number in range(20):
        _, heard = driver.submit(int)
        heard.started = lambda pid, number=number: order.append(number)
        jobs.append(heard)
    for heard in jobs:
        heard.result()
    assert order == sorted(order)


def test_ten_thousand_jobs(shared):
    call = shared.pool.call(abs, (-1,))
    results = []
    over = threading.Event()

    class Counting:
        def started(self, pid):
            pass

        def done(self, result):
            results.append(result)
            if len(results) == 10_000:
                over.set()

    for _ in range(10_000):
        shared.pool.submit(call, Counting())
    assert over.wait(50)
    assert sum(results) == 10_000


def test_submitting_from_many_threads(shared):
    heard = []

    def submit():
        for _ in range(20):
            heard.append(shared.submit(lambda: 1)[1])

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each.result() for each in heard) == 160


def test_submitting_from_an_event(shared):
    _, first = shared.submit(lambda: 1)
    second = []
    hear = first.done
    first.done = lambda result: (second.append(shared.submit(lambda: 2)[1]), hear(result))
    assert first.result() == 1
    assert second[0].result() == 2


def test_the_threads_carry_no_session_and_have_names(make):
    from treadle._core.carry.context import current

    driver = make(size=1)
    seen = []
    _, heard = driver.submit(lambda: 1)
    started, done = heard.started, heard.done
    heard.started = lambda pid: (seen.append((threading.current_thread().name, current())), started(pid))
    heard.done = lambda result: (seen.append((threading.current_thread().name, current())), done(result))
    heard.result()
    assert seen == [("treadle-processes", None), ("treadle-processes-ends", None)]


def test_a_result_that_takes_long_to_load_delays_no_other(make):
    class Slow:
        def __reduce__(self):
            return time.sleep, (0.5,)

    driver = make(size=1)
    _, slow = driver.submit(lambda: Slow())
    assert driver.run(lambda: 1) == 1
    assert not slow.end.done()
    assert slow.result() is None


def test_without_threads_to_be_had_ends_are_told_all_the_same(make, monkeypatch):
    driver = make(size=1)
    start = threading.Thread.start

    def refuse(thread):
        if thread.name == "treadle-processes-ends":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert [driver.run(lambda: 1), driver.run(lambda: 2)] == [1, 2]


def test_a_failure_of_the_pools_own_leaves_nobody_waiting(make, monkeypatch, caplog):
    driver = make(size=1)
    pid = driver.run(os.getpid)
    monkeypatch.setattr(driver.pool._loop, "_step", lambda: 1 / 0)
    assert "the pool of processes has failed" in str(driver.fails(lambda: 1))
    assert not os.path.exists(f"/proc/{pid}")
    assert "the thread of the worker processes failed" in caplog.text


# Frames -----------------------------------------------------------------------------------------------------


def test_messages_arrive_whole_with_their_files():
    one, other = socket.socketpair()
    receiver = Receiver(other)
    first = os.memfd_create("test")
    os.write(first, b"content")
    frames.send(one, frames.PROGRESS, b"without")
    frames.send(one, frames.DONE, b"with", first)
    frames.send(one, frames.READY)
    os.close(first)
    assert receiver.receive() == (frames.PROGRESS, b"without", None)
    kind, body, fd = receiver.receive()
    assert (kind, body, os.pread(fd, 100, 0), os.get_inheritable(fd)) == (
        frames.DONE,
        b"with",
        b"content",
        False,
    )
    os.close(fd)
    assert receiver.receive() == (frames.READY, b"", None)
    one.close()
    with pytest.raises(Closed):
        receiver.receive()
    other.close()


def test_a_message_that_comes_in_pieces_is_put_together():
    one, other = socket.socketpair()
    other.setblocking(False)
    receiver = Receiver(other)
    for byte in frames.head(frames.JOB, 3, None) + b"abc":
        with pytest.raises(BlockingIOError):
            receiver.receive()
        one.send(bytes([byte]))
    assert receiver.receive() == (frames.JOB, b"abc", None)
    one.close()
    other.close()


# Cores ------------------------------------------------------------------------------------------------------


def test_cores_are_those_that_the_process_may_use(tmp_path):
    assert cores(tmp_path, tmp_path / "none") == len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("quota", "expected"),
    [("max 100000", None), ("50000 100000", 1), ("100000 100000", 1), ("180000 100000", 2)],
)
def test_a_container_has_less(tmp_path, monkeypatch, quota, expected):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)))
    own = tmp_path / "cgroup"
    own.write_text("0::/a/b\n")
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/cpu.max").write_text(quota)
    (tmp_path / "a/b/cpu.max").write_text("max 100000")
    assert cores(tmp_path, own) == (expected or 8)


def test_a_container_of_the_old_kind_has_less(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)))
    own = tmp_path / "cgroup"
    own.write_text("3:cpu,cpuacct:/docker/x\n1:name=systemd:/x\n")
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu/cpu.cfs_quota_us").write_text("300000")
    (tmp_path / "cpu/cpu.cfs_period_us").write_text("100000")
    assert cores(tmp_path, own) == 3


# How processes end ------------------------------------------------------------------------------------------


def test_how_a_process_ended_is_said_in_words():
    assert reap.describe(3) == "exited with status 3"
    assert reap.describe(-9) == "was killed by SIGKILL (out of memory?)"
    assert reap.describe(-11) == "was killed by SIGSEGV"
    assert reap.describe(-6, 100 << 20) == "was killed by SIGABRT (its memory limit is 100 MiB)"
    assert reap.describe(-99) == "was killed by signal 99"
