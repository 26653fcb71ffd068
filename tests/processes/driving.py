"""What drives a pool and hears of its jobs."""

import os
import threading
import time
from concurrent.futures import Future

from treadle._core.processes.pool import ProcessPool


class Heard:
    """Everything that was said about a job."""

    def __init__(self):
        self.pid = None
        self.reports = []
        self.values_heard = []
        self.printed = ""
        self.end = Future()
        self.ends = 0
        self.changed = threading.Condition()

    def _note(self, **what):
        with self.changed:
            vars(self).update(what)
            self.changed.notify_all()

    def started(self, pid):
        self._note(pid=pid)

    def progress(self, fraction, text):
        self._note(reports=[*self.reports, (fraction, text)])

    def values(self, values):
        self._note(values_heard=[*self.values_heard, values])

    def output(self, text):
        self._note(printed=self.printed + text)

    def done(self, result):
        self._note(ends=self.ends + 1)
        self.end.set_result(result)

    def failed(self, error):
        self._note(ends=self.ends + 1)
        self.end.set_exception(error)

    def cancelled(self):
        self._note(ends=self.ends + 1)
        self.end.set_exception(Cancelled())

    def until(self, condition, timeout=20):
        """Wait until a condition on this holds."""
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self), timeout), vars(self)

    def result(self, timeout=30):
        return self.end.result(timeout)

    def error(self, timeout=30):
        return self.end.exception(timeout)


class Cancelled(Exception):
    """The job was cancelled."""


class Driver:
    """A pool, and one call for what tests do with it."""

    def __init__(self, **options):
        options.setdefault("by_value", lambda filename: "/tests/" in filename)
        self.pool = ProcessPool(**options)

    def submit(self, function, *args, **kwargs):
        """Submit a call; returns the job and what hears of it."""
        heard = Heard()
        return self.pool.submit(self.pool.call(function, args, kwargs), heard), heard

    def run(self, function, *args, **kwargs):
        """Return what a call returns, or raise what it raises."""
        return self.submit(function, *args, **kwargs)[1].result()

    def fails(self, function, *args, **kwargs):
        """Return what a call raises."""
        return self.submit(function, *args, **kwargs)[1].error()

    def running(self, function, *args, **kwargs):
        """Submit a call that says when it runs, by printing; return when it does."""
        job, heard = self.submit(function, *args, **kwargs)
        heard.until(lambda heard: heard.printed)
        return job, heard


def eventually(condition, timeout=20):
    """Wait for what nothing tells: another process's end, or a count of the system's."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def alive(pid):
    """Whether a process lives; one that is dead and not reaped does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def open_files():
    return len(os.listdir("/proc/self/fd"))


def children():
    """Return the pids of this process's children, zombies included."""
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        found = set(file.read().split())
    for thread in os.listdir("/proc/self/task"):
        try:
            with open(f"/proc/self/task/{thread}/children") as file:
                found.update(file.read().split())
        except FileNotFoundError:
            continue
    return {int(pid) for pid in found}
