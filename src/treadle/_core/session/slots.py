"""Reserve the place of a thread, job or coroutine where it is started, and give up that place at its end."""

from dataclasses import dataclass

from .caller import Caller
from .nodes import Job, Writer
from .operation import Operation
from .place import place
from .session import Session
from .structure import Slot


@dataclass(slots=True)
class ReserveSlot(Operation[tuple[int, Writer]]):
    """Reserve a job's place in the caller's container. Return its node id, and who writes there."""

    caller: Caller
    job: Job
    background: bool
    """Whether the job may outlive its run."""
    keeps_place: bool
    """Whether its place stays on the page while it lives, though no later run starts it there again."""

    def apply(self, session: Session) -> tuple[int, Writer]:
        """Put the slot into the container."""
        container = session.document.get(self.caller.container)
        where = self.caller.container if container is None else session.document.slot_in(container).id
        slot = place(session, self.caller, where, Slot(), None)
        slot.job = self.job
        if not self.background:
            return slot.id, self.caller.writer
        session.runs.number += 1
        writer = Writer(session.runs.number, f"job-{session.runs.number}", background=True)
        if self.keeps_place:
            slot.writer = writer
        return slot.id, writer


@dataclass(slots=True)
class EndSlot(Operation[None]):
    """Note that a job has ended: what its place still holds from before leaves the page."""

    caller: Caller
    """The job's own scope."""
    slot: int

    def apply(self, session: Session) -> None:
        """Sweep the place."""
        writer = self.caller.writer
        if writer.background:
            writer.alive = False
        slot = session.document.get(self.slot)
        if slot is None:
            return
        if not self.caller.run.fenced and not writer.background:
            session.document.sweep(slot, writer)  # another may show its widgets yet
        session.document.spend(slot)
