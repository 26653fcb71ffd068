"""`streamlit.scriptrunner`: the place of `streamlit.runtime.scriptrunner` in Streamlit 1.8 to 1.11."""

from treadle._core.compat.removed import say_moved

from ..runtime.scriptrunner import (
    RerunData,
    RerunException,
    ScriptRunContext,
    StopException,
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

say_moved("streamlit.scriptrunner", "streamlit.runtime.scriptrunner")
