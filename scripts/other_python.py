"""What `scripts/test --python PATH` does: the unit and race tests on another Python.

It gets a virtual environment of its own, below `.venvs`, with every package that the tests use and that has a
wheel for it: what would have to be compiled is left out. Which packages these are is said before and after
the tests, and pytest lists what it skipped because of them.
"""

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bootstrap import (
    PIP_INSTALL,
    ROOT,
    StepFailed,
    digest,
    fail,
    make_venv,
    output,
    run,
    say,
    stamped,
    step,
    venv_program,
)

VENVS = ROOT / ".venvs"

DISPENSABLE = frozenset({"watchfiles"})
"""Packages that Treadle depends on and does without, if they are missing."""

WHICH = """
import platform, sys
free = not getattr(sys, "_is_gil_enabled", lambda: True)()
print(f"{platform.python_implementation()} {platform.python_version()}{', free-threaded' if free else ''}")
print(sys.implementation.cache_tag + getattr(sys, "abiflags", ""))
print(*sys.version_info[:2])
"""


def test(python: str, words: Sequence[str]) -> int:
    """Run the tests on a Python, all or those that the words name, and return the status."""
    told = output(python, "-c", WHICH)
    if told is None:
        fail(f"{python} is no Python that can be started.")
    name, tag, version = told.splitlines()
    if tuple(map(int, version.split())) < (3, 11):
        fail(f"{python} is {name}, and Treadle needs Python 3.11 or newer.")
    venv = VENVS / tag
    say(f"==> {name}, in .venvs/{tag}")
    try:
        missing = _prepare(python, venv, told)
    except StepFailed:
        fail("The tests cannot start: the step above failed.")
    _tell(missing)
    needed = {_name(each) for each in _project()["dependencies"]} - DISPENSABLE
    if lacking := needed & set(missing):
        fail(f"Treadle does not run without {', '.join(sorted(lacking))}.")
    status = 0
    try:
        run(
            venv_program("python", venv),
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            *(words or ["--ignore=tests/e2e", "--ignore=tests/differential"]),
            env={"PYTHONUNBUFFERED": "1"},
        )
    except StepFailed as error:
        say(f"\nFAILED: Tests (pytest), {error}")
        status = 1
    _tell(missing)
    say(f"==> {name}: {'FAILED' if status else 'passed'}")
    return status


def _prepare(python: str, venv: Path, told: str) -> list[str]:
    """Make the environment, if it is not there as it should be; return the packages without a wheel."""
    stamp, lacks = venv / ".treadle", venv / ".missing.json"
    wanted = digest(told, str(Path(python).absolute()), str(ROOT), ROOT / "pyproject.toml")
    if not stamped(stamp, wanted):
        with step(f"Making a virtual environment with {python}"):
            make_venv(venv, python)
        with step("Installing what has wheels for it"):
            lacks.write_text(json.dumps(_install(venv_program("python", venv))), encoding="utf-8")
        stamp.write_text(wanted, encoding="utf-8")
    missing: list[str] = json.loads(lacks.read_text(encoding="utf-8"))
    return missing


def _install(python: Path) -> list[str]:
    project = _project()
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    missing: list[str] = []
    wheels = (*PIP_INSTALL, "--no-compile", "--only-binary", ":all:")
    if output(python, *wheels, *wanted, timeout=1800) is None:
        for each in wanted:
            try:
                run(python, *wheels, each, quiet=True)
            except StepFailed:  # what pip said was shown
                missing.append(_name(each))
    run(python, *PIP_INSTALL, "--no-deps", "-e", str(ROOT), quiet=True)
    return missing


def _tell(missing: list[str]) -> None:
    if missing:
        say(f"    Not installed, as pip found no wheel for this Python: {', '.join(sorted(missing))}.")
    else:
        say("    All packages that the tests use are installed.")


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found is not None, requirement
    return found[0]
