"""What `scripts/soak` does: the same tests many times, beside processes that only burn time."""

import argparse
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from bootstrap import ROOT, StepFailed, fail, prepare_python, python, say

BURN = """
import os, sys, threading

def follow():
    sys.stdin.read()  # ends when whoever has started this ends, however that happens
    os._exit(0)

threading.Thread(target=follow, daemon=True).start()
while True:
    pass
"""

FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


def soak(arguments: Sequence[str]) -> int:
    """Run tests as often as asked, and return 0 if they have passed each time."""
    parser = argparse.ArgumentParser(
        prog="scripts/soak",
        description="Run tests many times under load. What fails is told with its output; the rest goes on.",
    )
    parser.add_argument(
        "pytest",
        nargs="*",
        default=["tests/races"],
        help="what to run (default: tests/races; options after --)",
    )
    parser.add_argument("--times", type=int, default=20, help="how often (default: 20)")
    parser.add_argument(
        "--load",
        type=int,
        default=os.cpu_count() or 1,
        help="processes that burn time beside the tests (default: one a processor)",
    )
    split = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_intermixed_args(arguments[:split])
    options.pytest = [*(options.pytest or ["tests/races"]), *arguments[split + 1 :]]
    try:
        prepare_python(dev=True)
    except StepFailed:
        fail("The tests cannot start: the step above failed.")
    failures: Counter[str] = Counter()
    with ExitStack() as stack:
        for _ in range(options.load):
            stack.enter_context(_burner())
        for number in range(1, options.times + 1):
            failures.update(_round(f"{number}/{options.times}", options.pytest))
    for test, times in failures.most_common():
        say(f"{times} of {options.times} times failed: {test}")
    say(f"==> {options.times} times under load of {options.load}: {sum(failures.values()) or 'no'} failures")
    return 1 if failures else 0


def _round(name: str, words: Sequence[str]) -> set[str]:
    """Run the tests once and return the names of those that have failed."""
    began = time.monotonic()
    done = subprocess.run(
        [python(), "-m", "pytest", "-q", "-p", "no:cacheprovider", *words],
        cwd=ROOT,
        # Tests that are generated take more of what they can be made from.
        env={**os.environ, "PYTHONUNBUFFERED": "1", "TREADLE_SOAK": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    say(f"{name}: {lines[-1] if lines else 'no output'} ({time.monotonic() - began:.0f} s)")
    if done.returncode == 0:
        return set()
    say(done.stdout + done.stderr)
    return set(FAILED.findall(done.stdout)) or {f"pytest, with status {done.returncode}"}


@contextmanager
def _burner() -> Iterator[None]:
    """Keep one processor busy while a block runs."""
    process = subprocess.Popen([python(), "-c", BURN], stdin=subprocess.PIPE)
    try:
        yield
    finally:
        process.kill()
        process.communicate()
