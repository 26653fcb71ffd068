"""A person and threads change one widget while what they did is still on its way: in the end all have the
same value.
"""

import random
from collections import deque
from typing import Any

import pytest

from treadle._core.elements.inputs.text_area import TextArea
from treadle._core.protocol.message import Ack, Append, ClientInfo, Insert, Interact, Operation, Set
from treadle._core.session.collect import Collect
from treadle._core.session.events import Connected, Interacted

from .driving import Driven, box


class Browser:
    """One tab: what it shows of a widget, what is on its way to it, and what on its way from it."""

    def __init__(self, driven: Driven, number: int) -> None:
        self.driven, self.number = driven, number
        if number > 1:
            driven.do(Connected(number, info=ClientInfo(), rerun=False))
        self.coming: deque[tuple[int, list[Operation]]] = deque()
        self.going: deque[Interact | Ack] = deque()
        self.batches = self.acknowledged = 0
        self.known: dict[int, Any] = {}
        self.local: dict[int, Any] = {}

    def value(self, id: int) -> Any:
        return self.local.get(id, self.known.get(id))

    def enter(self, id: int, value: Any) -> None:
        self.local[id] = value
        self.going.append(Interact([(id, value)]))

    def flush(self) -> None:
        if self.batches - self.acknowledged < 2:
            ops = Collect(self.number, 0.0).apply(self.driven.session).ops
            if ops:
                self.batches += 1
                self.driven.session.browsers.mirrors[self.number].sent_as(self.batches, ops)
                self.coming.append((self.batches, ops))

    def receive(self) -> None:
        if self.coming:
            number, ops = self.coming.popleft()
            for op in ops:
                if isinstance(op, Insert):
                    self.known[op.id] = getattr(op.props, "value", None)
                elif isinstance(op, Set) and "value" in op.props:
                    self.known[op.id] = op.props["value"]
                    self.local.pop(op.id, None)
                elif isinstance(op, Append) and op.prop == "value":
                    self.known[op.id] += op.text
            self.going.append(Ack(number))

    def arrive(self) -> None:
        if self.going:
            message = self.going.popleft()
            if isinstance(message, Ack):
                self.acknowledged = message.seq
                self.driven.session.browsers.mirrors[self.number].has_seen(message.seq)
            else:
                self.driven.do(Interacted(self.number, message.changes))


@pytest.mark.parametrize("seed", range(200))
def test_all_browsers_end_with_the_servers_value(seed: int) -> None:
    choose = random.Random(seed)
    driven = Driven()
    session = driven.session
    id = driven.show(driven.runs[0], TextArea(label="x", value=""), key="x")
    driven.idle()
    browsers = [Browser(driven, number) for number in (1, 2)]
    for browser in browsers:  # nobody enters anything into what is not there yet
        browser.flush()
        browser.receive()
    record = session.widgets.by_key["x"]
    for number in range(60):
        browser = choose.choice(browsers)
        step = choose.choice(["enter", "app", "append", "flush", "receive", "arrive", "arrive"])
        if step == "enter":
            browser.enter(id, f"person {number}")
        elif step == "app":
            session.values.assign(record, f"app {number}" + "." * choose.choice([0, 100]))
        elif step == "append":
            session.values.assign(record, f"{record.wire} and {number}")
        else:
            getattr(browser, step)()
    for _ in range(200):
        for browser in browsers:
            browser.arrive()
            browser.flush()
            browser.receive()
    assert [browser.value(id) for browser in browsers] == [record.wire] * 2
    assert not any(session.browsers.mirrors[browser.number].unseen for browser in browsers)


def test_a_value_that_nothing_crosses_is_not_sent_back() -> None:
    driven = Driven()
    id = driven.show(driven.runs[0], box("x"), key="x")
    driven.idle()
    browser = Browser(driven, 1)
    browser.flush()
    browser.receive()
    browser.enter(id, True)
    while browser.going:
        browser.arrive()
    browser.flush()
    assert not browser.coming
    assert driven.session.widgets.by_key["x"].wire is True


def test_a_long_text_of_a_widget_is_sent_whole_as_the_browser_may_have_another() -> None:
    driven = Driven()
    id = driven.show(driven.runs[0], TextArea(label="x", value="a" * 100), key="x")
    driven.idle()
    mirror = driven.session.browsers.mirrors[1]
    mirror.flush()
    driven.session.values.assign(driven.session.widgets.by_key["x"], "a" * 101)
    assert mirror.flush() == [Set(id, {"value": "a" * 101})]
