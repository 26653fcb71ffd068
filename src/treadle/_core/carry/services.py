"""Threads that a library starts once and keeps for everybody: they carry no session, whoever came first.

A queue's feeder, a progress bar's monitor or an exporter of traces is started by the first visitor who needs it, and then serves all of
them until the process ends. With that visitor's session, its errors would be shown to a stranger, and it would end with the session.
"""

import threading
from types import FrameType
from typing import Any

SERVICES = frozenset(
    {
        # Python's library
        "concurrent.futures.process:_ExecutorManagerThread",
        "logging.handlers:QueueListener._monitor",
        "multiprocessing.queues:Queue._feed",
        "multiprocessing.resource_sharer:_ResourceSharer._serve",
        # What computes
        "distributed.utils:LoopRunner.start",
        "joblib.externals.loky.process_executor:_ExecutorManagerThread",
        "multiprocess.queues:Queue._feed",
        "multiprocess.resource_sharer:_ResourceSharer._serve",
        # Event loops and the threads that work for them
        "anyio._backends._asyncio:WorkerThread",
        "fsspec.asyn:get_loop",
        "trio._core._thread_cache:WorkerThread._work",
        # Schedulers and watchers
        "apscheduler.schedulers.blocking:BlockingScheduler._main_loop",
        "tqdm._monitor:TMonitor",
        "watchdog.utils:BaseThread",
        # Clients of databases
        "pymongo.periodic_executor:PeriodicExecutor.open",
        # Logs, traces and errors
        "loguru._handler:Handler._queued_writer",
        "sentry_sdk.worker:BackgroundWorker._target",
    }
)
"""The class of such a thread, the function that it runs, or the function that starts it: its module and its qualified name."""


def serves_everybody(thread: threading.Thread, caller: FrameType) -> bool:
    """Return whether a thread that is about to start is one of these.

    Args:
        thread: the thread.
        caller: the frame that starts it.
    """
    if f"{caller.f_globals.get('__name__')}:{caller.f_code.co_qualname}" in SERVICES:
        return True
    target: Any = vars(thread).get("_target")
    function = getattr(target, "__func__", target)
    if _name(function) in SERVICES:
        return True
    return any(_name(kind) in SERVICES for kind in type(thread).__mro__[:-2])


def _name(thing: Any) -> str:
    return f"{getattr(thing, '__module__', '')}:{getattr(thing, '__qualname__', '')}"
