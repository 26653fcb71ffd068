"""The protocols of the code that calls an operation."""

from collections.abc import Hashable
from typing import Protocol

from treadle._core.protocol.element import Element
from treadle._core.protocol.message import Effect

from .lanes import Lane, Run
from .nodes import Writer


class Recorder(Protocol):
    """Records everything that its caller writes.

    It is called with the session's lock held, so it must be quick.
    """

    @property
    def function(self) -> str:
        """The name of the cached function for which it records."""

    @property
    def finished(self) -> bool:
        """Whether it has stopped recording."""

    def admit(self, container: int, props: Element) -> None:
        """Raise an error if an element cannot be recorded.

        It is about to be written into a container or over an element.
        """

    def placed(self, container: int, id: int, props: Element, identity: Hashable) -> None:
        """Record that an element was written."""

    def changed(self, id: int, props: Element) -> None:
        """Record that an element has new properties."""

    def removed(self, id: int) -> None:
        """Record that an element was removed by the code that wrote it."""

    def effect(self, effect: Effect) -> None:
        """Record a one-off effect."""


class Caller(Protocol):
    """The code that calls a command: its run, and its place on the page."""

    @property
    def run(self) -> Run:
        """The run to which the code belongs."""

    @property
    def lane(self) -> Lane:
        """The lane for which it writes: that of its run, or of a fragment that the run's body calls."""

    @property
    def writer(self) -> Writer:
        """The writer to which its elements belong."""

    @property
    def container(self) -> int:
        """The node id of the container to which `st.` commands write."""

    @property
    def page(self) -> str | None:
        """The page whose code it is; None for code that all pages share."""

    @property
    def recorder(self) -> Recorder | None:
        """The recorder of everything that it writes; None if nothing records."""

    @property
    def in_job(self) -> bool:
        """Whether it is a thread, pool job or coroutine of the run. False: it is the run's script thread."""

    @property
    def background(self) -> bool:
        """Whether it can outlive the run."""
