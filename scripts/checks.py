"""What `scripts/test` and `scripts/check` do, step by step."""

import argparse
import time
from collections.abc import Callable, Sequence

import other_python
from bootstrap import (
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
    ("Lint (ruff)", _tool("ruff", "check", "--quiet")),
    ("Format (ruff)", _tool("ruff", "format", "--check", "--quiet")),
    ("Types (mypy)", _tool("mypy", "--no-error-summary")),
    ("Layers (import-linter)", _tool("lint-imports")),
)
FRONTEND_CHECKS: tuple[Step, ...] = (("Types and lint of the front end (tsc, Biome)", _frontend("check")),)
FRONTEND_TESTS: tuple[Step, ...] = (
    ("Size of a first page", _frontend("size")),
    ("Tests of the front end (Vitest)", _frontend("test")),
)
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
    failed += _steps([GENERATED, *PYTHON_CHECKS, *FRONTEND_CHECKS])
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
            failed += _steps([*FRONTEND_CHECKS, *FRONTEND_TESTS])
        say(f"    so far {time.monotonic() - began:.0f} s, {', '.join(failed) or 'nothing'} failed")
    words = options.pytest or (["--ignore=tests/e2e", "--ignore=tests/differential"] if options.fast else [])
    # Last, so that its closing line is the last one.
    say("==> Tests (pytest)")
    try:
        run(python(), "-m", "pytest", *words, env=env)
    except StepFailed as error:
        failed.append(f"Tests (pytest), {error}")
    return _summary(failed) if failed else 0


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
