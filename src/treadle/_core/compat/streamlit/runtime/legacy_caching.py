"""`streamlit.runtime.legacy_caching`: the function that clears the caches, in Streamlit 1.12 to 1.35."""

from ..caching import clear_cache

__all__ = ["clear_cache"]
