"""The words of messages about locks: in messages, and in the list of threads."""

from collections.abc import Callable
from dataclasses import dataclass

from treadle._core.carry.job import SpawnStack
from treadle.errors import DeadlockError, LockNotReleased, LockWait

from .holders import Key, Range, Taker

Place = tuple[str, int]
"""A file and a line."""


@dataclass(frozen=True, slots=True)
class WaiterInfo:
    """A waiter for a lock at one moment."""

    name: str
    """The name of the thread, and of the coroutine in it."""
    thread: int
    """The thread's `threading.get_ident`."""
    since: float
    """When it was taken, by `time.monotonic`."""
    where: Place


@dataclass(frozen=True, slots=True)
class LockInfo:
    """A held lock at one moment."""

    name: str | None
    scope: Range
    session: str | None
    """The token of the session to which the lock belongs."""
    owner: str
    """The name of the holding thread, and of the coroutine in it."""
    thread: int
    """Its `threading.get_ident`."""
    since: float
    """By `time.monotonic`."""
    where: Place
    """The place where it was taken, in the app's own code if that is known."""
    waiters: tuple[WaiterInfo, ...]
    """The waiters in order."""


def said(key: Key) -> str:
    """Return the description of a lock for messages."""
    session, name = key
    return f"the {'app' if session is None else 'session'}'s lock" + ("" if name is None else f" `{name}`")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def where(by: Taker) -> Place:
    """Return the place where a lock is taken or waited for, in the app's own code if that is near."""
    return _place(by.stack, by.scope.host.is_app_code)


def _place(stack: SpawnStack, is_app_code: Callable[[str], bool]) -> Place:
    for file, line, _ in reversed(stack):
        if is_app_code(file):
            return file, line
    file, line, _ = stack[-1]
    return file, line


def deadlock(facts: list[tuple[Taker, Taker]]) -> DeadlockError:
    own_loop = len(facts) == 1 and facts[0][0].loop is not None and facts[0][1].thread is facts[0][0].thread
    return DeadlockError(
        [
            LockWait(waiter.name, said(waiter.key), where(waiter), holder.name, where(holder))
            for waiter, holder in facts
        ],
        own_loop=own_loop,
        below_loop=own_loop and facts[0][1].task is None and facts[0][1].loop is None,
    )


def not_yours(key: Key, by: Taker | None) -> str:
    if by is None:
        return f"{capital(said(key))} is not held by anybody, so it cannot be released."
    file, line = where(by)
    return (
        f"{capital(said(key))} is held by {by.name!r}, which took it in {file}, line {line}. Only that one "
        "can release it. Threads, and coroutines of one thread, are different holders."
    )


def report_lost(by: Taker) -> None:
    """Report on the page and in the log that a holder has ended without releasing its lock."""
    by.scope.host.report(by.scope, LockNotReleased(said(by.key), by.name, where(by)))
