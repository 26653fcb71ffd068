"""What a person entered before a press is what the button's callback sees in its arguments: told as events.

A button's arguments are as its run has declared them. When a value was entered since, and the run that knows
it has not come to the button yet, a press waits until a run has.
"""

from treadle._core.elements.status.task_status import TaskStatus
from treadle._core.protocol.element import Container
from treadle._core.session.events import (
    BodyEnded,
    FragmentDeclared,
    HeldShown,
    Interacted,
    JobEnded,
    JobStarted,
    NotStarted,
    RerunAsked,
    StopAsked,
)
from treadle._core.session.lanes import Lane, Run
from treadle._core.session.structure import MAIN, Fragment

from .driving import Callback, Driven, box, button

RERUN = RerunAsked()


class SomeForm(Container, frozen=True, kw_only=True, tag="some form"):
    pass


class Page:
    """A checkbox and buttons below it. A callback's argument is the number of the run that has declared its
    button.
    """

    def __init__(self, *buttons: str) -> None:
        self.driven = Driven()
        self.called: list[tuple[str, int]] = []
        """By whom a callback was called: the button, and the run that declared it."""
        self.pressed: list[tuple[str, int]] = []
        """Which buttons were true, and in which run."""
        self.buttons = buttons or ("b",)
        self.nodes: dict[str, int] = {}
        self.show(self.run)
        self.end()

    @property
    def run(self) -> Run:
        """The newest run."""
        return self.driven.runs[-1]

    def begin(self) -> "Page":
        """Let the newest run begin and call what is due."""
        run = self.run
        if self.driven.begin(run) is not None:
            while (callback := self.driven.session.runs.next_callback(run)) is not None:
                callback()
        return self

    def show_box(self, run: Run) -> None:
        self.nodes["box"] = self.driven.show(run, box())

    def show_button(self, run: Run, label: str, **how: object) -> None:
        """Show a button as its function does; a superseded run has been stopped before."""
        if run.fenced:
            return
        callback = Callback(self.called.append, ((label, run.number),), {})
        props = button(label)
        if props in run.pressed:
            run.answered.add(props)
            self.pressed.append((label, run.number))
        self.nodes[label] = self.driven.show(run, props, callback=callback, **how)  # type: ignore[arg-type]

    def show(self, run: Run) -> None:
        self.show_box(run)
        for label in self.buttons:
            self.show_button(run, label)

    def end(self, run: Run | None = None) -> None:
        self.driven.end(run or self.run)

    def enter(self, value: bool = True) -> list[Run]:
        return self.driven.started(Interacted(1, [(self.nodes["box"], value)]))

    def press(self, label: str = "b") -> list[Run]:
        return self.driven.started(Interacted(1, [(self.nodes[label], True)]))

    def finish(self) -> "Page":
        """Let runs go on until nothing runs."""
        seen: set[int] = set()
        while self.driven.session.app.live is not None and self.run.number not in seen:
            seen.add(self.run.number)
            run = self.run
            self.begin()
            self.show(run)
            if not run.fenced:
                self.end(run)
        return self


def test_a_press_waits_for_the_run_that_knows_what_was_entered():
    page = Page()
    (busy,) = page.enter()
    page.begin()
    (next_,) = page.press()
    assert busy.fenced, "no run waits for an older one"
    page.begin()
    assert page.called == []
    page.show(next_)
    assert next_.fenced, "the press is answered as soon as its button has been shown"
    page.finish()
    assert page.called == [("b", next_.number)]
    assert page.pressed == [("b", page.run.number)]


def test_a_press_when_nothing_runs_is_answered_at_once():
    page = Page()
    page.enter()
    page.finish()
    knows = page.run
    page.press()
    page.begin()
    assert page.called == [("b", knows.number)]


def test_a_press_behind_the_button_is_answered_at_once():
    page = Page()
    (busy,) = page.enter()
    page.begin()
    page.show(busy)
    page.press()
    page.begin()
    assert page.called == [("b", busy.number)]


def test_a_press_that_nothing_was_entered_before_is_answered_at_once():
    page = Page()
    page.driven.started(RERUN)
    page.begin()
    page.press()
    page.begin()
    assert page.called == [("b", 1)]


def test_what_is_entered_after_the_press_delays_it_no_further():
    page = Page()
    page.driven.started(RERUN)
    page.begin()
    page.press()
    page.enter()
    page.begin()
    assert page.called == [("b", 1)]


