"""Writes an element into a container of the page, for the caller of a command."""

from collections.abc import Hashable

from treadle._core.protocol.element import Element
from treadle.errors import APIError, StopException

from .caller import Caller
from .nodes import Node, Writer
from .outside import find_place, place_for
from .session import Session
from .structure import MAIN, PANELS


def place(session: Session, caller: Caller, container: int, props: Element, identity: Hashable) -> Node:
    """Put an element into a container, or over an element, and return its node. A part of several operations.

    Raises:
        APIError: the container has left the page, and the page's own code writes to it.
        StopException: the container has left the page, and a thread or code that outlives its run writes to
            it.
    """
    document = session.document
    if not session.seen:
        return document.write(
            Writer(caller.writer.stamp, caller.lane.id), document.nodes[MAIN], props, identity
        )
    writer, run, recorder = caller.writer, caller.run, caller.recorder
    parent = document.nodes.get(container)
    if parent is None:
        if not caller.in_job and (writer.background or run.phase != "ended"):
            raise APIError(
                "The container that this writes to is no longer on the page: something else has taken its "
                "place. Create the container in the same run that writes to it."
            )
        raise StopException()
    if writer.background:
        pass  # it lives longer than the run
    elif run.phase == "ended":
        writer, parent = _after_run(session, caller, parent)
    else:
        stamp = writer.stamp
        if parent.stamp < stamp and parent.depth > 1:  # not the page itself, or the sidebar
            document.revive(writer, parent)
        if caller.lane.parent is not None:
            parent = place_for(document, run, caller.lane, parent)
            if parent.stamp < stamp:
                document.revive(writer, parent)
    if recorder is not None:
        recorder.admit(container, props)
    node = document.write(writer, parent, props, identity)
    node.page = caller.page
    if recorder is not None:
        recorder.placed(container, node.id, props, identity)
    return node


def _after_run(session: Session, caller: Caller, container: Node) -> tuple[Writer, Node]:
    """Return the writer and the place for code that outlives its run.

    Raises:
        StopException: the place has left the page.
    """
    begins_anew = container.id in (*PANELS, caller.lane.node_id)
    if begins_anew and caller.lane.began_after(caller.run):
        raise StopException()
    return session.runs.late_writer(), find_place(session.document, caller.lane, container)
