"""The operation that collects what a browser lacks of the page."""

from dataclasses import dataclass

from treadle._core.protocol.message import Effect, RunState
from treadle._core.protocol.message import Operation as Change

from .operation import Operation
from .session import Session


@dataclass(slots=True)
class Lack:
    """What one browser lacks. None: the browser has it already."""

    ops: list[Change]
    run: RunState | None
    stale: list[int] | None
    """The dimmed nodes."""
    reset: bool
    """Whether the browser has nothing yet."""
    replaced: list[int] | None
    """The nodes whose places have new nodes."""
    effects: list[Effect]

    def __bool__(self) -> bool:
        news = self.stale is not None or self.replaced is not None
        return bool(self.ops or self.run or self.effects or self.reset or news)


@dataclass(slots=True)
class Collect(Operation[Lack]):
    """Return what one browser lacks, and mark it as sent.

    The browser counts as asleep until something else changes.
    """

    connection: int
    now: float
    """In seconds, by the driver's clock."""

    def apply(self, session: Session) -> Lack:
        """Return the changes."""
        browsers = session.browsers
        mirror = browsers.mirrors[self.connection]
        browsers.sleepers.add(self.connection)
        reset = mirror.fresh
        with session.document.steady():
            ops = mirror.flush()
        learns = browsers.learns_of_runs(self.connection, session.runs.mark())
        run = session.runs.state(self.now) if learns else None
        stale, known = session.dimming.stale(), session.document.replaced
        replaced = list(known.ids) if known.ids and session.lanes.bodies() else []
        mirror.replaced_seen = known.changes
        same_stale = stale == mirror.stale and not reset
        same_replaced = replaced == mirror.replaced and not reset
        mirror.stale, mirror.replaced = stale, replaced
        return Lack(
            ops,
            run,
            None if same_stale else stale,
            reset,
            None if same_replaced else replaced,
            mirror.take_effects(),
        )
