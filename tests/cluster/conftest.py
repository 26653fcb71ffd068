"""A Dask cluster on loopback: a scheduler and two worker processes, without nannies and dashboards."""

import contextlib
import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle.testing import AppTest

WITHIN = 100.0
"""Seconds that anything may take on a busy machine."""


SETTINGS = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
"""Dask gives a task up at its second dead worker, so that the tests need not start more of them."""


def eventually(condition: Callable[[], Any], within: float = WITHIN) -> Any:
    """Wait for what nothing tells: another process's state, or a count of the system's. Return it."""
    end = time.monotonic() + within
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self.start("scheduler", "--port", "0", "--no-show")
        self.workers = [self.start_worker(), self.start_worker()]

    def start(self, program: str, *words: str) -> "subprocess.Popen[bytes]":
        """Start a program of Dask, whose output is in a file."""
        with open(self.folder / f"{program}{len(self.processes)}.log", "wb") as log:
            started = subprocess.Popen(
                [
                    sys.executable, "-m", f"distributed.cli.dask_{program}", "--host", "127.0.0.1",
                    "--scheduler-file", str(self.file), "--no-dashboard", *words,
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, env=os.environ | SETTINGS,
            )  # fmt: skip
        self.processes.append(started)
        return started

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """Start a worker of one thread."""
        return self.start("worker", "--no-nanny", "--nthreads", "1", "--local-directory", str(self.folder))

    @property
    def address(self) -> str:
        """The scheduler's address, when it listens."""

        def read() -> str | None:
            with contextlib.suppress(OSError, ValueError):
                return str(json.loads(self.file.read_text())["address"])
            assert self.scheduler.poll() is None, (self.folder / "scheduler0.log").read_text()
            return None

        return str(eventually(read))

    def kill(self, pid: int) -> None:
        """Kill a worker and start another."""
        (worker,) = (worker for worker in self.workers if worker.pid == pid)
        worker.kill()
        worker.wait()
        self.workers.remove(worker)
        self.workers.append(self.start_worker())

    def close(self) -> None:
        """End all processes."""
        for process in reversed(self.processes):
            process.kill()
        for process in self.processes:
            process.wait()


@pytest.fixture(scope="package")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a cluster that the tests of this folder share."""
    pytest.importorskip("distributed", reason="distributed has no wheel for this Python")
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


@pytest.fixture
def make(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., AppTest]]:
    """`make(script, **modules)` returns an app in a folder of its own, with modules beside it. Its tasks run
    on the cluster. When the app has ended, none of its threads is left.
    """
    tests: list[AppTest] = []
    imported: list[str] = []
    monkeypatch.setenv("TREADLE_TASKS_CLUSTER", cluster.address)

    def make(script: str, **modules: str) -> AppTest:
        imported.extend(modules)
        for name, source in modules.items():
            (tmp_path / f"{name}.py").write_text(textwrap.dedent(source))
        path = tmp_path / f"app{len(tests)}.py"
        path.write_text(textwrap.dedent(script))
        tests.append(AppTest.from_file(path, default_timeout=WITHIN))
        return tests[-1]

    yield make
    for test in tests:
        test.close()
    for name in imported:
        sys.modules.pop(name, None)  # another test may have a module of this name
    eventually(lambda: not [each for each in threading.enumerate() if each.name.startswith("treadle-dask")])


@pytest.fixture
def run(make: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """`run(script, **modules)` makes an app and runs it once."""
    return lambda script, **modules: make(script, **modules).run()


def texts(test: AppTest) -> list[str]:
    """Return the texts of a page without an exception."""
    assert not test.exception, test.exception[0].value
    return [each.value for each in test.text]


def alive(pid: int) -> bool:
    """Return whether a process lives; one that is dead and not reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
