"""`streamlit.runtime.scriptrunner`: the functions that bind threads to a run."""

from treadle.errors import RerunException, StopException

from ..scriptrunner_utils.script_requests import RerunData
from ..scriptrunner_utils.script_run_context import (
    ScriptRunContext,
    add_script_run_ctx,
    get_script_run_ctx,
)

__all__ = [
    "RerunData",
    "RerunException",
    "ScriptRunContext",
    "StopException",
    "add_script_run_ctx",
    "get_script_run_ctx",
]
