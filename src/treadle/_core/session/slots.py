"""Operations on slots: reserve one where a thread, job or coroutine is started, and end it with the job."""

from dataclasses import dataclass

from .caller import Caller
from .nodes import Job, Writer
from .operation import Operation
from .place import place
from .session import Session
from .structure import Slot


@dataclass(slots=True)
class ReserveSlot(Operation[tuple[int, Writer]]):
    """Reserve a job's slot in the caller's container. Return its node id and its writer."""

    caller: Caller
    job: Job
    background: bool
    """Whether the job can outlive its run."""
    keeps_place: bool
    """Whether its slot stays on the page while it lives, even if no later run starts it there again."""

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
    """Mark a job as ended, and remove the old elements in its slot that it has not written again."""

    caller: Caller
    """The scope of the job itself."""
    slot: int

    def apply(self, session: Session) -> None:
        """Remove the old elements."""
        writer = self.caller.writer
        if writer.background:
            writer.alive = False
        slot = session.document.get(self.slot)
        if slot is None:
            return
        if not self.caller.run.fenced and not writer.background:
            session.document.sweep(slot, writer)  # another thread may still show its widgets
        session.document.spend(slot)
