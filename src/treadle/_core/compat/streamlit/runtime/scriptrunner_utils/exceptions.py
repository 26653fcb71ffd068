"""`streamlit.runtime.scriptrunner_utils.exceptions`: the exceptions that end a run."""

from treadle.errors import RerunException, ScriptControlException, StopException

__all__ = ["RerunException", "ScriptControlException", "StopException"]
