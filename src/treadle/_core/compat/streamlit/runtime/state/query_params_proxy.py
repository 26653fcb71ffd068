"""`streamlit.runtime.state.query_params_proxy`."""

from treadle._core.state.query_params import QueryParams as QueryParamsProxy

__all__ = ["QueryParamsProxy"]
