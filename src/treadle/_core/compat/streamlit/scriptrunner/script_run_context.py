"""`streamlit.scriptrunner.script_run_context`: where Streamlit 1.8 to 1.11 had `streamlit.runtime.scriptrunner`."""

from ..runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

__all__ = ["add_script_run_ctx", "get_script_run_ctx"]
