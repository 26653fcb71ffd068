"""The command of the benchmarks: what it makes first, what it prints when, and which way its ratios point."""

import importlib
import json
import subprocess
import sys
import venv
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

BENCH = Path(__file__).parents[1] / "bench"


@pytest.fixture
def compare(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("compare")


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    pytest.importorskip("psutil", reason="the benchmarks need it")
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("cases")


@pytest.mark.parametrize("built", [True, False])
def test_a_fresh_clone_builds_the_front_end_first(
    compare: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, built: bool
) -> None:
    done: list[str] = []

    def run(command: list[object], **_: object) -> SimpleNamespace:
        done.append("build" if "build" in str(command[1]) else "install")
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(venv, "create", lambda *_, **__: done.append("environment"))
    monkeypatch.setattr(compare, "INDEX", tmp_path / "index.html")
    monkeypatch.setattr(compare, "PYTHON", tmp_path / "python")
    if built:
        (tmp_path / "index.html").touch()
    compare.prepare()
    assert done == ["environment", "install"] if built else ["build", "environment", "install"]


def test_the_built_front_end_is_where_the_server_looks_for_it(compare: ModuleType) -> None:
    from treadle._core.server.files import BUNDLED

    assert compare.INDEX == BUNDLED / "index.html"


def test_more_than_1_means_that_treadle_is_ahead(cases: ModuleType) -> None:
    shown = cases.show(
        [("click", "ms", [10.0, 40.0, 20.0]), ("clicks a second", "/s", [300.0, 100.0, 150.0])]
    )
    assert [line.rpartition("|")[0].rpartition("|")[2].strip() for line in shown.splitlines()[2:]] == [
        "4.0 / 2.0",
        "3.0 / 2.0",
    ]


def test_a_figure_that_is_missing_or_nothing_has_no_ratio(cases: ModuleType) -> None:
    assert cases.show([("nothing", "ms", [None, 25.0, 0.0])]).splitlines()[2].endswith("| – / – |")


def test_each_case_is_printed_and_saved_before_the_next_may_fail(
    cases: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails() -> list[object]:
        assert "first row" in capsys.readouterr().out
        raise RuntimeError("no page")

    monkeypatch.setattr(cases, "CASES", {"one": lambda: [("first row", "ms", [1.0, 2.0, 3.0])], "two": fails})
    monkeypatch.setattr(cases, "version", lambda package: "1")
    monkeypatch.setattr(cases, "__file__", str(tmp_path / "cases.py"))
    monkeypatch.setattr(sys, "argv", ["cases.py"])
    with pytest.raises(RuntimeError, match="no page"):
        cases.main()
    assert json.loads((tmp_path / "results.json").read_text()) == [["first row", "ms", [1.0, 2.0, 3.0]]]
