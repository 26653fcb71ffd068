"""What executes, as a person reads it in a terminal."""

from treadle._core.protocol.message import StackFrame, ThreadInfo
from treadle._core.server.listing import age, listing, printable
from treadle._core.server.threads import Report

LINE = StackFrame("app.py", 12, "work", "total += 1", True)
SCRIPT = ThreadInfo(
    id="x1", kind="script", name="app.py", state="running", session="abcd", since=7.0, run=3, where=LINE
)


def lines(*threads: ThreadInfo, hidden: int = 0, stacks: bool = False) -> list[str]:
    return list(listing(Report("1", 10.5, list(threads), hidden), stacks=stacks))


def test_a_table_says_whose_a_thread_is_where_and_since_when() -> None:
    reader = ThreadInfo(
        id="x2",
        kind="thread",
        name="reader",
        state="waiting",
        session="abcd",
        since=8.0,
        where=LINE,
        waits_for="the lock",
        locks=["a", "b"],
    )
    library = ThreadInfo(id="t1", kind="library", name="pool_0", state="waiting")
    assert lines(library, reader, SCRIPT) == [
        "SESSION  THREAD          STATE    SINCE  WHERE",
        "abcd     app.py (run 3)  running  3.5 s  app.py:12 in work",
        "abcd     reader          waiting  2.5 s  app.py:12 in work; waits for the lock; holds a and b",
        "         pool_0          waiting",
    ]


def test_with_stacks_it_says_where_a_thread_was_started_too() -> None:
    thread = ThreadInfo(id="x1", kind="thread", name="work", state="running", spawn=LINE, stack=[LINE, LINE])
    assert lines(thread, stacks=True)[2:] == [
        "    started at app.py:12 in work: total += 1",
        *["    app.py:12 in work", "        total += 1"] * 2,
        "",
    ]


def test_a_name_does_nothing_to_the_terminal() -> None:
    thread = ThreadInfo(id="x1", kind="thread", name="\x1b[2J\nevil", state="running")
    assert "\x1b" not in "".join(lines(thread))
    assert printable("a\x1b\r\n\u202eb") == "a\ufffd\ufffd\ufffd\ufffdb"


def test_a_long_name_is_cut_and_what_is_not_shown_is_counted() -> None:
    thread = ThreadInfo(id="x1", kind="thread", name="x" * 100, state="running")
    assert lines(thread, hidden=1234)[1:] == [f"         {'x' * 31}…  running", "1,234 more are not shown."]


def test_ages() -> None:
    assert [age(seconds) for seconds in (-1, 9.99, 10, 60, 3600)] == [
        "0.0 s",
        "9.9 s",
        "10 s",
        "1 min 0 s",
        "1 h 0 min",
    ]
