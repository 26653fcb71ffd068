"""`streamlit.runtime.scriptrunner`: from where apps took what bound their threads."""

from treadle._core.compat.streamlit.runtime.scriptrunner_utils.script_run_context import (
    ScriptRunContext,
    add_script_run_ctx,
    get_script_run_ctx,
)
from treadle.errors import RerunException, StopException

__all__ = ["RerunException", "ScriptRunContext", "StopException", "add_script_run_ctx", "get_script_run_ctx"]
