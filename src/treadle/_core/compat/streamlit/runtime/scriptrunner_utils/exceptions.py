"""`streamlit.runtime.scriptrunner_utils.exceptions`: what ends a run."""

from treadle.errors import RerunException, ScriptControlException, StopException

__all__ = ["RerunException", "ScriptControlException", "StopException"]
