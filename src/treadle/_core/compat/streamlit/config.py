"""`streamlit.config`: reading options. `st._config` is this, too."""

from treadle._core.commands.options import get_option, set_option

__all__ = ["get_option", "set_option"]
