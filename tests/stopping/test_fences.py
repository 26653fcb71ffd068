"""Where a library's frame keeps a lock held if an exception leaves it, and where not: what the compiled code
says.
"""

import dis
import textwrap
from types import CodeType

import pytest

from treadle._core.stopping.fences import keeps_lock

KEEPS = {
    "acquire and release": """
        lock.acquire()
        HERE
        lock.release()
        """,
    "under a condition": """
        if not nolock:
            if arguments:
                if not self.lock.acquire(*arguments):
                    return
            else:
                self.lock.acquire()
        HERE
        if not nolock:
            self.lock.release()
        """,
    "a function's name": """
        _acquireLock()
        HERE
        _releaseLock()
        """,
    "in a try that handles other exceptions": """
        lock.acquire()
        try:
            HERE
        except ValueError:
            lock.release()
            raise
        except (OSError, Exception) as error:
            lock.release()
        lock.release()
        """,
    "in a with of something else": """
        lock.acquire()
        with other:
            HERE
        lock.release()
        """,
    "the second of two": """
        first.acquire()
        second.acquire()
        second.release()
        HERE
        first.release()
        """,
    "before the try": """
        lock.acquire()
        HERE
        try:
            work()
        finally:
            lock.release()
        """,
    "in a loop": """
        for item in items:
            lock.acquire()
            if item:
                HERE
            lock.release()
        """,
    "behind await": """
        await lock.acquire()
        HERE
        lock.release()
        """,
    "of super": """
        super().acquire()
        HERE
        super().release()
        """,
    "in a handler": """
        try:
            work()
        except KeyError:
            lock.acquire()
            HERE
            lock.release()
        """,
}
RELEASES = {
    "a with": """
        with lock:
            HERE
        """,
    "finally": """
        lock.acquire()
        try:
            HERE
        finally:
            lock.release()
        """,
    "finally if it was taken": """
        acquired = lock.acquire(timeout=1)
        try:
            HERE
        finally:
            if acquired:
                lock.release()
        if acquired:
            HERE
        """,
    "finally further out": """
        lock.acquire()
        try:
            with other:
                try:
                    HERE
                except ValueError:
                    pass
        finally:
            lock.release()
        """,
    "except of everything": """
        lock.acquire()
        try:
            HERE
        except BaseException:
            lock.release()
            raise
        lock.release()
        """,
    "except of everything, swallowed": """
        lock.acquire()
        try:
            HERE
        except:
            log()
        lock.release()
        """,
    "before": """
        HERE
        lock.acquire()
        lock.release()
        """,
    "after": """
        lock.acquire()
        work()
        lock.release()
        HERE
        """,
    "in a loop, after": """
        while True:
            lock.acquire()
            lock.release()
            HERE
        """,
    "a with of a pool's item": """
        with pool.acquire() as connection:
            HERE
        """,
    "an exit stack": """
        with ExitStack() as stack:
            lock.acquire()
            stack.callback(lock.release)
            HERE
        """,
    "no lock": """
        acquire = "acquire"
        HERE
        """,
    "an async with of a pool's item": """
        async with pool.acquire() as connection:
            HERE
        """,
}


def kept(source: str) -> list[bool]:
    """Return for each HERE whether an exception there keeps a lock held."""
    body = textwrap.indent(textwrap.dedent(source), "    ").replace("HERE", "here()")
    module = compile(f"async def f():\n{body}", "library.py", "exec")
    (code,) = (const for const in module.co_consts if isinstance(const, CodeType))
    lines = [number for number, line in enumerate(source.splitlines(), 2) if "HERE" in line]
    calls = {
        i.positions.lineno: i.offset for i in dis.get_instructions(code) if i.positions and i.opname == "CALL"
    }
    return [calls[line] in keeps_lock(code) for line in lines]


@pytest.mark.parametrize("case", KEEPS)
def test_a_lock_would_stay_held(case: str) -> None:
    assert kept(KEEPS[case]) == [True]


@pytest.mark.parametrize("case", RELEASES)
def test_no_lock_would_stay_held(case: str) -> None:
    assert not any(kept(RELEASES[case]))
