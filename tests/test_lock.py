"""The lock file of the development environment: when it is stale, and what is in it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the files that the script looks at."""
    (tmp_path / "scripts").mkdir()
    for name in ("scripts/lock.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def lock(project: Path, *words: str) -> int:
    return subprocess.run([sys.executable, str(project / "scripts" / "lock.py"), *words]).returncode


def test_it_is_stale_when_the_requirements_have_changed(project: Path) -> None:
    assert lock(project, "--check") == 1  # there is none
    assert lock(project) == 0
    assert lock(project, "--check") == 0
    asks = project / "pyproject.toml"
    asks.write_text(asks.read_text().replace('"tornado>=', '"tornado>6,>='))
    assert lock(project, "--check") == 1
    asks.write_text(asks.read_text().replace('"tornado>6,>=', '"tornado>=').replace("Alpha", "Beta"))
    assert lock(project, "--check") == 0


def test_every_line_is_one_version_and_names_no_host() -> None:
    lines = (ROOT / "requirements-dev.lock").read_text().splitlines()
    assert all(re.fullmatch(r"#.*|[a-z0-9-]+==[\w.!+]+", line) for line in lines)
    assert not any("/" in line for line in lines if not line.startswith("#"))
    assert {"tornado", "pytest", "mypy"} <= {line.partition("==")[0] for line in lines}
