"""What concerns all tests: those in a browser come last."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move them: Playwright leaves its event loop running in the main thread, where others want to run theirs."""
    items.sort(key=lambda item: "e2e" in item.path.parts)
