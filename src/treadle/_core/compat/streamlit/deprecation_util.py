"""`streamlit.deprecation_util`: libraries warn with it about their own deprecated functions."""

from treadle._core.commands.options import get_option
from treadle._core.compat.removed import say_once
from treadle.api import warning

__all__ = ["show_deprecation_warning"]


def show_deprecation_warning(message: str, show_in_browser: bool = True, show_once: bool = False) -> None:
    """Log a warning once, and show it on the page if the page shows details of errors.

    Args:
        message: the warning, in Markdown.
        show_in_browser: whether the page shows it.
        show_once: has no effect: the page shows it in each run, the log once.
    """
    if show_in_browser and get_option("client.showErrorDetails") == "full":
        warning(message)
    say_once(message, message)
