"""A widget is forgotten when its run ends without it, and no sooner: threads and fragments may pass widgets
to each other.

Each test is an order of events: what executes goes on by one step at a time, in an order that a seed says.
"""

import random
from collections.abc import Iterator

import pytest

import treadle as st
from treadle._core.carry.context import require
from treadle._core.commands.fragment import _How, _start
from treadle._core.protocol.message import Interact
from treadle._core.session.events import RerunAsked, StopAsked
from treadle._core.session.widgets import LEFT_KEPT

from .staging import Actor, Stage, Steps

SEEDS = range(20)


class Visit:
    """A page whose widgets stand in `places`: each place is a thread or a parallel fragment, and lists the
    keys that it shows.
    """

    def __init__(self, kind: str, places: list[list[str]], *, seed: int = 0) -> None:
        self.kind, self.places = kind, places
        self.random = random.Random(seed)
        self.shown: dict[str, bool] = {}
        self.stage = Stage(self.page)
        self.tab = self.stage.connect(rerun=True)
        self.settle()

    def page(self) -> Steps:
        yield
        for number, keys in enumerate(self.places):
            if self.kind == "fragments":
                how = _How(None, True, f"part {number}")
                _start(lambda keys=keys: self.show(keys), self.show, how)
            else:
                self.stage.start(require(), self.show(keys))
            yield

    def show(self, keys: list[str]) -> Steps:
        for key in keys:
            yield
            self.shown[key] = st.checkbox(key, key=key)
        yield

    def settle(self) -> None:
        """Let all go on to its end, in any order."""
        while self.step():
            pass
        self.tab.collect()

    def step(self) -> bool:
        ready = [*self.stage.waiting, *self.stage.actors]
        if ready:
            one = self.random.choice(ready)
            one.step() if isinstance(one, Actor) else one.begin()
        return bool(ready)

    def tick(self, key: str) -> None:
        id = self.tab.find("checkbox", key)
        self.stage.live.receive(self.tab, Interact([(id, True)]))

    def rerun(self, *places: list[str]) -> None:
        self.places = list(places)
        self.shown = {}
        self.stage.live.handle(RerunAsked())

    @property
    def keys(self) -> set[str]:
        return set(self.stage.session.widgets.by_key)


@pytest.fixture(params=["threads", "fragments"])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    return request.param


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest) -> Iterator[int]:
    return request.param


def test_what_was_entered_moves_with_its_widget(kind: str, seed: int) -> None:
    visit = Visit(kind, [["a"], ["b"], ["c"]], seed=seed)
    visit.tick("b")
    visit.tick("c")
    visit.settle()
    for places in ([["b"], ["c"]], [["c"], ["b"]], [[], ["b", "c"]], [["c"], [], ["b"]]):
        visit.rerun(*places)
        visit.settle()
        assert visit.shown == {"b": True, "c": True}
        assert visit.keys == {"b", "c"}
    visit.stage.close()


def test_it_moves_though_runs_are_superseded_on_the_way(kind: str, seed: int) -> None:
    visit = Visit(kind, [["a"], ["b"], ["c"]], seed=seed)
    visit.tick("b")
    visit.settle()
    for _ in range(6):
        keys = ["a", "b", "c"]
        visit.random.shuffle(keys)
        visit.rerun(*([key] for key in keys))
        for _ in range(visit.random.randrange(12)):
            visit.step()
    visit.settle()
    assert visit.shown == {"a": False, "b": True, "c": False}
    visit.stage.close()


def test_it_is_forgotten_when_its_run_has_ended_without_it(kind: str, seed: int) -> None:
    visit = Visit(kind, [["a"], ["b"]], seed=seed)
    visit.tick("b")
    visit.settle()
    visit.rerun(["a"], [])
    visit.settle()
    assert visit.keys == {"a"}
    visit.rerun(["a"], ["b"])
    visit.settle()
    assert visit.shown == {"a": False, "b": False}
    visit.stage.close()


def test_a_run_that_was_stopped_forgets_nothing(kind: str, seed: int) -> None:
    visit = Visit(kind, [["a"], ["b"]], seed=seed)
    visit.tick("b")
    visit.settle()
    visit.rerun(["b"], ["a"])
    for _ in range(visit.random.randrange(4)):
        visit.step()
    visit.stage.live.handle(StopAsked())
    visit.settle()
    visit.rerun(["b"], ["a"])
    visit.settle()
    assert visit.shown == {"a": False, "b": True}
    visit.stage.close()


def test_a_run_that_goes_on_for_ever_does_not_keep_all_that_was_ever_shown() -> None:
    visit = Visit("threads", [[]])
    for number in range(3):
        visit.rerun([f"{number} {each}" for each in range(LEFT_KEPT)], [])
        script = visit.stage.waiting[-1]
        script.begin()
        # One thread shows all, and the other does not end.
        while len(visit.stage.actors) < 3:
            visit.stage.actors[0].step()
        body, one, _ = visit.stage.actors[-3:]
        while not one.over:
            one.step()
        while not body.over:
            body.step()
        for actor in [each for each in visit.stage.actors if each.run.fenced]:
            actor.step()
    assert len(visit.keys) <= 2 * LEFT_KEPT
    visit.stage.close()
