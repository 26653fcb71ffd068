"""`import streamlit` in processes that an app starts, beside an installed Streamlit: it is what the app
has.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from treadle.testing import AppTest

from .started import Started

Start = Callable[..., Started]

PAGE = """
import concurrent.futures
import multiprocessing
import subprocess
import sys

import streamlit as st
import streamlit.errors
import of_page


def found(kind):
    return f"{kind}: {st.__file__} {streamlit.errors.__file__} {of_page.st.__file__}"


def executor(kind, method):
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method)) as pool:
        yield pool.submit(found, kind).result()


def script(kind, *command):
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=True, cwd=of_page.FOLDER
    )
    yield done.stdout


def task(kind):
    yield st.task(executor="process")(found).submit(kind).result()


def pool_in_task(kind):
    def inner():
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            return pool.apply(of_page.found, [kind])

    yield st.task(executor="process")(inner).submit().result()


def loky(kind):
    import joblib

    yield joblib.Parallel(n_jobs=2, backend="loky")(joblib.delayed(found)(kind) for _ in range(2))[0]


def of_every_kind():
    yield found("here")
    for method in ("fork", "spawn", "forkserver"):
        yield from executor(f"executor, {method}", method)
    yield from script("script", "app.py", "child")
    yield from script("module", "-m", "of_page")
    yield from script("import", "-c", "import app, of_page; of_page.main()")
    yield from task("task")
    yield from pool_in_task("pool in a task")
    yield from loky("loky")


if __name__ == "__main__":
    if "child" in sys.argv:
        print(found("script"))
    else:
        for each in of_every_kind():
            print("found", each.strip(), flush=True)
            st.text(each.strip())
        print("all", flush=True)
"""

BESIDE = """
import os
import streamlit as st

FOLDER = os.path.dirname(os.path.abspath(__file__))

def found(kind):
    return f"{kind}: {st.__file__} {st.__file__} {st.__file__}"

def main():
    print(found("module"))

if __name__ == "__main__":
    main()
"""

KINDS = 10


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app's folder. Streamlit is installed."""
    (tmp_path / "of_page.py").write_text(BESIDE)
    real = tmp_path / "installed" / "streamlit"
    real.mkdir(parents=True)
    (real / "__init__.py").write_text("real = True\n")
    (real / "errors.py").write_text("real = True\n")
    (real / "__main__.py").write_text("import streamlit; print('command', streamlit.real, __name__)\n")
    monkeypatch.setenv("PYTHONPATH", str(real.parent))
    return tmp_path


def assert_all_ours(lines: list[str]) -> None:
    assert len(lines) == KINDS, lines
    for line in lines:
        kind, _, files = line.partition(": ")
        assert all(os.path.join("compat", "streamlit") in file for file in files.split()), (kind, files)


@pytest.mark.timeout(180)  # ten times Treadle is imported
def test_every_kind_of_child_of_a_served_app_has_what_the_app_has(beside: Path, start: Start) -> None:
    app = start(PAGE, "--server.port", "0")
    app.visit()
    lines = app.read_until("all").splitlines()
    assert_all_ours([line.removeprefix("found ") for line in lines if line.startswith("found ")])


@pytest.mark.timeout(180)
def test_so_has_every_kind_of_child_of_an_app_under_test_and_none_afterwards(
    beside: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(beside / "installed")
    (beside / "app.py").write_text(PAGE)
    before = os.environ["PYTHONPATH"], list(sys.path)
    test = AppTest.from_file(str(beside / "app.py"), default_timeout=150).run()
    assert not test.exception, test.exception[0].value
    assert_all_ours([each.value for each in test.text])
    test.close()
    assert "Streamlit itself was imported" not in capfd.readouterr().err
    assert (os.environ["PYTHONPATH"], sys.path) == before
    assert run("-c", "import streamlit; print(streamlit.real)") == "True"


def run(*command: str) -> str:
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_streamlits_own_command_is_streamlits(beside: Path, start: Start) -> None:
    (beside / "streamlit").write_text("import streamlit; print('script', streamlit.real)")
    app = start(
        """
        import os, subprocess, sys
        subprocess.run([sys.executable, "-m", "streamlit"])
        subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "streamlit")])
        """,
        "--server.port",
        "0",
    )
    app.visit()
    app.read_until("command True __main__")
    app.read_until("script True")
