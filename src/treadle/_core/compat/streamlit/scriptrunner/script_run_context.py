"""`streamlit.scriptrunner.script_run_context`: the same functions, in Streamlit 1.8 to 1.11."""

from ..runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

__all__ = ["add_script_run_ctx", "get_script_run_ctx"]
