"""`streamlit.runtime.caching`: where libraries import the caches from."""

from treadle.elements.flow.cache import cache_data, cache_resource

__all__ = ["cache_data", "cache_resource"]
