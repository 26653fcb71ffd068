"""An app's own `threading.excepthook` is called, and the page shows the thread's error all the same."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    before = threading.excepthook
    yield
    threading.excepthook = before


APP = """\
import sys, threading
import treadle as st

told = st.session_state.setdefault("told", [])

def hook(args):
    told.append((type(args.exc_value).__name__, args.thread.name))
    st.text("told")

def chained(args, before=threading.excepthook):
    hook(args)
    before(args)

def fail():
    threading.excepthook = LATE
    raise ERROR

threading.excepthook = EARLY
thread = THREAD
thread.start()
thread.join()
st.session_state.left = threading.excepthook in (hook, chained)
"""


def script(**names: str) -> str:
    source = APP
    defaults = {
        "EARLY": "threading.excepthook",
        "LATE": "threading.excepthook",
        "ERROR": "ValueError('in a thread')",
        "THREAD": "threading.Thread(target=fail, name='failing')",
    }
    for name, value in {**defaults, **names}.items():
        source = source.replace(name, value)
    return source


@pytest.mark.parametrize(
    "names",
    [
        {"EARLY": "hook"},
        {"LATE": "hook"},
        {"EARLY": "hook", "THREAD": "threading.Timer(0, fail)"},
        {"EARLY": "hook", "THREAD": "threading.Thread(target=fail, daemon=True)"},
    ],
)
def test_both_happen_whenever_the_hook_was_set(open_page: Callable[..., Any], names: dict[str, str]) -> None:
    page = open_page(script(**names))
    assert page.error() == "ValueError: in a thread"
    assert [kind for kind, _ in page.state("told")] == ["ValueError"]
    assert [text.body for text in page.props("text")] == ["told"], "the hook may write to the page"


def test_both_happen_in_each_run(open_page: Callable[..., Any]) -> None:
    page = open_page(script(EARLY="hook"))
    page.rerun()
    page.settle()
    assert page.error() == "ValueError: in a thread"
    assert len(page.state("told")) == 2


def test_a_hook_that_fails_hides_nothing(
    open_page: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    page = open_page(script(EARLY="lambda args: 1 / 0"))
    assert page.error() == "ValueError: in a thread"
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize("ends", ["st.errors.StopException()", "SystemExit()"])
def test_what_ends_a_thread_is_no_error(open_page: Callable[..., Any], ends: str) -> None:
    page = open_page(script(EARLY="hook", ERROR=ends))
    assert page.nodes("exception") == []
    assert [kind for kind, _ in page.state("told")] == ([] if "Stop" in ends else ["SystemExit"])


def test_the_hook_of_who_serves_apps_is_left_alone_and_told_of_its_own_threads(
    open_page: Callable[..., Any],
) -> None:
    told: list[str] = []

    def hook(args: threading.ExceptHookArgs) -> None:
        told.append(str(args.exc_value))

    threading.excepthook = hook
    page = open_page(script())
    assert threading.excepthook is hook
    assert page.error() == "ValueError: in a thread"

    def fail() -> None:
        raise ValueError("of nobody's page")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert told == ["of nobody's page"]
