"""`streamlit.runtime.caching`: libraries import the caches from here."""

from treadle._core.commands.cache import cache_data, cache_resource

__all__ = ["cache_data", "cache_resource"]
