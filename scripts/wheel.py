"""Checks the wheel and the source archive: what is in them. Shows the demo from the wheel, without Node.

`check` is a step of `scripts/test`; it takes half a minute, most of it in pip.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from bootstrap import (
    FRONTEND,
    PIP_INSTALL,
    ROOT,
    StepFailed,
    make_venv,
    prepare_frontend,
    python,
    run,
    venv_program,
)

LARGEST = 15 * 1000 * 1000
"""The largest wheel in bytes, with all engines for charts."""

LICENCES = "treadle/_core/server/static/licences.txt"

NEEDED = (
    "treadle/py.typed",
    "treadle/_core/server/static/index.html",
    "treadle/_core/server/static/assets/",
    "treadle/_core/hello/app.py",
    LICENCES,
)
"""Beginnings of names that every wheel has."""

UNWANTED = ("node_modules/", "__pycache__/", "tests/")


def check() -> None:
    """Build the wheel and the source archive, check what is in them, and show the demo from the wheel.

    Raises:
        StepFailed: something is missing, or the demo is not shown.
    """
    prepare_frontend()
    with tempfile.TemporaryDirectory(prefix="treadle-wheel-") as folder:
        place = Path(folder)
        run(python(), "-m", "hatchling", "build", "-d", place, quiet=True)
        (wheel,), (archive,) = place.glob("*.whl"), place.glob("*.tar.gz")
        _check_content(wheel)
        _check_archive(archive, wheel, place)
        _check_demo(wheel, place)


def _check_content(wheel: Path) -> None:
    size = wheel.stat().st_size
    if size > LARGEST:
        raise StepFailed(f"the wheel has {size:,} bytes, more than {LARGEST:,}")
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        licences = opened.read(LICENCES).decode() if LICENCES in names else ""
    for needed in NEEDED:
        if not any(name.startswith(needed) for name in names):
            raise StepFailed(f"the wheel has no {needed}")
    for unwanted in UNWANTED:
        if found := [name for name in names if unwanted in name]:
            raise StepFailed(f"the wheel has {found[0]}")
    manifest = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    for package in manifest["dependencies"]:
        if f"\n{package} " not in f"\n{licences}":
            raise StepFailed(f"{LICENCES} does not name {package}, which the front end depends on")


def _check_archive(archive: Path, wheel: Path, place: Path) -> None:
    """Build a wheel from the source archive, where no Node can be found, and compare the two wheels."""
    with tarfile.open(archive) as opened:
        opened.extractall(place, filter="data")
    source = place / archive.name.removesuffix(".tar.gz")
    again = place / "again"
    run(
        python(),
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-d",
        again,
        cwd=source,
        env=_without_node(),
        quiet=True,
    )
    (second,) = again.glob("*.whl")
    if (missing := _names(wheel) ^ _names(second)) != set():
        raise StepFailed(f"the wheel of the source archive differs: {', '.join(sorted(missing)[:5])}")


def _check_demo(wheel: Path, place: Path) -> None:
    """Install the wheel alone into a new environment, and look at the demo as a browser would."""
    venv = place / "venv"
    make_venv(venv, getattr(sys, "_base_executable", sys.executable) or sys.executable)
    program = venv_program("python", venv)
    run(program, *PIP_INSTALL, "--no-compile", wheel, quiet=True)
    server = subprocess.Popen(
        [
            str(venv_program("treadle", venv)),
            "hello",
            "--server.headless=true",
            "--server.address=127.0.0.1",
            "--browser.serverAddress=localhost",
        ],
        cwd=place,
        env={**os.environ, **_without_node()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert server.stdout is not None
        url = ""
        for line in server.stdout:
            if "http://" in line:
                url = line.split()[-1]
                break
        if not url:
            raise StepFailed("the demo has not started: its output is above")
        run(
            program,
            "-P",
            ROOT / "scripts" / "visit.py",
            url.partition("?")[0].rstrip("/"),
            "Threads included",
            cwd=place,
            quiet=True,
        )
    finally:
        server.terminate()
        server.wait(20)
        if server.stdout is not None:
            server.stdout.close()


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def _without_node() -> dict[str, str]:
    """Return environment variables with which no program is found beside those of Python itself."""
    return {"PATH": str(venv_program("python").parent / "nothing"), "PYTHONPATH": ""}
