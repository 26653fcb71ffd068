"""`st.exception`. The element's struct is in `runtime.errorview`, which also shows uncaught exceptions."""

from typing import Any

from treadle._core.carry.context import require
from treadle._core.elements.checks import checked_width, wire_text
from treadle._core.elements.cursor import C
from treadle._core.protocol.element import Width
from treadle._core.runtime.errorview import Exception_, error_element


def exception(self: C, exception: BaseException | Any, width: Width = "stretch") -> C:
    """Show an exception with its traceback, the app's own code first.

    Args:
        exception: the exception. It has a traceback only if it was raised.
        width: CSS pixels or "stretch".

    Raises:
        InvalidWidthError: `width` is not valid.

    Example:
        >>> import treadle as st
        >>> try:
        ...     1 / 0
        ... except ZeroDivisionError as error:
        ...     st.exception(error)
    """
    width = checked_width(width, allow_content=False)
    if isinstance(exception, BaseException):
        return self.put(error_element(exception, require().host.is_app_code, width=width))
    # As in Streamlit, any object is shown: code that handles an error should not fail.
    return self.put(Exception_(type=type(exception).__name__, message=wire_text(exception), width=width))
