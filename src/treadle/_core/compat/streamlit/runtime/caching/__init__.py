"""`streamlit.runtime.caching`: libraries import the caches from here."""

from treadle.api import cache_data, cache_resource

__all__ = ["cache_data", "cache_resource"]
