"""Values that runs read. A change reruns the runs that have read it.

A run subscribes by reading. A change removes the subscriptions and tells their sessions, each once. The next
run reads again and so subscribes again. So each lane of a session has at most one subscription, a change
without readers costs next to nothing, and values that are no longer read are forgotten with the next change.
A session's subscriptions end with the session.

The session decides whether the lane still shows what the run has read, when it reruns, and that many changes
are one rerun (`session.events.Outdated`).

*Ending.* A run is not told about its own changes: otherwise a page that counts its runs would count for ever.
Pages of two visitors that do this would still rerun each other in turn. So a rerun knows how many reruns in a
row have led to it (`Run.echo`). What the last of `ECHOES` reruns changes is shown by the next rerun for
another reason.
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
"""The largest number of reruns in a row that changes cause.

A value that is computed from another, which is computed from a third, is complete after so many. Chains that
need more never end.
"""

_Key = tuple[int, str]
"""The `id` of a host, and a lane of its session."""


class _Subscription:
    """The subscription of a run."""

    __slots__ = ("host", "number")

    def __init__(self, host: "weakref.ref[Host]", number: int) -> None:
        self.host = host
        self.number = number
        """The number of the run."""


class Signal:
    """A value that runs read. Every method can be called from any thread.

    Args:
        name: its name, for the log.
    """

    __slots__ = ("__weakref__", "_lock", "_name", "_subscriptions", "_warned")

    def __init__(self, name: str = "something") -> None:
        self._name = name
        self._lock = threading.Lock()
        self._subscriptions: dict[_Key, _Subscription] = {}
        """Guarded by `_lock`, with one exception.

        Garbage collection removes the subscriptions of a freed session one by one and without the lock,
        because it may run in a thread that holds the lock.
        """
        self._warned = False

    def __len__(self) -> int:
        """The number of lanes that would rerun."""
        return len(self._subscriptions)

    def read(self, scope: Scope) -> None:
        """Subscribe a run that is about to read this.

        Called before the read, so no change in between is missed.

        Threads that outlive their run do not subscribe, because no rerun would let them read again. Nor do
        callbacks, which a rerun does not call.
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
        """Rerun the lanes that have read this. Called after the change, without a lock.

        Args:
            by: the scope that has changed it; None for code without a session. Its own run is not told.
        """
        run = None if by is None or _outlives(by) else by.run
        echo = 0 if by is None else by.run.echo + 1
        # Code that outlives its run is not stopped: its chain may end. The session slows it down.
        endless = run is not None and echo > ECHOES
        outdated: dict[Host, dict[str, int]] = {}
        with self._lock:
            if not self._subscriptions:
                return
            taken, self._subscriptions = self._subscriptions, {}
            while taken:
                try:  # no iteration: garbage collection in another thread may be removing an item
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
                "%s was changed by runs that rerun each other, %d times in a row. So that this ends, this "
                "change reruns no run. Change it in a callback, or once for each visitor.",
                self._name,
                ECHOES,
            )


def _outlives(scope: Scope) -> bool:
    return scope.job is not None and scope.job.background


def _forget(signal: "weakref.ref[Signal]", key: _Key, host: object) -> None:
    """Remove a freed session. Its `id` is not reused before this returns."""
    still = signal()
    if still is not None:
        still._subscriptions.pop(key, None)
