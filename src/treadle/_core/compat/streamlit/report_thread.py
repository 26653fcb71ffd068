"""`streamlit.report_thread`: the place of `streamlit.runtime.scriptrunner` before Streamlit 1.4."""

from treadle._core.compat.removed import say_moved

from .runtime.scriptrunner import add_script_run_ctx as add_report_ctx
from .runtime.scriptrunner import get_script_run_ctx as get_report_ctx

__all__ = ["add_report_ctx", "get_report_ctx"]

say_moved("streamlit.report_thread", "streamlit.runtime.scriptrunner")
