"""`streamlit.legacy_caching`: the function that clears the caches, in Streamlit 1.0 to 1.11."""

from .caching import clear_cache

__all__ = ["clear_cache"]
