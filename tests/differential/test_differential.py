"""The same small apps under Treadle's AppTest and Streamlit's: elements, values, state and exceptions are
compared.
"""

import ast
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from .compare import differences, explained
from .known import KNOWN
from .streamlit_python import streamlit_python

pytestmark = pytest.mark.timeout(600)  # the first test runs all cases, on both sides

HERE = Path(__file__).parent
CASES = sorted(
    f"{file.stem}-{line[8 : line.index('(')]}"
    for file in (HERE / "cases").glob("[!_]*.py")
    for line in file.read_text(encoding="utf-8").splitlines()
    if line.startswith("def app_")
)


def run_side(side: str, python: str | Path, result: Path) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, HERE / "side.py", side, result],
        env=environment,
        cwd=result.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shown: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return shown


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return run_side("streamlit", streamlit_python(), tmp_path_factory.mktemp("streamlit") / "shown.json")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return run_side("treadle", sys.executable, tmp_path_factory.mktemp("treadle") / "shown.json")


@pytest.mark.parametrize("case", CASES)
def test_an_app_is_the_same_on_both_sides(reference: dict[str, Any], ours: dict[str, Any], case: str) -> None:
    assert "fails" not in reference[case][0], f"The case itself is wrong:\n{reference[case][0]['fails']}"
    found = [
        f"{path}:\n    Streamlit {one!r}\n    Treadle   {other!r}"
        for path, one, other in differences(reference[case], ours[case])
        if not path.endswith(".why") and explained(case, path, KNOWN) is None
    ]
    why = [step["why"] for step in ours[case] if "why" in step]
    assert not found, "\n".join([*found, *why])


def test_each_known_difference_is_there(reference: dict[str, Any], ours: dict[str, Any]) -> None:
    used = {
        explained(case, path, KNOWN)
        for case in CASES
        for path, _, _ in differences(reference[case], ours[case])
    }
    assert not KNOWN.keys() - used


API = json.loads((HERE.parent / "data" / "streamlit_api.json").read_text(encoding="utf-8"))
"""By command of Streamlit: name, kind and default of each parameter."""

ALL_USED = [
    "audio_input",
    "badge",
    "button",
    "camera_input",
    "caption",
    "chat_input",
    "chat_message",
    "checkbox",
    "code",
    "color_picker",
    "date_input",
    "datetime_input",
    "divider",
    "download_button",
    "error",
    "exception",
    "feedback",
    "file_uploader",
    "form",
    "form_submit_button",
    "header",
    "info",
    "json",
    "latex",
    "link_button",
    "logo",
    "markdown",
    "menu_button",
    "metric",
    "multiselect",
    "navigation",
    "number_input",
    "page_link",
    "pagination",
    "pills",
    "progress",
    "pyplot",
    "radio",
    "segmented_control",
    "select_slider",
    "selectbox",
    "set_page_config",
    "slider",
    "subheader",
    "success",
    "switch_page",
    "text",
    "text_area",
    "text_input",
    "time_input",
    "title",
    "toast",
    "toggle",
    "warning",
    "write",
    "write_stream",
]
"""Commands all of whose parameters are used in the cases."""


def used_in_cases() -> dict[str, set[str]]:
    """Return the parameters that the cases use, by command."""
    used: defaultdict[str, set[str]] = defaultdict(set)
    for file in (HERE / "cases").glob("[!_]*.py"):
        for app in ast.parse(file.read_text(encoding="utf-8")).body:
            nodes = list(ast.walk(app))
            shared = {
                key.value
                for node in nodes
                if isinstance(node, ast.Dict)
                for key in node.keys
                if isinstance(key, ast.Constant)
            }
            for node in nodes:
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    command = node.func.attr
                    used[command].update(parameters(command)[: len(node.args)])
                    for word in node.keywords:  # one without a name passes a dict
                        used[command] |= shared if word.arg is None else {word.arg}
    return used


def parameters(command: str) -> list[str]:
    return [name for name, *_ in API.get(command) or []]


@pytest.mark.parametrize("command", ALL_USED)
def test_the_cases_use_all_parameters(command: str) -> None:
    used = used_in_cases()[command]
    left_out = {"kwargs"} if command == "pyplot" else set()  # there, the name of what any name may be
    assert [name for name in parameters(command) if name not in used | left_out] == []
