"""`st.column_config` has Streamlit's names and signatures, and says what it has not."""

import inspect
import json
from pathlib import Path

import pytest

import treadle as st

PARAMETERS = json.loads((Path(__file__).parent / "column_config.json").read_text(encoding="utf-8"))
"""Of each function of Streamlit 1.67: the names of its parameters."""


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_parameters(name: str) -> None:
    assert set(inspect.signature(getattr(st.column_config, name)).parameters) == set(PARAMETERS[name])


def test_only_what_was_said_is_in_a_config() -> None:
    assert st.column_config.Column("City", width="small") == {"label": "City", "width": "small"}
    assert st.column_config.DateColumn(format="iso8601") == {
        "type_config": {"type": "date", "format": "iso8601"}
    }
    assert st.column_config.LineChartColumn(y_min=0) == {"type_config": {"type": "line_chart", "y_min": 0}}
