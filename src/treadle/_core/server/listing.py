"""The list of threads as text for a terminal."""

from collections.abc import Iterable, Iterator

from treadle._core.protocol.message import StackFrame, ThreadInfo

from .threads import Report

NAME = 32
"""The largest number of shown characters of a name."""

HEADS = ("SESSION", "THREAD", "STATE", "SINCE", "WHERE")

_ORDER = ("script", "thread", "job", "coroutine", "timer", "app", "server", "treadle", "library")


def listing(report: Report, *, stacks: bool = False) -> Iterator[str]:
    """Yield the lines of a table: sessions first, threads of Treadle and of libraries last."""
    threads = sorted(report.threads, key=_rank)
    rows = [_row(thread, report.now) for thread in threads]
    widths = [max(map(len, column)) for column in zip(HEADS, *rows, strict=True)]
    yield _line(HEADS, widths)
    for thread, row in zip(threads, rows, strict=True):
        yield _line(row, widths)
        if stacks:
            yield from _stack(thread)
    if report.hidden:
        yield f"{report.hidden:,} more are not shown."


def _rank(thread: ThreadInfo) -> tuple[bool, str, int, float, str]:
    return (
        thread.session is None,
        thread.session or "",
        _ORDER.index(thread.kind),
        thread.since or 0.0,
        thread.name,
    )


def _row(thread: ThreadInfo, now: float) -> tuple[str, ...]:
    name = printable(thread.name)
    if thread.kind == "script":
        name += f" (run {thread.run})"
    where = [] if thread.where is None else [place(thread.where)]
    if thread.waits_for is not None:
        where.append(f"waits for {printable(thread.waits_for)}")
    if thread.locks:
        where.append(f"holds {printable(' and '.join(thread.locks))}")
    return (
        thread.session or "",
        name if len(name) <= NAME else f"{name[: NAME - 1]}…",
        thread.state,
        "" if thread.since is None else age(now - thread.since),
        "; ".join(where),
    )


def _stack(thread: ThreadInfo) -> Iterator[str]:
    if thread.spawn is not None:
        yield f"    started at {place(thread.spawn)}: {printable(thread.spawn.code)}"
    for frame in thread.stack or ():
        yield f"    {place(frame)}"
        if frame.code:
            yield f"        {printable(frame.code)}"
    yield ""


def _line(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def place(frame: StackFrame) -> str:
    """Return the file, line and function."""
    return printable(f"{frame.file}:{frame.line}" + (f" in {frame.function}" if frame.function else ""))


def age(seconds: float) -> str:
    """Return a duration in a form for people.

    Examples:
        >>> age(3.26), age(75), age(7300)
        ('3.2 s', '1 min 15 s', '2 h 1 min')
    """
    if seconds < 10:
        return f"{int(max(0.0, seconds) * 10) / 10} s"
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def printable(text: str) -> str:
    """Return text without control characters: names are the app's, and can contain anything."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
