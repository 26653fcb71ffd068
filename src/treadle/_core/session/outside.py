"""The places of a fragment's writes outside of its own place.

A fragment can write into any container. There it has a slot, which stands where the fragment was called:
behind what its caller had written into that container by then, also when the fragment reruns alone.
"""

from .document import Document
from .lanes import Lane, Run
from .nodes import Node, Outside


def place_for(document: Document, run: Run, lane: Lane, container: Node) -> Node:
    """Return where a run writes into a container for a lane: the container, or the lane's slot in it."""
    writer = run.writer(lane.id)
    known = writer.outside.get(container.id)
    if known is not None and document.nodes.get(known.id) is known:
        return known
    if lane.parent is None or container.props.single or not container.props.container:
        return container
    if _is_inside(container, lane):
        place = container
    else:
        around = place_for(document, run, lane.parent, container)
        identity = Outside(lane.id, container.id)
        place = document.slot_of_call(writer, around, identity, lane.called_by, lane.call, lane)
    writer.outside[container.id] = place
    return place


def find_place(document: Document, lane: Lane, container: Node) -> Node:
    """Return where a lane's runs have written into a container, for code that outlives its run."""
    return document.identities.get(Outside(lane.id, container.id), container)


def _is_inside(container: Node, lane: Lane) -> bool:
    """Whether a container stands in a fragment, or in something that the fragment has written elsewhere."""
    node: Node | None = container
    while node is not None:
        if node.id == lane.node_id or node.lane == lane.id:
            return True
        node = node.parent
    return False
