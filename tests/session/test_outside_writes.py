"""What a fragment writes into a container outside stands, in that container, where the fragment was called.

However its runs and the page's follow each other: what executes goes on by one step at a time, in an order
that a seed says.
"""

import random
from functools import partial
from typing import Any

import pytest

import treadle as st
from treadle._core.carry.context import require
from treadle._core.commands.fragment import _called, _How, _start
from treadle._core.session.events import RerunAsked

from .staging import Actor, Stage, Steps

NAMES = ("one", "two", "inner")


class Page:
    """A page and two fragments that write into one container. The second fragment calls a third."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.how = {name: self.random.choice(["called", "parallel"]) for name in NAMES}
        self.how["inner"] = "called"
        self.lines = dict.fromkeys(("app", *NAMES), 1)
        """How many lines each writes where it writes."""
        self.written: dict[str, int] = {}
        """How many the newest run of each wrote."""
        self.threads = self.random.random() < 0.3
        self.stage = Stage(self.page)
        self.tab = self.stage.connect(rerun=True)

    def page(self) -> Steps:
        box = st.container(key="box")
        lines = self.lines["app"]
        for name in ("one", "two"):
            yield from self.write(box, f"before {name}", lines)
            yield from self.call(name, box)
        yield from self.write(box, "last", lines)
        self.done("app", lines)

    def write(self, box: Any, text: str, lines: int) -> Steps:
        for line in range(lines):
            box.text(f"{text} {line}") if self.random.random() < 0.5 else box.info(f"{text} {line}")
            yield

    def call(self, name: str, box: Any) -> Steps:
        body, how = partial(self.fragment, name, box), _How(None, self.how[name] == "parallel", name)
        if how.parallel:
            _start(body, self.fragment, how)
        else:
            with _called(body, self.fragment, how):
                yield from body()
        yield

    def fragment(self, name: str, box: Any) -> Steps:
        st.text(f"inside {name}")
        lines = self.lines[name]
        yield from self.write(box, f"{name} begins", lines)
        if name == "two":
            yield from self.call("inner", box)
            yield from self.write(box, f"{name} ends", lines)
        elif name == "one" and self.threads:
            self.stage.start(require(), self.write(box, f"{name} thread", 1))
        self.done(name, lines)

    def done(self, name: str, lines: int) -> None:
        scope = require()
        scope.host.check(scope)  # one that was superseded has written nothing
        self.written[name] = lines

    def expected(self) -> list[str]:
        n = self.written

        def of(text: str, lines: int) -> list[str]:
            return [f"{text} {line}" for line in range(lines)]

        return [
            *of("before one", n["app"]),
            *of("one begins", n["one"]),
            *of("one thread", self.threads),
            *of("before two", n["app"]),
            *of("two begins", n["two"]),
            *of("inner begins", n["inner"]),
            *of("two ends", n["two"]),
            *of("last", n["app"]),
        ]

    def shown(self) -> list[str]:
        (box,) = [
            node
            for node in self.stage.session.document.nodes.values()
            if node.identity == ("container", "box")
        ]
        return [node.props.body for node in box.walk() if hasattr(node.props, "body")]

    def go_on(self, steps: int) -> None:
        for _ in range(steps):
            ready = [*self.stage.waiting, *self.stage.actors]
            if ready:
                one = self.random.choice(ready)
                one.step() if isinstance(one, Actor) else one.begin()

    def settle(self) -> None:
        while self.stage.waiting or self.stage.actors:
            self.go_on(1)
        self.tab.collect()
        assert self.tab.shows() == self.stage.document()


@pytest.mark.parametrize("seed", range(60))
def test_a_fragments_writes_stand_where_it_was_called(seed: int) -> None:
    page = Page(seed)
    page.settle()
    assert page.shown() == page.expected()
    for _ in range(10):
        for name in page.lines:
            if page.random.random() < 0.4:
                page.lines[name] = page.random.randrange(3)
        lane = page.random.choice(["app", *(f"fragment:{name}" for name in NAMES)])
        page.stage.live.handle(RerunAsked((lane,)))
        if page.random.random() < 0.6:
            page.settle()
            assert page.shown() == page.expected()
        else:
            page.go_on(page.random.randrange(15))
    page.settle()
    page.stage.live.handle(RerunAsked())
    page.settle()
    assert page.shown() == page.expected()
    page.stage.close()


def test_unchanged_reruns_keep_the_nodes() -> None:
    page = Page(1)
    page.threads = False
    page.random.random = lambda: 0.0  # type: ignore[method-assign]
    page.settle()
    before = page.tab.shows()
    for lane in ("app", "fragment:two", "fragment:inner", "app", "fragment:one"):
        page.stage.live.handle(RerunAsked((lane,)))
        page.settle()
        assert page.tab.shows() == before
    page.stage.close()


def test_what_a_fragment_wrote_outside_goes_when_the_fragment_around_it_calls_it_no_more() -> None:
    page = Page(0)
    page.how = dict.fromkeys(NAMES, "called")
    page.threads = False
    page.settle()
    page.call = lambda name, box: iter(())  # type: ignore[method-assign, assignment, return-value]
    page.stage.live.handle(RerunAsked(("fragment:two",)))
    page.settle()
    assert [text for text in page.shown() if text.startswith(("two", "inner"))] == [
        "two begins 0",
        "two ends 0",
    ]
    page.stage.close()


def test_it_finds_its_place_though_it_wrote_nothing_there_when_it_was_called() -> None:
    page = Page(0)
    page.how = dict.fromkeys(NAMES, "called")
    page.threads = False
    page.lines = {"app": 1, "one": 0, "two": 0, "inner": 0}
    page.settle()
    page.lines = dict.fromkeys(page.lines, 2)
    for name in ("inner", "one"):
        page.stage.live.handle(RerunAsked((f"fragment:{name}",)))
        page.settle()
        assert page.shown() == page.expected()
    page.stage.close()
