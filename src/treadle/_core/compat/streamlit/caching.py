"""`streamlit.caching`: the function that clears the caches, before Streamlit 1.0."""

from treadle._core.compat.removed import say_once
from treadle.api import cache_data, cache_resource

__all__ = ["clear_cache"]


def clear_cache() -> None:
    """Remove all results and objects of all cached functions."""
    say_once(
        "clear_cache",
        "`clear_cache` is a name of an earlier Streamlit, and still works. Use `st.cache_data.clear()` and "
        "`st.cache_resource.clear()`.",
    )
    cache_data.clear()
    cache_resource.clear()
