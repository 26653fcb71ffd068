"""`streamlit.elements.lib.form_utils`: whether code writes into a form."""

from treadle._core.carry.context import current
from treadle._core.elements.cursor import Cursor
from treadle._core.session.forms import IsInForm

__all__ = ["is_in_form"]


def is_in_form(dg: Cursor) -> bool:
    """Return whether a container stands in a form; for `st` itself, whether the current place does.

    Args:
        dg: the container.
    """
    scope = current()
    if scope is None:
        return False
    return scope.host.page.apply(IsInForm(scope.container if dg.id is None else dg.id))
