"""`streamlit.config`: reads options. `st._config` is the same module."""

from treadle._core.commands.options import get_option, set_option

__all__ = ["get_option", "set_option"]
