"""Which task runs when: by hand, with workers that do what the test says and a clock that stands still."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import Any

import pytest

from treadle._core.sync.clock import Clock
from treadle._core.tasks.board import TELL_INTERVAL, TaskBoard
from treadle._core.tasks.kinds import ExecutorKind, Job, Registered
from treadle._core.tasks.options import Call, Options
from treadle._core.tasks.task import Task
from treadle.errors import StopException, TaskRejectedError, TaskTimeoutError


class StandingClock(Clock):
    """Keeps what is due; `fire` calls it."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[float, Callable[[], object]]] = []

    def call_later(self, seconds: float, function: Callable[[], object]) -> Callable[[], None]:
        entry = seconds, function
        self.calls.append(entry)
        return lambda: self.calls.remove(entry) if entry in self.calls else None

    def fire(self, seconds: float) -> None:
        for entry in [each for each in self.calls if each[0] == seconds]:
            self.calls.remove(entry)
            entry[1]()


class ByHand(ExecutorKind):
    """Begins the tasks of a bench."""

    def __init__(self, bench: "Bench") -> None:
        self.bench = bench

    def start(self, job: Job) -> None:
        if job.begin(lambda: self.bench.stopped.append(job.task)):
            self.bench.begun.append(job.task)


class Bench:
    """A board whose tasks begin when their turn comes, and end when the test says so."""

    def __init__(self, **limits: int) -> None:
        self.clock = StandingClock()
        self.begun: list[Task[Any]] = []
        self.stopped: list[Task[Any]] = []
        self.failed: list[BaseException] = []
        self.kind = ByHand(self)
        per_session = limits.get("per_session", 1000)
        self.board = TaskBoard(
            {
                name: Registered(self.kind, lambda name=name: limits.get(name, 1000), per_session)
                for name in ("thread", "async", "process")
            },
            lambda task: None,
            self.clock,
            lambda task, error: self.failed.append(error),
        )

    def submit(self, key: str | None = None, name: str = "work", **options: Any) -> Task[Any]:
        task: Task[Any] = Task(
            Options(name, name, **options),
            Call(print, (), {}),
            key,
            self.board,
            scope=None,
            again=lambda t: t,
            unread=self.board.failed,
        )
        self.board.submit(task)
        return task


def test_as_many_run_as_there_are_workers_and_the_rest_waits_in_order():
    bench = Bench(thread=2)
    one, two, three, four = (bench.submit() for _ in range(4))
    assert bench.begun == [one, two]
    assert [task.position for task in (one, three, four)] == [None, 1, 2]
    one.settle("done")
    assert bench.begun == [one, two, three]
    assert four.position == 1


def test_a_functions_limit_holds_back_its_own_tasks_alone():
    bench = Bench()
    one, two = bench.submit(limit=1), bench.submit(limit=1)
    other = bench.submit(name="other")
    assert bench.begun == [one, other]
    one.settle()
    assert bench.begun == [one, other, two]


def test_kinds_of_workers_do_not_wait_for_each_other():
    bench = Bench(process=1)
    first = bench.submit(executor="process")
    bench.submit(executor="process")
    thread = bench.submit()
    assert bench.begun == [first, thread]


@pytest.mark.parametrize("keys", [(None, None), ("a", "a")])
def test_with_queue_the_same_work_waits_for_itself(keys):
    bench = Bench()
    one, two = (bench.submit(key, on_overlap="queue") for key in keys)
    assert bench.begun == [one]
    one.settle()
    assert bench.begun == [one, two]


def test_work_with_another_key_is_other_work():
    bench = Bench()
    tasks = [bench.submit(key, on_overlap="queue") for key in "ab"]
    assert bench.begun == tasks


def test_with_latest_what_ran_is_stopped_and_what_waited_never_runs():
    bench = Bench()
    one = bench.submit(on_overlap="latest")
    two = bench.submit(on_overlap="latest")
    three = bench.submit(on_overlap="latest")
    assert bench.stopped == [one]
    assert (one.status, two.status, three.status) == ("stopping", "cancelled", "pending")
    one.settle(stopped=True)
    assert bench.begun == [one, three]


def test_with_reject_the_same_work_is_refused_until_it_has_ended():
    bench = Bench()
    one = bench.submit("a", on_overlap="reject")
    with pytest.raises(TaskRejectedError):
        bench.submit("a", on_overlap="reject")
    one.settle()
    assert bench.submit("a", on_overlap="reject").status == "running"


