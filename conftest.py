"""What concerns all tests: those in a browser come last, and what is missing for some is told."""

import importlib.util
from collections import Counter

import pytest

MISSING = pytest.StashKey[Counter[str]]()
"""By package that is not installed, how many of the chosen tests need it."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line(
        "markers", "needs(package): skip where a package is not installed, and tell so at the end"
    )
    config.stash[MISSING] = Counter()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put browser tests last: Playwright leaves its loop running in the main thread."""
    items.sort(key=lambda item: "e2e" in item.path.parts)
    for item in items:
        for mark in item.iter_markers("needs"):
            (package,) = mark.args
            if importlib.util.find_spec(package) is None:
                item.add_marker(pytest.mark.skip(reason=f"{package} is not installed"))
                config.stash[MISSING][package] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was skipped because a package is missing."""
    missing = terminalreporter.config.stash[MISSING]
    if missing:
        terminalreporter.section("packages that are not installed here")
    for package, tests in sorted(missing.items()):
        terminalreporter.line(f"{package}: {tests} test{'s' * (tests > 1)} skipped")
