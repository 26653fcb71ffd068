"""The rules for forms: what can stand in a form, and the form of an element."""

from dataclasses import dataclass

from treadle._core.calling import At
from treadle._core.protocol.element import Container, Valued
from treadle.errors import InvalidFormCallbackError, InvalidLayoutContextError

from .caller import Caller
from .nodes import Node
from .operation import Operation
from .session import Session
from .twins import same_key


@dataclass(slots=True)
class CheckForm(Operation[None]):
    """Refuse a form inside another form, and a form with the key of another form of this run."""

    caller: Caller
    container: int
    props: Container
    key: str
    at: At | None
    """Where the app shows it."""

    def apply(self, session: Session) -> None:
        """Raise an error if the form cannot stand there."""
        if in_form(session.document.get(self.container)):
            raise InvalidLayoutContextError("A form cannot stand in another form.")
        before = session.document.identities.get(("container", self.key))
        if before is not None and before.props.kind == "form" and before.stamp == self.caller.writer.stamp:
            raise same_key(self.key, (before.props, before.at), (self.props, self.at))


@dataclass(slots=True)
class IsInForm(Operation[bool]):
    """Return whether a container stands in a form, or is one."""

    container: int

    def apply(self, session: Session) -> bool:
        """Return the answer."""
        return in_form(session.document.get(self.container))


def form_of(node: Node) -> int | None:
    """Return the id of the form that contains a node."""
    return next((above.id for above in node.ancestors() if above.props.kind == "form"), None)


def in_form(container: Node | None) -> bool:
    """Whether a container stands in a form."""
    return container is not None and (container.props.kind == "form" or form_of(container) is not None)


def check_widget(container: Node | None, props: Valued, calls: bool) -> None:
    """Refuse a widget that cannot stand in this form, or needs a form; `calls`: it has a callback."""
    if not in_form(container):
        if props.submits and container is not None:
            raise InvalidLayoutContextError(
                "`st.form_submit_button` sends a form, so it must stand in one: write it inside `with "
                "st.form(…):`."
            )
    elif props.trigger and not props.submits and not props.stands_in_forms:
        raise InvalidLayoutContextError(
            f"`st.{props.kind}` cannot stand in a form: what is entered there is sent by the "
            "`st.form_submit_button` alone. Use that, or put the button outside of the form."
        )
    elif calls and not props.submits and not props.calls_in_forms:
        raise InvalidFormCallbackError()
