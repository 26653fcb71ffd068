"""`st.rerun` from everywhere that code can run, with everything that it takes."""

import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pytest

from treadle._core.session.widgets import MISSING

APP = """
import threading
import treadle as st
from reruns_of_test import threads

who, scope = st.query_params["who"], st.query_params["scope"].split()
scope = scope[0] if len(scope) == 1 else scope
state = st.session_state

def count(name):
    state.update(name, lambda n: n + 1, 0)

def again():
    if state.update("asked", lambda n: n + 1, 0) > 1:
        return
    try:
        st.rerun(scope)
        state.returned = True
    except st.errors.APIError as error:
        state.refused = str(error)

def start(daemon=False):
    threads.append(threading.Thread(target=again, daemon=daemon))
    threads[-1].start()

@st.fragment(key="inner")
def inner():
    count("inner")
    if state.get("pressed") and who == "nested":
        again()
    if state.get("pressed") and who == "nested thread":
        start()

@st.fragment(key="two")
def two():
    count("two")

@st.fragment(key="one")
def one():
    count("one")
    if st.button("in one", on_click=again if who == "fragment's callback" else None):
        state.pressed = True
        if who == "fragment":
            again()
        if who == "fragment's thread":
            start()
        if who == "fragment's daemon":
            start(daemon=True)
    if who == "fragment in the body":
        again()
    if who == "fragment's thread in the body":
        start()
    inner()

count("app")
two()
one()
st.button("in the app", on_click=again if who == "callback" else None)
if who == "body":
    again()
if who == "thread":
    start()
if who == "daemon":
    start(daemon=True)
"""

ALL = {"app": 2, "one": 2, "inner": 2, "two": 2}
"""How often each has run, if all have run a second time."""

FIRST = {"app": 1, "one": 1, "inner": 1, "two": 1}
"""If nothing has."""

AGAIN = {"app": 1, "one": 2, "inner": 2, "two": 1}
"""If the fragment has, alone, for a click."""

NOT_ALONE = "works only while a fragment runs alone"
NOT_HERE = "Keys work only in a callback or a thread"
UNKNOWN = "No fragment on this page has the key"

Expected = dict[str, int] | str
"""How often each has run; or why it was refused."""

EXPECTED: dict[str, dict[str, Expected]] = {
    "body": {"app": ALL, "fragment": NOT_ALONE, "two": NOT_HERE, "two inner": NOT_HERE},
    "callback": {
        "app": ALL,
        "fragment": NOT_ALONE,
        "two": FIRST | {"two": 2},
        "two inner": FIRST | {"two": 2, "inner": 2},
        "two one inner": ALL | {"app": 1},
        "none": UNKNOWN,
    },
    "thread": {
        "app": ALL,
        "fragment": NOT_ALONE,
        "two": FIRST | {"two": 2},
        "two inner": FIRST | {"two": 2, "inner": 2},
        "none": UNKNOWN,
    },
    "daemon": {
        "app": ALL,
        "fragment": NOT_ALONE,
        "two": FIRST | {"two": 2},
        "two inner": FIRST | {"two": 2, "inner": 2},
        "none": UNKNOWN,
    },
    "fragment in the body": {"app": ALL | {"inner": 1}, "fragment": NOT_ALONE, "two": NOT_HERE},
    "fragment's thread in the body": {"fragment": AGAIN, "two": FIRST | {"two": 2}, "none": UNKNOWN},
    "fragment": {
        "app": ALL | {"one": 3},
        "fragment": AGAIN | {"one": 3},
        "two": NOT_HERE,
    },
    "fragment's callback": {
        "app": ALL,
        "fragment": AGAIN,
        "one": AGAIN,
        "two": FIRST | {"two": 2},
        "one two": AGAIN | {"two": 2},
        "two inner": FIRST | {"two": 2, "inner": 2},
        "none": UNKNOWN,
    },
    "fragment's thread": {
        "app": ALL | {"one": 3},
        "fragment": AGAIN | {"one": 3},
        "one two": AGAIN | {"one": 3, "two": 2},
        "two": AGAIN | {"two": 2},
        "none": UNKNOWN,
    },
    "fragment's daemon": {
        "app": ALL | {"one": 3},
        "fragment": AGAIN | {"one": 3},
        "two": AGAIN | {"two": 2},
        "none": UNKNOWN,
    },
    "nested": {
        "app": ALL | {"one": 3, "inner": 3},
        "fragment": AGAIN | {"one": 3, "inner": 3},
        "two": NOT_HERE,
    },
    "nested thread": {
        "app": ALL | {"one": 3, "inner": 3},
        "fragment": AGAIN | {"inner": 3},
        "one": AGAIN | {"one": 3, "inner": 3},
        "two": AGAIN | {"two": 2},
        "none": UNKNOWN,
    },
}

