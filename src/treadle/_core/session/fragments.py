"""The operation that declares a fragment: it creates the fragment's node and lane."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import count
from typing import Any

from treadle._core.calling import At
from treadle.errors import APIError

from .caller import Caller
from .lanes import Lane
from .operation import Operation
from .place import place
from .session import Session
from .show import stands_elsewhere
from .structure import Fragment
from .twins import same_key


def lane_of_key(key: object) -> str:
    """Return the id of the lane of a fragment with a key."""
    return f"fragment:{key}"


@dataclass(slots=True)
class DeclareFragment(Operation[Lane]):
    """Create the place of a fragment where it is called, and return its lane."""

    caller: Caller
    function: Callable[..., Any]
    body: Callable[[], Any]
    """The code that a run of the fragment executes: the function with its arguments."""
    interval: float | None
    """The seconds after which it reruns by itself."""
    key: str | int | None
    at: At | None
    """Where the app calls it."""

    def apply(self, session: Session) -> Lane:
        """Put the fragment's place on the page and return its lane. The lane is created if there is none.

        Raises:
            APIError: the fragment is called from inside itself.
            DuplicateElementKey: another fragment of this run has the key.
        """
        caller = self.caller
        if self.key is not None:
            above = session.lanes.get(lane_of_key(self.key))
            if above is not None and caller.lane.within(above):
                raise APIError(
                    f"The fragment with the key `{self.key}` is called from inside itself, where it cannot "
                    "stand. Leave out the key: then each call of it is a fragment of its own."
                )
        identity = self._identity(session)
        node = place(session, caller, caller.container, Fragment(), identity)
        node.at = self.at
        # No key gives such an id: `lane_of_key` returns other forms.
        lane = f"fragment at {node.id}" if self.key is None else lane_of_key(self.key)
        return session.runs.fragment(
            lane, caller.lane, node.id, self.body, self.interval, caller.run.number, caller.page
        )

    def _identity(self, session: Session) -> Hashable:
        """Return what identifies the fragment in the next run: its key, or its function and call number."""
        caller, known = self.caller, session.document.identities
        if self.key is not None:
            identity: Hashable = ("fragment", str(self.key))
            node = known.get(identity)
            if (
                node is not None
                and node.id in session.document.nodes
                and (
                    node.stamp == caller.writer.stamp
                    or stands_elsewhere(session, node.lane, node.stamp, caller)
                )
            ):
                raise same_key(str(self.key), (node.props, node.at), (Fragment(), self.at))
            return identity
        name = (self.function.__module__, self.function.__qualname__, caller.lane.id, caller.container)
        for number in count():
            identity = ("fragment", *name, number)
            node = known.get(identity)
            if node is None or node.stamp < caller.writer.stamp:
                return identity
        raise AssertionError("count() has no end")


@dataclass(slots=True)
class ListLanes(Operation[set[str]]):
    """Return the ids of all lanes: the app's, and those of the fragments and the dialog on the page."""

    def apply(self, session: Session) -> set[str]:
        """Return the ids."""
        return set(session.lanes)
