"""What `scripts/test` and `scripts/check` do, step by step."""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence

import other_python
import wheel
from bootstrap import (
    ROOT,
    StepFailed,
    fail,
    prepare_chromium,
    prepare_frontend,
    prepare_node,
    prepare_packages,
    prepare_python,
    prepare_streamlit,
    python,
    run,
    say,
    step,
    venv_program,
)

Step = tuple[str, Callable[[], None]]


def _tool(*words: str) -> Callable[[], None]:
    return lambda: run(venv_program(words[0]), *words[1:], quiet=True)


def _frontend(script: str) -> Callable[[], None]:
    def step() -> None:
        node = prepare_node()
        prepare_packages(node)
        node.run("run", script, "--silent", quiet=True)

    return step


GENERATED: Step = ("Generated files are up to date", lambda: run(python(), "scripts/gen.py", "--check"))
PYTHON_CHECKS: tuple[Step, ...] = (
    ("The lock file is up to date", lambda: run(python(), "scripts/lock.py", "--check")),
    ("Lint (ruff)", _tool("ruff", "check", "--quiet")),
    ("Format (ruff)", _tool("ruff", "format", "--check", "--quiet")),
    ("Types (mypy)", _tool("mypy", "--no-error-summary")),
    ("Layers (import-linter)", _tool("lint-imports")),
)
# Each with a cache of its own: mypy forgets what it knows of one platform when it looks at another.
PLATFORM_CHECKS: tuple[Step, ...] = tuple(
    (
        f"Types on {name} (mypy)",
        _tool("mypy", "--no-error-summary", "--platform", platform, "--cache-dir", f".mypy_cache/{platform}"),
    )
    for platform, name in (("win32", "Windows"), ("darwin", "macOS"))
)
FRONTEND_CHECKS: tuple[Step, ...] = (("Types and lint of the front end (tsc, Biome)", _frontend("check")),)
FRONTEND_TESTS: tuple[Step, ...] = (
    ("Size of a first page", _frontend("size")),
    ("Tests of the front end (Vitest)", _frontend("test")),
)
WHEEL: Step = ("The demo from the wheel, without Node", wheel.check)
FIXES: tuple[Step, ...] = (
    ("Generating files", lambda: run(python(), "scripts/gen.py")),
    ("Repairing lint (ruff)", _tool("ruff", "check", "--fix", "--quiet", "--exit-zero")),
    ("Formatting (ruff)", _tool("ruff", "format", "--quiet")),
    ("Repairing the front end (Biome)", _frontend("fix")),
)


def check(arguments: Sequence[str]) -> int:
    """Run all checks and return the status."""
    parser = argparse.ArgumentParser(
        prog="scripts/check", description="Check everything that needs no test to be run."
    )
    parser.add_argument("--fix", action="store_true", help="repair what can be repaired first")
    options = parser.parse_args(arguments)
    _prepare()
    failed = _steps(FIXES) if options.fix else []
    failed += _steps([GENERATED, *PYTHON_CHECKS, *PLATFORM_CHECKS, *FRONTEND_CHECKS])
    return _summary(failed)


def test(arguments: Sequence[str]) -> int:
    """Run all checks and tests, or the parts asked for, and return the status."""
    parser = argparse.ArgumentParser(
        prog="scripts/test", description="Check and test everything, or run pytest with the arguments given."
    )
    parser.add_argument(
        "--fast", action="store_true", help="leave out the front end's checks and the tests in a browser"
    )
    parser.add_argument(
        "pytest", nargs="*", help="run only pytest, with these files and options (options after --)"
    )
    parser.add_argument(
        "--python",
        metavar="PATH",
        help="run the unit and race tests, or the named ones, on this Python in its own environment",
    )
    options = parser.parse_args(arguments)
    if options.python:
        return other_python.test(options.python, options.pytest)
    began = time.monotonic()
    _prepare()
    env = {"PYTHONUNBUFFERED": "1"}
    failed: list[str] = []
    try:
        if not options.fast:
            prepare_frontend()
            env["TREADLE_CHROMIUM"] = str(prepare_chromium())
            env["TREADLE_STREAMLIT"] = str(prepare_streamlit())
    except StepFailed:
        fail("The tests cannot start: the step above failed. TREADLE_CHROMIUM can name another Chromium.")
    if not options.pytest:
        failed += _steps([GENERATED, *PYTHON_CHECKS])
        if not options.fast:
            failed += _steps([*PLATFORM_CHECKS, *FRONTEND_CHECKS, *FRONTEND_TESTS, WHEEL])
        say(f"    so far {time.monotonic() - began:.0f} s, {', '.join(failed) or 'nothing'} failed")
    # Last, so that its closing line is the last one.
    if options.pytest:
        failed += _pytest("Tests", options.pytest, env)
    elif options.fast:
        failed += _pytest("Tests", ["--ignore=tests/e2e", "--ignore=tests/differential"], env)
    else:
        failed += _side_by_side(env)
    return _summary(failed) if failed else 0


def _pytest(name: str, words: Sequence[str], env: Mapping[str, str]) -> list[str]:
    say(f"==> {name} (pytest)")
    try:
        run(python(), "-m", "pytest", *words, env=env)
    except StepFailed as error:
        return [f"{name} (pytest), {error}"]
    return []


def _side_by_side(env: Mapping[str, str]) -> list[str]:
    """Run the tests in a browser beside all others, in a process of their own.

    They wait for Chromium most of the time, and Playwright keeps an event loop in their main thread, which
    tests of coroutines cannot have. What they print is shown at the end.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as shown:
        command = [str(python()), "-m", "pytest", "tests/e2e"]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=shown,
            stderr=subprocess.STDOUT,
        ) as browser:
            failed = _pytest("Tests", ["--ignore=tests/e2e"], env)
        say("==> Tests in a browser (pytest)")
        shown.seek(0)
        say(shown.read().rstrip())
    if browser.returncode:
        failed.append(f"Tests in a browser (pytest), status {browser.returncode}")
    return failed


def _prepare() -> None:
    try:
        prepare_python(dev=True)
    except StepFailed:
        fail("The checks cannot start: the step above failed.")


def _steps(steps: Sequence[Step]) -> list[str]:
    """Run steps, all of them even if some fail, and return the names of those that did."""
    failed = []
    for name, action in steps:
        try:
            with step(name):
                action()
        except StepFailed:
            failed.append(name)
    return failed


def _summary(failed: Sequence[str]) -> int:
    say("\nFAILED: " + "; ".join(failed) if failed else "\nAll checks passed.")
    return 1 if failed else 0