CASES = [(who, scope) for who, scopes in EXPECTED.items() for scope in scopes]

LOOSE = {
    ("fragment in the body", "app"),
    ("fragment", "app"),
    ("fragment", "fragment"),
    ("fragment's thread", "app"),
}
LOOSE |= {("fragment's thread", "fragment"), ("fragment's thread", "one two")}
LOOSE |= {("fragment's daemon", "app"), ("fragment's daemon", "fragment")}
"""Where the run that makes way may or may not have come to the inner fragment before."""


@pytest.fixture
def threads() -> Iterator[list[threading.Thread]]:
    """What the app has started by itself."""
    module: Any = ModuleType("reruns_of_test")
    module.threads = []
    sys.modules[module.__name__] = module
    yield module.threads
    del sys.modules[module.__name__]


@pytest.mark.parametrize(("who", "scope"), CASES)
def test_rerun(who: str, scope: str, open_page: Callable[..., Any], threads: list[threading.Thread]) -> None:
    page = open_page(APP, f"?{urlencode({'who': who, 'scope': scope})}")
    label = {"callback": "in the app"}.get(who, "in one" if "fragment" in who or "nested" in who else None)
    if label is not None and "in the body" not in who:
        (button,) = [node for node in page.nodes("button") if node.props.label == label]
        page.interact((button.id, True))
    for thread in threads:
        thread.join(60)
    page.settle()
    assert page.state("returned") is MISSING
    expected = EXPECTED[who][scope]
    errors = [error.message for error in page.props("exception")]
    if isinstance(expected, str):
        # Of a thread that was faster than the page, the page says it in the end.
        assert expected in (errors[0] if errors and threads else page.state("refused"))
        return
    assert errors == []
    assert page.state("refused") is MISSING
    found = {name: page.state(name) for name in FIRST}
    if (who, scope) in LOOSE:
        found, expected = found | {"inner": 0}, expected | {"inner": 0}
    assert found == expected


@pytest.mark.parametrize("daemon", [False, True])
def test_a_thread_that_is_faster_than_the_page_may_name_a_fragment_that_is_called_below(
    open_page: Callable[..., Any], threads: list[threading.Thread], daemon: bool
) -> None:
    page = open_page(f"""
        import threading
        import treadle as st
        from reruns_of_test import threads

        @st.fragment(key="below")
        def below():
            st.text(f"run {{st.session_state.update('runs', lambda n: n + 1, 0)}}")

        thread = threading.Thread(target=st.rerun, args=(["below"],), daemon={daemon})
        thread.start()
        thread.join()
        below()
        """)
    assert [text.body for text in page.props("text")] == ["run 2"]
    assert page.props("exception") == []


def test_a_key_that_no_fragment_has_in_the_end_is_an_error_at_the_threads_place(
    open_page: Callable[..., Any], threads: list[threading.Thread]
) -> None:
    page = open_page("""
        import threading
        import treadle as st

        def work():
            st.rerun("nowhere")

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        st.text("page")
        """)
    assert "`nowhere`" in page.error()
    assert any(frame.code == 'st.rerun("nowhere")' for frame in page.one("exception").frames)


def test_stop_ends_the_one_thread_that_calls_it(
    open_page: Callable[..., Any], threads: list[threading.Thread]
) -> None:
    page = open_page("""
        import threading
        import treadle as st
        from reruns_of_test import threads

        def work(number, stops):
            if number in stops:
                st.stop()
            st.text(number)

        stops = {0, 2}
        for number in range(4):
            threads.append(threading.Thread(target=work, args=(number, stops), daemon=number > 1))
            threads[-1].start()
        st.text("page")
        """)
    for thread in threads:
        thread.join(60)
    assert [str(text.body) for text in page.settle().props("text")] == ["1", "3", "page"]
    assert page.props("exception") == []
