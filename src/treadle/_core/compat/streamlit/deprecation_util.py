"""`streamlit.deprecation_util`: by what libraries say that something of theirs should not be used any more."""

from treadle._core.commands.options import get_option
from treadle._core.compat.removed import say_once
from treadle.api import warning

__all__ = ["show_deprecation_warning"]


def show_deprecation_warning(message: str, show_in_browser: bool = True, show_once: bool = False) -> None:
    """Show a warning on the page if that shows details of errors, and log it once.

    Args:
        message: the warning, in Markdown.
        show_in_browser: whether the page shows it.
        show_once: makes no difference for the page, which shows it in each run; the log has it once in any case.
    """
    if show_in_browser and get_option("client.showErrorDetails") == "full":
        warning(message)
    say_once(message, message)
