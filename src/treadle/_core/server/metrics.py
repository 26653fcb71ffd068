"""What the server measures of itself, as text for Prometheus. Only the server thread uses it."""

import threading
from collections import Counter
from collections.abc import Collection

from treadle import _version
from treadle._core.runtime.ports import AppPort

from .handlers import Files
from .latencies import Latencies

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

KINDS = {
    "treadle-script-": "script",
    "treadle-task-": "task",
    "treadle-worker": "task",
    "treadle-": "own",
}
"""The kind of a thread by the beginning of its name. All others are the app's, or of its libraries."""


class Metrics:
    """The measurements of one server.

    Args:
        app: the app.
        connections: the open connections.
    """

    def __init__(self, app: AppPort, connections: Collection[object]) -> None:
        self._app = app
        self._connections = connections
        self.latencies = Latencies()
        """From the arrival of a person's action to the first change of the page that is sent after it."""

    def text(self) -> str:
        """Return all measurements."""
        counts = self._app.counts()
        kinds = Counter(kind_of(thread.name) for thread in threading.enumerate())
        name = "treadle_interaction_seconds"
        return "\n".join(
            [
                *_head("treadle_info", "gauge", "The version of Treadle."),
                f'treadle_info{{version="{_version.__version__}"}} 1',
                *_one("treadle_sessions", "Visitors, with and without a connection.", counts.sessions),
                *_one("treadle_connections", "Open WebSockets.", len(self._connections)),
                *_one("treadle_runs", "Runs that execute now.", counts.runs),
                *_one("treadle_runs_waiting", "Runs that wait for their turn.", counts.waiting),
                *_one(
                    "treadle_threads_blocked",
                    "Threads that do not stop although they should.",
                    counts.blocked,
                ),
                *_head("treadle_threads", "gauge", "Threads of the process, by kind."),
                *(
                    f'treadle_threads{{kind="{kind}"}} {kinds[kind]}'
                    for kind in ("app", "own", "script", "task")
                ),
                *_head(name, "histogram", "Seconds from a person's action to the first change of the page."),
                *self.latencies.lines(name),
                "",
            ]
        )


def kind_of(name: str) -> str:
    """Return the kind of a thread by its name.

    Examples:
        >>> kind_of("treadle-script-1a2b-3"), kind_of("treadle-server"), kind_of("MainThread")
        ('script', 'own', 'app')
    """
    return next((kind for start, kind in KINDS.items() if name.startswith(start)), "app")


def _head(name: str, kind: str, about: str) -> list[str]:
    return [f"# HELP {name} {about}", f"# TYPE {name} {kind}"]


def _one(name: str, about: str, value: int) -> list[str]:
    return [*_head(name, "gauge", about), f"{name} {value}"]


class MetricsHandler(Files):
    """Sends the measurements to a program. A browser gets the page: an app may have a page of this name."""

    metrics: Metrics

    def get(self) -> None:
        """Send the measurements."""
        mine = self.request.path.endswith("_stcore/metrics")
        if not mine and "text/html" in self.request.headers.get("Accept", ""):
            super().get()
            return
        self.set_header("Content-Type", CONTENT_TYPE)
        self.set_header("Cache-Control", "no-store")
        self.finish(self.metrics.text())
