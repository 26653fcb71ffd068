"""A worker dies: its job fails with the reason, and nothing else does."""

import faulthandler
import os
import selectors
import signal
import subprocess
import sys
import threading
import time

import pytest

from treadle.errors import PoolClosedError, WorkerDiedError

from .driving import alive, children, eventually, open_files


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGABRT", "SIGTERM"])
def test_a_worker_killed_by_a_signal_fails_its_job_with_the_signals_name(shared, name):
    def die():
        faulthandler.disable()
        os.kill(os.getpid(), getattr(signal, name))
        time.sleep(60)

    error = shared.fails(die)
    assert isinstance(error, WorkerDiedError)
    assert f"was killed by {name}" in str(error)
    assert ("out of memory?" in str(error)) == (name == "SIGKILL")


def test_a_crash_says_where_it_was(shared):
    def crash_in_c():
        import ctypes

        ctypes.string_at(0)

    _, heard = shared.submit(crash_in_c)
    assert "was killed by SIGSEGV" in str(heard.error())
    assert "in crash_in_c" in heard.printed


def test_exiting_at_once_fails_the_job_with_the_status(shared):
    assert str(shared.fails(lambda: os._exit(3))).endswith("<lambda>` exited with status 3.")
    assert str(shared.fails(lambda: os._exit(0))).endswith("exited with status 0.")


def test_sys_exit_ends_the_job_and_not_the_worker(make):
    driver = make(size=1)
    pid = driver.run(os.getpid)
    assert "called `sys.exit(4)`" in str(driver.fails(lambda: sys.exit(4)))
    assert driver.run(os.getpid) == pid


def test_a_death_disturbs_no_other_job(make, tmp_path):
    driver = make(size=2)

    def wait():
        print("on")
        while not (tmp_path / "go").exists():
            time.sleep(0.001)
        return os.getpid()

    _, heard = driver.running(wait)
    for _ in range(3):
        assert isinstance(driver.fails(lambda: os._exit(1)), WorkerDiedError)
    (tmp_path / "go").touch()
    assert heard.result() == heard.pid


def test_what_was_said_before_the_death_is_heard(shared):
    def die():
        print("last words", end="", flush=True)
        os._exit(1)

    _, heard = shared.submit(die)
    heard.error()
    assert heard.printed == "last words"


def test_memory_beyond_the_limit_is_a_memory_error_that_says_so(make):
    driver = make(size=1, memory_limit=400 << 20)
    pid = driver.run(os.getpid)
    error = driver.fails(lambda: len(bytearray(600 << 20)))
    assert isinstance(error, MemoryError)
    assert "at most 400 MiB" in error.__notes__[0]
    assert driver.run(os.getpid) != pid  # one that ran out of memory is not trusted with the next job


def test_the_memory_limit_counts_what_is_used_and_not_what_an_allocator_reserves(make):
    driver = make(size=1, memory_limit=600 << 20)

    def fill():
        kept = []
        try:
            while len(kept) < 1000:
                kept.append(bytes(1 << 20))
        except MemoryError:
            pass
        return len(kept)

    assert 200 < driver.run(fill) < 600


def test_a_result_that_there_is_no_memory_for_is_a_memory_error(make):
    driver = make(size=1, memory_limit=400 << 20)
    assert isinstance(driver.fails(lambda: [bytes(1000) for _ in range(1 << 20)]), MemoryError)


def test_a_fork_in_the_job_is_not_taken_for_the_job(make):
    driver = make(size=1)

    def fork():
        if os.fork() == 0:
            print("child")
            return "from the child"
        os.wait()
        return "from the parent"

    _, heard = driver.submit(fork)
    assert heard.result() == "from the parent"
    assert heard.printed == "child\n"
    assert driver.run(lambda: 1) == 1


def test_a_fork_that_lives_on_does_not_hide_the_death_of_its_worker(make):
    driver = make(size=1)

    def fork():
        pid = os.fork()
        if pid == 0:
            time.sleep(1e6)
        print(pid, flush=True)
        os._exit(5)

    _, heard = driver.submit(fork)
    assert "exited with status 5" in str(heard.error())
    assert not alive(int(heard.printed))


