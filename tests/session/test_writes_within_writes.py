"""A garbage collection may call a destructor in the middle of a write, in the same thread, and that may
write, too.

Here it is tried at each line of the document's code: a trace function is called where a collection could
happen.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from treadle._core.protocol.element import Element
from treadle._core.protocol.message import Operation
from treadle._core.session import document as document_module
from treadle._core.session import mirror as mirror_module
from treadle._core.session import session as session_module
from treadle._core.session.collect import Collect
from treadle._core.session.events import RerunAsked
from treadle._core.session.nodes import Node, Writer
from treadle._core.session.structure import MAIN

from .driving import Driven
from .page import Container, Empty, Page, ReferenceBrowser, box, shown, text


def at_line(number: int, files: tuple[str, ...], act: Callable[[], None]) -> Callable[..., Any]:
    """Return a trace function that calls `act` once, before the line of that number which is executed in
    these files.
    """
    count = 0

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal count
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            count += 1
            if count == number:
                act()
        return trace

    return trace


class Under:
    """A page in a state that each kind of write finds, and a destructor that has something to say."""

    def __init__(self) -> None:
        self.page = Page()
        self.browser = ReferenceBrowser()
        self.mirror = self.page.mirror()
        first = self.page.writer()
        self.page.write(first, text("handle"))
        self.one = self.page.write(first, Empty())
        self.page.write(first, text("one of one"), self.one)
        self.page.write(first, box("widget"), None, "widget")
        self.page.write(first, text("stale"))
        self.flush()
        self.writer = self.page.writer()
        self.handle = self.page.write(self.writer, text("handle"))
        self.said: list[Node] = []

    def flush(self) -> None:
        self.browser.apply(self.mirror.flush())

    def destructor(self) -> None:
        """Write what an app could write: an element, a container and an element in it, one over a handle."""
        write = self.page.document.write
        main = self.page.main
        self.said.append(write(self.writer, main, text("from a destructor")))
        container = write(self.writer, main, Container())
        self.said += [container, write(self.writer, container, text("inside"))]
        self.said.append(write(self.writer, self.handle, box("over"), "over"))


WRITES: dict[str, Callable[[Under], object]] = {
    "a new element": lambda u: u.page.write(u.writer, Container()),
    "one that stood there": lambda u: u.page.write(u.writer, text("other")),
    "a widget": lambda u: u.page.write(u.writer, box("widget"), None, "widget"),
    "the only one": lambda u: u.page.write(u.writer, Container(), u.one),
    "over an element": lambda u: u.page.write(u.writer, box("new"), u.one, "new"),
    "the end of a body": lambda u: u.page.sweep(u.writer),
    "removal": lambda u: u.page.document.remove(u.one),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_write_in_the_middle_of_another_is_whole_and_so_is_the_other(write: str) -> None:
    lines = 0
    while True:
        lines += 1
        under = Under()
        old = sys.gettrace()
        sys.settrace(at_line(lines, (document_module.__file__,), under.destructor))
        try:
            WRITES[write](under)
        finally:
            sys.settrace(old)
        under.page.check()
        under.flush()
        assert under.browser.tree()[2] == shown(under.page.document.root)[2]
        if not under.said:
            break
        everything = {node.id for node in under.page.document.root.walk()}
        assert {node.id for node in under.said} <= everything, f"nothing is lost, at line {lines}"
        assert len({node.id for node in under.said}) == len(under.said), (
            f"each is one of its own, at line {lines}"
        )
        assert under.page.bodies().count("from a destructor") == 1
        under.page.run(text("the next run"))
        under.flush()
        assert under.browser.tree()[2] == shown(under.page.document.root)[2]
    assert lines > 5


def test_an_event_in_the_middle_of_another_is_handled_next(monkeypatch: pytest.MonkeyPatch) -> None:
    driven = Driven()
    handled: list[str] = []
    rerun = driven.session._rerun_asked

    def within(event: RerunAsked, out: list[Any]) -> None:
        handled.append("begins")
        if len(handled) == 1:
            assert driven.session.handle(RerunAsked()) == [], "what is to be done is returned with the rest"
        rerun(event, out)
        handled.append("ends")

    monkeypatch.setitem(session_module._HANDLERS, RerunAsked, lambda session, event, out: within(event, out))
    driven.do(RerunAsked())
    assert handled == ["begins", "ends", "begins", "ends"]
    assert len(driven.session.app.stopping) == 2


def test_a_write_while_a_browser_is_sent_to_arrives_with_the_next_batch() -> None:
    lines, wrote = 0, [True]
    while wrote:
        lines += 1
        driven = Driven().idle()
        browser = ReferenceBrowser()
        session = driven.session
        writer = Writer(100, "job", background=True)
        main = session.document.nodes[MAIN]

        def send() -> list[Operation]:
            return Collect(1, 0.0).apply(session).ops  # noqa: B023

        browser.apply(send())
        session.document.write(writer, main, Container())
        session.document.write(writer, main, text("before"))
        wrote = []

        def destructor() -> None:
            element: Element = text("from a destructor")
            wrote.append(session.document.write(writer, main, element).id)  # noqa: B023

        old = sys.gettrace()
        sys.settrace(at_line(lines, (mirror_module.__file__,), destructor))
        try:
            ops = send()
        finally:
            sys.settrace(old)
        browser.apply(ops)
        browser.apply(send())
        assert browser.tree()[2] == shown(session.document.root)[2]
    assert lines > 10
