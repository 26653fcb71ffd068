"""`streamlit.errors`: the exceptions by the names that Streamlit has for them."""

from treadle.errors import *  # noqa: F403 - whatever there is