def test_garbage_on_stdout_and_stderr_is_output_and_nothing_else(shared):
    garbage = bytes(range(256)) * 20

    def spill():
        for _ in range(50):
            os.write(1, garbage)
            os.write(2, garbage)
        return "unharmed"

    assert shared.run(spill) == "unharmed"


def test_a_job_that_closes_its_stdout_is_not_disturbed(make):
    driver = make(size=1)

    def shut():
        sys.stdout.close()
        os.close(2)
        return 1

    assert driver.run(shut) == 1
    assert driver.run(lambda: 2) == 2


def test_a_job_that_closes_every_file_fails_alone(make):
    driver = make(size=1)
    error = driver.fails(lambda: [os.closerange(0, 100), time.sleep(60)])
    assert isinstance(error, WorkerDiedError)
    assert driver.run(lambda: 2) == 2


def test_a_worker_that_talks_nonsense_is_killed(make):
    driver = make(size=1)

    def babble():
        from treadle._core.processes import worker

        worker._link.send(77, b"x")
        time.sleep(60)

    assert "SIGKILL" in str(driver.fails(babble))
    assert driver.run(lambda: 2) == 2


def test_a_worker_that_cannot_start_fails_one_job_at_a_time_and_never_loops(make, monkeypatch):
    driver = make(size=2)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    error = driver.fails(lambda: 1)
    assert "exited with status 1 before it was ready" in str(error)
    monkeypatch.undo()
    monkeypatch.setenv("PYTHONHOME", "/nowhere")  # so that Python finds nothing to start with
    assert "encodings" in str(driver.fails(lambda: 1))
    monkeypatch.undo()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert "could not be started" in str(driver.fails(lambda: 1))
    monkeypatch.undo()
    assert driver.run(lambda: 1) == 1


def test_after_close_nothing_is_left(make):
    before = open_files(), set(threading.enumerate()), children()
    driver = make(size=2)
    hanging = driver.running(lambda: [print("on"), time.sleep(1e6)])[1]
    waiting = [driver.submit(time.sleep, 1e6)[1] for _ in range(4)]
    pids = driver.pool.pids()
    driver.pool.close(0)
    assert all(type(heard.error()).__name__ == "Cancelled" for heard in [hanging, *waiting])
    assert not any(alive(pid) for pid in pids)
    assert (open_files(), set(threading.enumerate()), children()) == before
    with pytest.raises(PoolClosedError):
        driver.submit(lambda: 1)


def test_what_a_job_leaves_behind_ends_with_its_worker(make):
    driver = make(size=1)
    pid = driver.run(lambda: subprocess.Popen(["sleep", "1000"], start_new_session=True).pid)
    assert driver.run(lambda: 1) == 1
    assert alive(pid)
    driver.pool.close(1)
    eventually(lambda: not alive(pid))  # on a busy machine a killed process takes a while to die


def test_close_lets_jobs_end_within_the_grace(make):
    driver = make(size=1)

    def until_it_is_told():
        from treadle._core.processes import worker

        print("on")
        while not worker.current().cancelled:
            time.sleep(0.001)
        return 7

    _, heard = driver.running(until_it_is_told)
    driver.pool.close(20)
    assert heard.result() == 7


def test_submitting_while_it_closes_is_rejected_or_carried_to_an_end(make):
    driver = make(size=2)
    jobs, rejected = [], threading.Event()

    def flood():
        while True:
            try:
                jobs.append(driver.submit(lambda: 1)[1])
            except PoolClosedError:
                rejected.set()
                return

    threads = [threading.Thread(target=flood) for _ in range(3)]
    for thread in threads:
        thread.start()
    eventually(lambda: len(jobs) > 20)
    driver.pool.close(1)
    assert rejected.wait(20)
    for thread in threads:
        thread.join()
    assert all(heard.ends == 1 for heard in jobs)


