"""What an operation must know of the code that calls it."""

from collections.abc import Hashable
from typing import Protocol

from treadle._core.protocol.element import Element
from treadle._core.protocol.message import Effect

from .lanes import Lane, Run
from .nodes import Writer


class Recorder(Protocol):
    """Hears of everything that its caller writes, under the session's lock: it must be quick."""

    @property
    def function(self) -> str:
        """What records: the name of a cached function."""

    @property
    def finished(self) -> bool:
        """Whether it records no more."""

    def admit(self, container: int, props: Element) -> None:
        """Raise if an element cannot be recorded that is about to be written into a container, or over an element."""

    def placed(self, container: int, id: int, props: Element, identity: Hashable) -> None:
        """Note that an element was written."""

    def changed(self, id: int, props: Element) -> None:
        """Note that an element has other properties now."""

    def removed(self, id: int) -> None:
        """Note that an element was taken off the page by what had put it there."""

    def effect(self, effect: Effect) -> None:
        """Note that something happens once."""


class Caller(Protocol):
    """Who calls a command: for which run, at which place of the page."""

    @property
    def run(self) -> Run:
        """The run that the code belongs to."""

    @property
    def lane(self) -> Lane:
        """The lane that it writes for: its run's, or that of a fragment which the run's body calls."""

    @property
    def writer(self) -> Writer:
        """Whose elements its own count as."""

    @property
    def container(self) -> int:
        """Node id of the container that `st.` commands write to."""

    @property
    def recorder(self) -> Recorder | None:
        """Who is told of all that it writes; None for nobody."""

    @property
    def in_job(self) -> bool:
        """Whether it is a thread, pool job or coroutine that the run has started, rather than the run's own script thread."""

    @property
    def background(self) -> bool:
        """Whether it is one that may outlive the run."""
