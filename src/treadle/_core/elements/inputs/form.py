"""`st.form`."""

from typing import Unpack

from treadle._core.carry.context import called_at, require
from treadle._core.elements.checks import checked_height, checked_width
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Region
from treadle._core.protocol.element import Container, Height, Width
from treadle._core.session.forms import CheckForm
from treadle.errors import InvalidParameterTypeError


class Form(Container, frozen=True, kw_only=True):
    """A container whose inputs are submitted together."""

    key: str
    clear_on_submit: bool = False
    enter_to_submit: bool = True
    border: bool = True
    width: Width = "stretch"
    height: Height = "content"


@positional("key clear_on_submit")
def form(
    self: C,
    key: str,
    clear_on_submit: bool = False,
    *,
    enter_to_submit: bool = True,
    border: bool = True,
    **shared: Unpack[Region],
) -> C:
    """Show a form and return its handle.

    A click on its `st.form_submit_button` sends the values of its inputs.

    Args:
        key: the name of the form.
        clear_on_submit: whether the inputs are reset to their defaults after the run that a submission
            starts.
        enter_to_submit: whether Enter in a text field (Ctrl+Enter in a text area) clicks the first submit
            button.
        border: whether a border is drawn around it.

    Raises:
        InvalidLayoutContextError: the form is in another form.
        DuplicateElementKey: another form of this run has the same key.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     with st.form("signup"):
        ...         name = st.text_input("Name")
        ...         st.form_submit_button("Sign up")
        ...     st.text(f"Hello {name or 'stranger'}")
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> _ = at.text_input[0].input("Ada")
        >>> at.button[0].click().run().text[0].value
        'Hello Ada'
    """
    if not isinstance(key, str):
        raise InvalidParameterTypeError("key", type(key).__name__, ["str"])
    props = Form(
        key=key,
        clear_on_submit=bool(clear_on_submit),
        enter_to_submit=bool(enter_to_submit),
        border=bool(border),
        width=checked_width(shared.get("width", "stretch")),
        height=checked_height(shared.get("height", "content")),
    )
    scope = require()
    target = scope.container if self.id is None else self.id
    scope.host.page.do(scope, CheckForm(scope, target, props, key, called_at(scope)))
    return self.put_container(props, key=key)