def test_a_third_interaction_before_the_button_loses_no_press():
    page = Page()
    page.enter()
    page.begin()
    page.press()
    page.begin()
    (third,) = page.enter(False)
    page.finish()
    assert page.called == [("b", third.number)]
    assert page.pressed == [("b", third.number + 1)]


def test_a_second_press_while_the_first_waits_is_the_same_press():
    page = Page()
    page.enter()
    page.begin()
    page.press()
    page.begin()
    (third,) = page.press()
    page.finish()
    assert page.called == [("b", third.number)]
    assert len(page.pressed) == 1


def test_two_presses_are_answered_together_in_their_order():
    page = Page("a", "b")
    page.enter()
    page.begin()
    page.press("b")
    (both,) = page.press("a")
    page.begin()
    page.show_box(both)
    page.show_button(both, "a")
    assert not both.fenced
    page.show_button(both, "b")
    page.finish()
    assert page.called == [("b", both.number), ("a", both.number)]
    assert page.pressed == [("a", both.number + 1), ("b", both.number + 1)]


def test_stop_drops_a_press_that_waits():
    page = Page()
    page.enter()
    page.begin()
    page.press()
    page.begin()
    page.driven.do(StopAsked())
    page.driven.started(RERUN)
    page.finish()
    assert (page.called, page.pressed) == ([], [])


def test_a_press_after_stop_knows_what_was_entered_before():
    page = Page()
    page.enter()
    page.begin()
    page.driven.do(StopAsked())
    (run,) = page.press()
    page.finish()
    assert page.called == [("b", run.number)]


def test_a_press_is_answered_with_what_there_is_when_its_button_is_shown_no_more():
    page = Page()
    page.enter()
    page.begin()
    (run,) = page.press()
    page.begin()
    page.show_box(run)
    page.end(run)
    assert page.run is not run
    page.begin()
    assert page.called == [("b", 1)]
    page.end()
    assert page.driven.session.app.live is None


def test_a_press_whose_button_has_left_the_page_is_answered_at_once():
    page = Page()
    page.enter()
    page.begin()
    page.press()
    page.driven.session.document.remove(page.driven.session.document.nodes[page.nodes["b"]])
    page.begin()
    assert page.called == [("b", 1)]


def test_a_press_waits_for_the_next_run_when_the_page_reruns_itself_before_the_button():
    page = Page()
    page.enter()
    page.begin()
    (run,) = page.press()
    page.begin()
    (again,) = page.driven.started(BodyEnded(run, "rerun"))
    page.finish()
    assert page.called == [("b", again.number)]


def test_a_press_waits_no_longer_when_the_page_leaves_its_place_to_another_lane():
    page = Page()
    driven = page.driven
    call(driven, driven.started(RERUN)[0], "f")
    page.show(page.run)
    page.end()
    known = page.run.number
    page.enter()
    page.begin()
    (run,) = page.press()
    page.begin()
    page.driven.do(BodyEnded(run, "rerun", ("f",)))
    page.finish()
    assert page.called == [("b", known)]


def test_a_press_whose_run_gets_no_thread_stays_for_the_next():
    page = Page()
    page.enter()
    page.begin()
    (run,) = page.press()
    page.driven.do(NotStarted(run))
    (run,) = page.driven.started(RERUN)
    page.finish()
    assert page.called == [("b", run.number)]


def test_a_button_that_a_thread_shows_is_waited_for_while_that_lives():
    page = Page()
    page.enter()
    page.begin()
    (run,) = page.press()
    page.begin()
    driven = page.driven
    driven.do(JobStarted(run))
    driven.session.document.nodes[
        page.nodes["b"]
    ].stamp = run.number  # as in the place of a thread that lives
    page.show_box(run)
    page.end(run)
    assert page.run is run
    assert page.called == []
    page.show_button(run, "b")
    page.begin()
    assert page.called == [("b", run.number)]


def test_a_button_that_a_thread_ends_without_is_waited_for_no_longer():
    page = Page()
    page.enter()
    page.begin()
    (run,) = page.press()
    page.begin()
    driven = page.driven
    driven.do(JobStarted(run))
    driven.session.document.nodes[page.nodes["b"]].stamp = run.number
    page.end(run)
    driven.do(JobEnded(run))
    page.begin()
    assert page.called == [("b", 1)]


