"""Caches of a test's own, with a clock that a test sets."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from treadle._core.cache.caches import Caches
from treadle._core.cache.function import cached
from treadle._core.cache.settings import Kind, settings_of


class Clock:
    """Time stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def caches(tmp_path: Path, clock: Clock) -> Caches:
    return Caches(tmp_path / "cache", clock=clock, wall=clock)


@pytest.fixture
def keep(caches: Caches) -> Callable[..., Any]:
    """`keep(function, kind="data", ttl=…, hash_funcs=…)` is what `st.cache_data` and `st.cache_resource`
    return.
    """

    def keep(function: Any, kind: Kind = "data", **options: Any) -> Any:
        passed = {
            name: options.pop(name) for name in ("hash_funcs", "validate", "on_release") if name in options
        }
        options = {
            "ttl": None,
            "max_entries": None,
            "scope": "global",
            "refresh_mode": "foreground",
            **options,
        }
        return cached(function, settings_of(kind, **options), lambda scope: caches, **passed)

    return keep
