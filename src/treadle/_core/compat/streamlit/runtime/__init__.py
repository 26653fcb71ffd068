"""`streamlit.runtime`: what apps ask it is whether they run at all."""

from typing import NoReturn

from treadle.errors import NotYetSupported


def exists() -> bool:
    """Return True: this module can be imported only while an app runs."""
    return True


def get_instance() -> NoReturn:
    """Raise that Treadle has no such object: a session is reached through `st.` commands only.

    Raises:
        NotYetSupported: always.
    """
    raise NotYetSupported("streamlit.runtime.get_instance", instead="What a request said is in `st.context`.")
