"""For all tests: those in a browser come last, and what hung or is missing is told at the end."""

import compileall
import gc
import importlib.util
import signal
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Generator, Iterable
from pathlib import Path

import pytest

SOURCES = Path(__file__).parent / "src"

HANGING = pytest.StashKey[list[str]]()
"""For each test that took too long: where its threads were then."""

MISSING = pytest.StashKey[Counter[str]]()
"""By package that is not installed, how many of the chosen tests need it."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, have signals as in a terminal, and compile Treadle for what the tests start."""
    # Under nohup and the like, Ctrl-C and SIGHUP are ignored here, and in all programs that tests start.
    for name, handler in (("SIGHUP", signal.SIG_DFL), ("SIGINT", signal.default_int_handler)):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)
    config.addinivalue_line(
        "markers", "needs(package): skip where a package is not installed, and tell so at the end"
    )
    config.stash[MISSING] = Counter()
    config.stash[HANGING] = []
    # Tests start Treadle in hundreds of processes. Where PYTHONDONTWRITEBYTECODE is set, each of them would
    # compile it again, which doubles the time of its start.
    compileall.compile_dir(SOURCES, quiet=2)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note where all threads are when a test has taken too long."""
    error = call.excinfo
    if error is not None and str(error.value).startswith("Timeout (>"):
        lines = [f"{item.nodeid}, {call.when}", f"  this thread: {_where(traceback.extract_tb(error.tb))}"]
        frames = sys._current_frames()
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and thread.ident in frames:
                stack = traceback.extract_stack(frames[thread.ident])
                lines.append(f"  {thread.name}: {_where(stack)}")
        item.config.stash[HANGING] += lines
    return (yield)


def _where(stack: Iterable[traceback.FrameSummary]) -> str:
    """The innermost calls of a stack, in a line."""
    calls = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in stack]
    return " > ".join(calls[-8:])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put browser tests last: Playwright leaves its loop running in the main thread."""
    items.sort(key=lambda item: "e2e" in item.path.parts)
    for item in items:
        for mark in item.iter_markers("needs"):
            (package,) = mark.args
            if importlib.util.find_spec(package) is None:
                item.add_marker(pytest.mark.skip(reason=f"{package} is not installed"))
                config.stash[MISSING][package] += 1


def pytest_collection_finish() -> None:
    """Leave what is here before the first test out of garbage collections.

    pytest holds a million objects for ten thousand tests, which each collection would look at, and many tests
    ask for one. `treadle run` does the same with what it has imported.
    """
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell where tests hung, and what was skipped because a package is missing."""
    hanging = terminalreporter.config.stash[HANGING]
    if hanging:
        terminalreporter.section("where tests hung")
    for line in hanging:
        terminalreporter.line(line)
    missing = terminalreporter.config.stash[MISSING]
    if missing:
        terminalreporter.section("packages that are not installed here")
    for package, tests in sorted(missing.items()):
        terminalreporter.line(f"{package}: {tests} test{'s' * (tests > 1)} skipped")
