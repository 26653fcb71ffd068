"""`streamlit.script_run_context`: the place of `streamlit.runtime.scriptrunner` in Streamlit 1.4 to 1.7."""

from treadle._core.compat.removed import say_moved

from .runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

__all__ = ["add_script_run_ctx", "get_script_run_ctx"]

say_moved("streamlit.script_run_context", "streamlit.runtime.scriptrunner")