def test_a_forms_button_is_answered_with_the_values_that_came_with_it():
    driven = Driven()
    session = driven.session

    def show(run: Run) -> tuple[int, int, int]:
        form = session.document.write(run.writer("app"), session.document.nodes[MAIN], SomeForm(), "form")
        callback = Callback(print, (), {})
        word = driven.show(run, box("word"))
        entered = driven.show(run, box("entered"), form=form.id)
        return word, entered, driven.show(run, button("send"), form=form.id, callback=callback)

    word, entered, send = show(driven.runs[0])
    driven.idle()
    driven.do(Interacted(1, [(word, True)]))
    driven.begin(driven.runs[-1])
    driven.do(Interacted(1, [(entered, True), (send, True)]))
    assert driven.begin(driven.runs[-1]) == ["entered", "send"]
    assert len(driven.runs[-1].pressed) == 1


def test_what_comes_in_one_message_with_a_press_is_no_reason_to_wait():
    page = Page()
    page.driven.do(Interacted(1, [(page.nodes["box"], True), (page.nodes["b"], True)]))
    page.begin()
    assert page.called == [("b", 1)]


def test_a_press_that_the_element_itself_answers_is_answered_at_once():
    """A page may wait for the very task that a press cancels."""
    driven = Driven()
    task = TaskStatus(label="task", task=1)
    word = driven.show(driven.runs[0], box("word"))
    node = driven.show(driven.runs[0], task, callback=Callback(print, (), {}))  # type: ignore[arg-type]
    driven.idle()
    driven.do(Interacted(1, [(word, True)]))
    driven.begin(driven.runs[-1])
    driven.do(Interacted(1, [(node, "cancel")]))
    assert driven.begin(driven.runs[-1]) == ["task"]


def test_a_button_of_code_that_outlives_its_run_is_answered_at_once():
    page = Page()
    page.driven.session.document.nodes[page.nodes["b"]].writer = page.driven.session.runs.late_writer()
    page.enter()
    page.begin()
    page.press()
    page.begin()
    assert page.called == [("b", 1)]


# Fragments --------------------------------------------------------------------------------------------------


def call(driven: Driven, run: Run, name: str, *, start: bool = False) -> Lane:
    """Call a fragment in a run's body; `start` leaves it to a run of its own."""
    session = driven.session
    place = session.document.write(
        run.writer("app"), session.document.nodes[MAIN], Fragment(), ("fragment", name)
    )
    lane = session.runs.fragment(name, session.app, place.id, lambda: None, None, run.number)
    driven.do(FragmentDeclared(run, lane, start=start))
    return lane


def test_a_fragments_press_before_the_page_has_called_it_sees_what_was_entered_on_the_page():
    page = Page()
    driven = page.driven
    run = driven.started(RERUN)[0]
    page.show_box(run)
    page.show_button(run, "b", lane="f")
    call(driven, run, "f")
    page.end()
    (busy,) = page.enter()
    page.begin()
    assert page.press() == [], "the fragment is yet to be called"
    page.show_button(busy, "b", lane="f")
    call(driven, busy, "f")
    own = page.run
    assert (own.lane.id, busy.fenced) == ("f", False)
    page.begin()
    assert page.called == [("b", busy.number)]


def test_a_fragments_press_is_handed_over_when_the_fragment_runs_beside_the_page():
    page = Page()
    driven = page.driven
    run = driven.started(RERUN)[0]
    call(driven, run, "f", start=True)
    page.begin()
    page.show_button(page.run, "b")
    page.end()
    page.show_box(run)
    page.end(run)
    page.enter()
    page.begin()
    page.press()
    (run,) = driven.started(RERUN)
    page.begin()
    page.show_box(run)
    call(driven, run, "f", start=True)
    own = page.run
    page.begin()
    assert page.called == []
    page.show_button(own, "b")
    assert own.fenced
    assert not run.fenced
    page.begin()
    assert page.called == [("b", own.number)]


def test_what_is_entered_in_a_fragment_delays_no_press_on_the_page():
    page = Page()
    driven = page.driven
    run = driven.started(RERUN)[0]
    page.show_button(run, "b")
    call(driven, run, "f")
    page.nodes["box"] = driven.show(run, box(), lane="f")
    page.end()
    page.enter()
    page.begin()
    page.press()
    page.begin()
    assert page.called == [("b", run.number)]


def test_a_press_held_for_a_button_that_a_superseded_run_shows_is_left_to_the_newer_run():
    page = Page()
    page.enter()
    page.begin()
    (old,) = page.press()
    page.begin()
    (new,) = page.driven.started(RERUN)
    page.driven.do(HeldShown(old))
    assert page.run is new
    page.finish()
    assert page.called == [("b", new.number)]
