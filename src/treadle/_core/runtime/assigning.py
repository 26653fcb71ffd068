"""Assignments to keys of the app's state, with the value in the form of the widget that shows it."""

from typing import Any

from treadle._core.carry.executing import is_page_code
from treadle._core.carry.scope import Scope
from treadle._core.session.state import ANYTHING, AssignKey, WidgetValue
from treadle.errors import APIError


def assign(scope: Scope, name: str, value: Any, seen: Any = ANYTHING) -> bool:
    """Set the value of a key. Return whether it was set.

    Args:
        scope: the scope of the caller.
        name: the key.
        value: the value.
        seen: set it only if the value is still this one, as `ReadKey` has returned it.

    Raises:
        APIError: a widget with this key is on the page and cannot have the value.
    """
    change = AssignKey(scope, name, value, seen, is_page_code(scope))
    while True:
        result = scope.host.page.change_state(scope, change)
        if isinstance(result, bool):
            return result
        if isinstance(result, WidgetValue):
            change.encode(result)
        else:
            raise _unfit(name, value, change) from result


def _unfit(name: str, value: Any, change: AssignKey) -> APIError:
    label = "" if change.asked is None else change.asked.props.called
    return APIError(
        f"`st.session_state[{name!r}]` cannot become {value!r}, as “{label}”, which the page shows now, "
        f"cannot have that value: {change.error}"
    )
