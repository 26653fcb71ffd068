"""A type checker knows what each input returns, also through a container's handle."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_input_has_its_true_type() -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "tests/typing/calls.py"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout == ""
    assert done.returncode == 0