def test_tasks_are_found_by_function_and_by_key():
    bench = Bench()
    one, two = bench.submit("a"), bench.submit()
    assert bench.board.find("app", "work") is two
    assert bench.board.find("app", "work", "a") is one
    assert bench.board.find("app", "work", "b") is None
    assert bench.board.find("somebody else", "work") is None


def test_an_ended_task_is_forgotten_after_its_ttl():
    bench = Bench()
    task = bench.submit("a", ttl=60)
    assert bench.clock.calls == []
    task.settle()
    assert bench.board.find("app", "work", "a") is task
    bench.clock.fire(60)
    assert bench.board.find("app", "work", "a") is None


def test_a_newer_task_is_not_forgotten_with_an_older_one():
    bench = Bench()
    old = bench.submit("a", ttl=60)
    new = bench.submit("a", ttl=60)
    old.settle()
    bench.clock.fire(60)
    assert bench.board.find("app", "work", "a") is new


def test_a_pending_task_is_cancelled_at_once_and_never_begins():
    bench = Bench(thread=1)
    one, two = bench.submit(), bench.submit()
    assert two.cancel()
    assert two.cancelled()
    one.settle()
    assert bench.begun == [one]


def test_cancel_of_a_running_task_does_not_claim_that_it_has_stopped():
    bench = Bench()
    task = bench.submit()
    assert not task.cancel()
    assert (task.status, bench.stopped) == ("stopping", [task])
    task.settle("it came to its end before")
    assert (task.status, task.result()) == ("done", "it came to its end before")
    assert not task.cancel()


def test_a_task_that_has_stopped_is_cancelled_for_everybody_who_waits():
    bench = Bench()
    task = bench.submit()
    called: list[Any] = []
    task.add_done_callback(called.append)
    task.cancel()
    task.settle(stopped=True)
    assert (task.status, called) == ("cancelled", [task])
    with pytest.raises(CancelledError):
        task.result()


def test_a_timeout_stops_the_task_which_then_has_failed():
    bench = Bench()
    task = bench.submit(timeout=5)
    bench.clock.fire(5)
    assert (task.status, bench.stopped) == ("stopping", [task])
    task.settle(stopped=True)
    assert isinstance(task.error, TaskTimeoutError)
    assert task.status == "failed"


def test_a_task_that_ends_in_time_has_no_timeout_left():
    bench = Bench()
    bench.submit(timeout=5).settle()
    assert bench.clock.calls == []


def test_a_worker_that_fails_to_begin_fails_its_task():
    bench = Bench()
    bench.kind.start = lambda job: 1 / 0  # type: ignore[method-assign,assignment,return-value]
    assert isinstance(bench.submit().error, ZeroDivisionError)


def test_the_end_of_an_owner_stops_its_tasks_and_forgets_them():
    bench = Bench(thread=1)
    one, two = bench.submit(), bench.submit("a")
    bench.board.drop("app")
    assert (one.status, two.status) == ("stopping", "cancelled")
    assert bench.board.find("app", "work") is None


def test_a_closed_board_takes_nothing():
    bench = Bench()
    bench.board.close()
    with pytest.raises(TaskRejectedError):
        bench.submit()


def test_ten_thousand_tasks_leave_nothing_behind():
    bench = Bench(thread=4)
    tasks = [bench.submit(str(number % 7), on_overlap="queue") for number in range(10_000)]
    while bench.begun:
        bench.begun.pop().settle()
    assert all(task.ended for task in tasks)
    assert (len(bench.board._waiting), bench.board._counts, bench.board._running) == (0, {}, set())


def test_progress_is_told_at_once_and_then_once_in_a_while():
    bench = Bench()
    task = bench.submit()
    told: list[float | None] = []
    task.watch(lambda: told.append(task.snapshot().progress), "me")
    for step in range(1000):
        task.note(step / 1000, None)
    assert len(told) <= 3
    bench.clock.fire(bench.clock.calls[0][0])
    assert told[-1] == 0.999


def test_progress_beyond_the_ends_counts_as_the_nearest():
    task = Bench().submit()
    for reported, shown in ((-1, 0.0), (2, 1.0), (0.5, 0.5), (None, 0.5)):
        task.note(reported, None)
        assert task.progress == shown


def test_output_is_kept_by_lines_and_only_the_last():
    task = Bench().submit()
    for number in range(1500):
        task.print(f"line {number}")
        task.print("\n")
    assert task.logs.startswith("line 500\n")
    assert task.logs.endswith("line 1499\n")


