"""Libraries that start processes: what they have started for a run ends with it, and no lock of theirs
stays held.
"""

import os
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import thread as executors
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from typing import Any

import pytest
from joblib.externals.loky import get_reusable_executor, reusable_executor

from ..leaks import settles
from .conftest import is_free

Superseded = Callable[..., Any]

# Workers of pools are not forked off: a fork takes along the locks that other threads hold, those of an older
# run's pool included, and Python warns of it.
FORK = "multiprocessing.get_context('fork')"
SPAWN = "multiprocessing.get_context('spawn')"
FORKSERVER = "multiprocessing.get_context('forkserver')"

POOLS = {
    "ProcessPoolExecutor, spawn": f"""
        with ProcessPoolExecutor(1, mp_context={SPAWN}) as pool:
            while work.goes_on():
                st.write(pool.submit(abs, -1).result())
        """,
    "ProcessPoolExecutor, forkserver": f"""
        with ProcessPoolExecutor(1, mp_context={FORKSERVER}) as pool:
            while work.goes_on():
                st.write(pool.submit(abs, -1).result())
        """,
    "as_completed": f"""
        with ProcessPoolExecutor(1, mp_context={FORKSERVER}) as pool:
            while work.goes_on():
                for future in as_completed([pool.submit(abs, n) for n in range(4)]):
                    st.write(future.result())
        """,
    "Pool.map": f"""
        with {FORKSERVER}.Pool(1) as pool:
            while work.goes_on():
                st.write(pool.map(abs, range(4)))
        """,
    "Pool.imap": f"""
        with {FORKSERVER}.Pool(1) as pool:
            while work.goes_on():
                for number in pool.imap(abs, range(4)):
                    st.write(number)
        """,
    "Pool.imap_unordered": f"""
        with {FORKSERVER}.Pool(1) as pool:
            while work.goes_on():
                for number in pool.imap_unordered(abs, range(4)):
                    st.write(number)
        """,
    "Process": f"""
        while work.goes_on():
            process = {FORK}.Process(target=time.sleep, args=(0.001,))
            process.start()
            process.join()
            st.write(process.exitcode)
        """,
    "joblib": """
        from joblib import Parallel, delayed
        while work.goes_on():
            st.write(Parallel(n_jobs=2, backend="loky")(delayed(abs)(n) for n in range(4)))
        """,
}


def processes() -> set[int]:
    """The processes that are children of this one, or of its children."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found: set[int] = set()
    todo = [os.getpid()]
    while todo:
        new = children.get(todo.pop(), [])
        found.update(new)
        todo += new
    return found


APP = """
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

# As ever with these: children that are not forked off import the page, and must not start others.
if __name__ == "__main__":
    import treadle as st
"""

LOCKS = {
    "of the executors": executors._global_shutdown_lock,
    "of the resource tracker": resource_tracker._resource_tracker._lock,
    "of the fork server": forkserver._forkserver._lock,
    "of joblib's executor": reusable_executor._executor_lock,
}


@pytest.fixture(autouse=True)
def _no_idle_workers() -> Iterator[None]:
    """End the workers that joblib keeps for its next call."""
    yield
    get_reusable_executor().shutdown(wait=True, kill_workers=True)


@pytest.mark.parametrize("pool", POOLS)
def test_processes_that_a_library_starts(superseded: Superseded, pool: str) -> None:
    before = processes() | servers()
    source = APP + textwrap.indent(textwrap.dedent(POOLS[pool]), "    ") + '\n    st.text("done")\n'
    if pool == "joblib":
        superseded(source, stays=("ExecutorManagerThread", "QueueFeederThread"))
    else:
        superseded(source)
        assert settles(lambda: processes() <= before | servers()), processes() - before
    assert [name for name, lock in LOCKS.items() if not is_free(lock)] == []


def servers() -> set[int]:
    """Processes that Python keeps until its end."""
    kept = (resource_tracker._resource_tracker._pid, forkserver._forkserver._forkserver_pid)
    return {pid for pid in kept if pid is not None}