def test_a_worker_that_is_idle_ends_and_the_thread_with_it(make):
    before = open_files(), children()
    driver = make(size=2, idle_after=0.05)
    driver.run(lambda: 1)
    eventually(lambda: not driver.pool.pids())
    eventually(lambda: not driver.pool._loop.thread.is_alive())
    eventually(lambda: (open_files(), children()) == before)
    assert driver.run(lambda: 2) == 2  # and it starts again
    eventually(lambda: not driver.pool._loop.thread.is_alive())
    driver.pool.close(0)
    assert (open_files(), children()) == before


def test_a_thread_that_is_about_to_end_leaves_the_next_one_alone(make, monkeypatch):
    driver = make(size=1, idle_after=0.05)
    driver.run(lambda: 1)
    ending, go, close = threading.Event(), threading.Event(), selectors.DefaultSelector.close

    def late(selector):
        if not ending.is_set():
            ending.set()
            assert go.wait(20)
        close(selector)

    monkeypatch.setattr(selectors.DefaultSelector, "close", late)
    assert ending.wait(20), "the thread did not end"
    before = driver.pool._loop.thread
    _, heard = driver.submit(time.sleep, 0.5)
    eventually(lambda: heard.pid or driver.pool._loop._before is None)  # the next thread has begun
    go.set()
    before.join(20)
    heard.until(lambda heard: heard.pid)
    assert driver.pool._warden is not None, "who ended has dismissed the warden of the next one's worker"
    assert heard.result() is None


def test_a_worker_is_replaced_after_so_many_jobs(make):
    driver = make(size=1, recycle_after=3)
    pids = [driver.run(os.getpid) for _ in range(7)]
    assert len(set(pids)) == 3
    assert pids[0] == pids[1] == pids[2] != pids[3]


def test_a_worker_that_has_grown_is_replaced(make):
    driver = make(size=1, recycle_growth=50 << 20)

    def grow():
        sys.kept = bytearray(os.urandom(1) * (80 << 20))
        return os.getpid()

    pid = driver.run(os.getpid)
    assert driver.run(grow) == pid
    assert driver.run(os.getpid) != pid


def test_a_program_that_ends_without_closing_its_pool_ends_at_once_and_takes_its_workers_along():
    script = (
        "import os, sys\n"
        "from concurrent.futures import Future\n"
        "from treadle._core.processes.pool import ProcessPool\n"
        "class Events(Future):\n"
        "    def started(self, pid): print(pid)\n"
        "    def done(self, result): self.set_result(result)\n"
        "events, pool = Events(), ProcessPool(size=1)\n"
        "pool.submit(pool.call(os.getpid), events)\n"
        "events.result(50)\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=50, check=True
    )
    assert out.stderr == ""
    eventually(lambda: not alive(int(out.stdout)))


SERVER = """
import os, subprocess, sys, time
from treadle._core.processes.pool import ProcessPool
class Events:
    def started(self, pid): print("worker", pid, flush=True)
    def output(self, text): print(text, end="", flush=True)
    def failed(self, error): print("failed", error, flush=True)
def hang():
    print("child", subprocess.Popen(["sleep", "1000"]).pid)
    print("apart", subprocess.Popen(["sleep", "1000"], start_new_session=True).pid)
    print("ready")
    {hang}
pool = ProcessPool(size=1)
pool.submit(pool.call(hang), Events())
time.sleep(1e6)
"""


@pytest.mark.parametrize(
    "hang",
    ["time.sleep(1e6)", "import ctypes; ctypes.PyDLL(None).sleep(1000)"],
    ids=["asleep", "with the GIL"],
)
def test_no_process_is_left_when_the_server_is_killed(hang):
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER.format(hang=hang)], stdout=subprocess.PIPE, text=True
    )
    pids = {}
    for line in server.stdout:
        if line == "ready\n":
            break
        name, pid = line.split()
        pids[name] = int(pid)
    assert all(alive(pid) for pid in pids.values())
    server.kill()
    server.wait()
    server.stdout.close()
    eventually(lambda: not any(alive(pid) for pid in pids.values()))
    assert pids.keys() == {"worker", "child", "apart"}
