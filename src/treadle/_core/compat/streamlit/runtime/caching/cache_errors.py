"""`streamlit.runtime.caching.cache_errors`."""

from treadle.errors import CacheError, UnhashableParamError, UnserializableReturnValueError

__all__ = ["CacheError", "UnhashableParamError", "UnserializableReturnValueError"]
