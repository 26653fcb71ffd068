"""`streamlit.runtime.state`: the types of `st.session_state` and `st.query_params`."""

from treadle._core.state.query_params import QueryParams as QueryParamsProxy
from treadle._core.state.session_state import SessionState as SessionStateProxy

__all__ = ["QueryParamsProxy", "SessionStateProxy"]
