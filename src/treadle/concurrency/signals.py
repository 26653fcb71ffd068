"""What runs read and what changes: who has read it runs again."""

import threading
import weakref

from treadle.session.events import Outdated

from .context import Host, Scope


class Signal:
    """Something that changes. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readers: dict[tuple[int, str], tuple[weakref.ref[Host], str, int]] = {}  # guarded by _lock

    def read(self, scope: Scope) -> None:
        """Note that a run reads this; to be called before it does."""
        if scope.closing or (scope.job is not None and scope.job.background):
            return
        with self._lock:
            self._readers[id(scope.host), scope.lane.id] = weakref.ref(scope.host), scope.lane.id, scope.run.number

    def changed(self, by: Scope | None) -> None:
        """Rerun whoever has read this; not the run that changes it itself."""
        with self._lock:
            readers, self._readers = self._readers, {}
        outdated: dict[Host, dict[str, int]] = {}
        own = None if by is None or (by.job is not None and by.job.background) else by
        for key, (ref, lane, number) in readers.items():
            host = ref()
            if host is None:
                continue
            if own is not None and own.host is host and own.run.number == number:
                with self._lock:
                    self._readers.setdefault(key, (ref, lane, number))
                continue
            outdated.setdefault(host, {})[lane] = number
        for host, lanes in outdated.items():
            host.handle(Outdated(lanes))
