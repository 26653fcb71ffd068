"""`st.exception`. The element's struct is in `runtime.errorview`, which also shows uncaught exceptions."""

from typing import Any, Unpack

from treadle._core.carry.context import require
from treadle._core.elements.checks import checked_width, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Wide
from treadle._core.runtime.errorview import Exception_, error_element


@positional("exception width")
def exception(self: C, exception: BaseException | Any, **shared: Unpack[Wide]) -> C:
    """Show an exception with its traceback, the app's own code first.

    Args:
        exception: the exception. It has a traceback only if it was raised.

    Example:
        >>> import treadle as st
        >>> try:
        ...     1 / 0
        ... except ZeroDivisionError as error:
        ...     st.exception(error)
    """
    width = checked_width(shared.get("width", "stretch"), allow_content=False)
    if isinstance(exception, BaseException):
        return self.put(error_element(exception, require().host.is_app_code, width=width))
    # As in Streamlit, any object is shown: code that handles an error should not fail.
    return self.put(Exception_(type=type(exception).__name__, message=wire_text(exception), width=width))