def test_who_follows_a_task_that_waits_hears_of_its_place_when_others_go():
    bench = Bench(thread=1)
    first, second, third = (bench.submit() for _ in range(3))
    places: list[int | None] = []
    third.watch(lambda: places.append(third.position), "me")
    assert third.position == 2
    first.settle()
    bench.clock.fire(TELL_INTERVAL)
    second.cancel()
    assert places == [1]
    second.settle(stopped=True)
    assert places[-1] is None
    assert third.running()


def test_who_stops_all_tasks_lets_none_begin_that_waits():
    bench = Bench(thread=1)
    tasks = [bench.submit() for _ in range(3)]
    stop_at_once = tasks[0].settle
    bench.stopped = _Calling(lambda task: stop_at_once(stopped=True))
    bench.board.close()
    assert [task.cancelled() for task in tasks] == [True, True, True]
    assert bench.begun == tasks[:1]


class _Calling(list[Any]):
    """Calls a function instead of keeping what it is given."""

    def __init__(self, function: Callable[[Any], object]) -> None:
        super().__init__()
        self.append = function  # type: ignore[method-assign]


@pytest.mark.parametrize("error", [ValueError("failed"), StopException(), SystemExit(3), KeyboardInterrupt()])
def test_a_callback_that_fails_keeps_nobody_waiting(error):
    def fail(task: Any) -> None:
        raise error

    bench = Bench(thread=1)
    first, second = bench.submit(), bench.submit()
    called: list[Any] = []
    first.add_done_callback(fail)
    first.add_done_callback(called.append)
    first.settle(5)
    assert called == [first]
    assert bench.begun == [first, second]


def test_what_is_called_at_an_end_and_fails_keeps_nobody_waiting():
    bench = Bench(thread=1)
    first, second = bench.submit(), bench.submit()
    first.at_end(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        first.settle()
    assert bench.begun == [first, second]


def test_a_task_that_is_cancelled_just_as_it_begins_does_not_begin():
    bench = Bench(thread=1)
    bench.submit()
    task = bench.submit()
    settle, begins = task.settle, []

    def settle_late(**how: Any) -> None:
        begins.append(task.begin(lambda: None))
        settle(**how)

    task.settle = settle_late  # type: ignore[assignment,method-assign]
    assert task.cancel()
    assert begins == [False]


def test_what_a_task_returns_after_its_timeout_is_too_late():
    bench = Bench()
    returns, raises = bench.submit(timeout=5), bench.submit(timeout=5)
    bench.clock.fire(5)
    cause = ValueError("cleaning up failed")
    returns.settle("late")
    raises.settle(error=cause)
    for task in (returns, raises):
        with pytest.raises(TaskTimeoutError):
            task.result()
    assert raises.error is not None
    assert raises.error.__cause__ is cause


def test_a_report_may_print_in_the_same_task():
    class Chatty:
        def __str__(self) -> str:
            task.print("it was asked")
            return "text"

        def __float__(self) -> float:
            task.print("how far it is, and ")
            return 0.5

    task = Bench().submit()
    reporting = threading.Thread(target=task.note, args=(Chatty(), Chatty()), daemon=True)
    reporting.start()
    reporting.join(60)
    assert (task.progress, task.text, task.logs) == (0.5, "text", "how far it is, and it was asked")


def test_an_error_of_a_task_that_nobody_asks_for_is_told():
    bench = Bench()
    unread, awaited = bench.submit(), bench.submit()
    awaited.add_done_callback(lambda task: None)
    for task in (unread, awaited):
        task.settle(error=ValueError(str(task.number)))
    assert [str(error) for error in bench.failed] == [str(unread.number)]


def test_ten_thousand_tasks_that_cannot_begin_all_fail():
    def refuse(job: Job) -> None:
        raise RuntimeError("can't start new thread")

    bench = Bench(thread=1)
    first, *others = (bench.submit() for _ in range(10_000))
    bench.kind.start = refuse  # type: ignore[method-assign]
    first.settle()
    assert {str(task.error) for task in others} == {"can't start new thread"}
    assert not bench.board.tasks()


def test_callbacks_are_called_here_if_the_system_has_no_thread_for_them(monkeypatch):
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    task = Bench().submit()
    called: list[Any] = []
    task.add_done_callback(called.append)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    task.settle(5, elsewhere=True)
    assert called == [task]


def test_a_task_is_there_until_all_who_follow_it_know_of_its_end():
    bench = Bench()
    task = bench.submit()
    seen: list[tuple[bool, list[Task[Any]]]] = []
    task.watch(lambda: seen.append((task.ended, bench.board.wait_until_none(task.owner, 0))), "test")
    task.settle()
    assert seen == [(True, [task])]
    assert bench.board.wait_until_none(task.owner, 0) == []
