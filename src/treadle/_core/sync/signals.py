"""What runs read and what changes: who has read it runs again.

A run subscribes by reading. A change takes the subscriptions and tells their sessions, each once; the next run reads again
and so subscribes again. So there is one subscription for a session's lane at most, a change that nobody has looked at since
the last one costs next to nothing, and what is read no more is forgotten with the next change. A session's subscriptions
also die with the session.

Whether the lane still shows what the run has read, when it is to run again, and that many changes are one rerun, is the
session's to decide (`session.events.Outdated`).

*Coming to rest.* A run is not told of its own changes: a page that counts its runs would count for ever. Pages of two
visitors that do this would still rerun each other in turn, so a rerun knows how many reruns in a row have led to it
(`Run.echo`), and what the last of `ECHOES` changes is for the next rerun that has another reason.
"""

import functools
import logging
import threading
import weakref
from typing import Final

from treadle._core.carry.scope import Host, Scope
from treadle._core.session.events import Outdated

log = logging.getLogger("treadle.signals")

ECHOES: Final = 3
"""Reruns in a row that changes may lead to, each made by the run before. A value that is worked out from another that is
worked out from a third comes to its end in so many; what needs more does not end at all."""

_Key = tuple[int, str]
"""`id` of a host, and a lane of its session."""


class _Subscription:
    """That a run has read."""

    __slots__ = ("host", "number")

    def __init__(self, host: "weakref.ref[Host]", number: int) -> None:
        self.host = host
        self.number = number
        """Of the run."""


class Signal:
    """Something that runs read and that changes. Every method may be called from any thread.

    Args:
        name: what it is, for the log.
    """

    __slots__ = ("__weakref__", "_lock", "_name", "_subscriptions", "_warned")

    def __init__(self, name: str = "something") -> None:
        self._name = name
        self._lock = threading.Lock()
        self._subscriptions: dict[_Key, _Subscription] = {}
        """Guarded by `_lock`, except that a session which is gone takes its own out, one by one, without it: garbage
        collection does that, and may do so in a thread that has the lock."""
        self._warned = False

    def __len__(self) -> int:
        """How many lanes would run again."""
        return len(self._subscriptions)

    def read(self, scope: Scope) -> None:
        """Note that a run reads this. To be called before it does: what changes in between is not missed.

        Threads that outlive their run do not subscribe, as no rerun would let them read again; nor do callbacks, which a
        rerun does not call.
        """
        if scope.closing or scope.in_callback or _outlives(scope):
            return
        host, lane, number = scope.host, scope.lane.id, scope.run.number
        key = id(host), lane
        with self._lock:
            known = self._subscriptions.get(key)
            if known is None:
                gone = functools.partial(_forget, weakref.ref(self), key)
                self._subscriptions[key] = _Subscription(weakref.ref(host, gone), number)
            elif known.number < number:  # a thread of an older run may come late
                known.number = number

    def changed(self, by: Scope | None) -> None:
        """Have the lanes run again that have read this. To be called after the change, with no lock held.

        Args:
            by: who has changed it; None if that is no code of a session. The run that it belongs to is not told.
        """
        run = None if by is None or _outlives(by) else by.run
        echo = 0 if by is None else by.run.echo + 1
        # What outlives its run is not stopped, as it may be one of a chain that comes to its end; the session slows it down.
        endless = run is not None and echo > ECHOES
        outdated: dict[Host, dict[str, int]] = {}
        with self._lock:
            if not self._subscriptions:
                return
            taken, self._subscriptions = self._subscriptions, {}
            while taken:
                try:  # not by iteration: garbage collection in another thread may be about to take something out
                    key, subscription = taken.popitem()
                except KeyError:
                    break
                host = subscription.host()
                if host is None:
                    continue
                own = (
                    by is not None
                    and host is by.host
                    and run is not None
                    and run.number == subscription.number
                )
                if not own:
                    outdated.setdefault(host, {})[key[1]] = subscription.number
                if own or endless:
                    self._subscriptions[key] = subscription
        if outdated and endless:
            self._warn()
            return
        for host, lanes in outdated.items():
            host.handle(Outdated(lanes, echo))

    def _warn(self) -> None:
        with self._lock:
            warned, self._warned = self._warned, True
        if not warned:
            log.warning(
                "%s is changed by runs that its changes have led to, %d in a row: they would rerun each other for ever, so "
                "this change reruns none. Change it in a callback, or once for each visitor.",
                self._name,
                ECHOES,
            )


def _outlives(scope: Scope) -> bool:
    return scope.job is not None and scope.job.background


def _forget(signal: "weakref.ref[Signal]", key: _Key, host: object) -> None:
    """Take a session out that is gone; its `id` is given to no other before this returns."""
    still = signal()
    if still is not None:
        still._subscriptions.pop(key, None)
