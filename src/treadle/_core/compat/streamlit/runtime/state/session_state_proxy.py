"""`streamlit.runtime.state.session_state_proxy`."""

from treadle._core.state.session_state import SessionState as SessionStateProxy

__all__ = ["SessionStateProxy"]
