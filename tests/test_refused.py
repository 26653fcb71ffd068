"""The guide lists everything of Streamlit that is refused: it is compared with Streamlit's API itself."""

import inspect
import json
import re
from pathlib import Path

import pytest

import treadle as st

ROOT = Path(__file__).parent.parent
FACTS = json.loads((ROOT / "tests/data/streamlit_api.json").read_text(encoding="utf-8"))
GUIDE = (ROOT / "docs/how-to/move-from-streamlit.md").read_text(encoding="utf-8")
LIST = GUIDE.partition("## What is refused")[2].partition("\n## ")[0]
NAMES, PARAMETERS = LIST.split("Parameters:")
REFUSED = sorted(FACTS.keys() - set(st.__all__))


def test_the_names_are_those_that_streamlit_has_and_treadle_has_not() -> None:
    assert sorted(re.findall(r"`st\.(\w+)`", NAMES)) == REFUSED


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_name_says_so(name: str) -> None:
    with pytest.raises(AttributeError, match=f"st.{name}.* not supported"):
        getattr(st, name)


def test_each_refused_parameter_is_streamlits() -> None:
    for command, names in re.findall(r"of `st\.(\w+)` ([^;.]+)", PARAMETERS.replace("\n", " ")):
        known = set(inspect.signature(getattr(st, command)).parameters)
        assert {each.partition("=")[0] for each in re.findall(r"`([^`]+)`", names)} <= known
