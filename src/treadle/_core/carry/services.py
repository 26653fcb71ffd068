"""Threads that a library starts once and keeps for everybody. They carry no session.

The first visitor who needs it starts the feeder of a queue, the monitor of a progress bar or an exporter of
traces. It then serves all visitors until the process ends. With that visitor's session, its errors would be
shown to a stranger, and it would end with the session.

A scheduler, a file watcher or a log listener that an app creates is different: it belongs to the app, and its
jobs write to the page on which it was created.
"""

import threading
from types import FrameType
from typing import Any

SERVICES = frozenset(
    {
        # Python's library
        "concurrent.futures.process:_ExecutorManagerThread",
        "multiprocessing.queues:Queue._feed",
        "multiprocessing.resource_sharer:_ResourceSharer._serve",
        # Computing
        "distributed.utils:LoopRunner.start",
        "joblib.externals.loky.process_executor:_ExecutorManagerThread",
        "multiprocess.queues:Queue._feed",
        "multiprocess.resource_sharer:_ResourceSharer._serve",
        "py4j.clientserver:ClientServerConnection.start",
        "py4j.clientserver:FinalizerWorker",
        "py4j.java_gateway:CallbackConnection",
        "py4j.java_gateway:CallbackServer.start",
        "py4j.java_gateway:OutputConsumer",
        "py4j.java_gateway:ProcessConsumer",
        # Event loops and their threads
        "anyio._backends._asyncio:WorkerThread",
        "fsspec.asyn:get_loop",
        "trio._core._thread_cache:WorkerThread._work",
        # Progress bars
        "tqdm._monitor:TMonitor",
        # Clients of servers and databases
        "grpc._channel:_run_channel_spin_thread",
        "grpc._channel:_spawn_delivery",
        "grpc._channel:_spawn_poll_connectivity",
        "grpc._simple_stubs:ChannelCache.__init__",
        "kafka.metrics.metrics:Metrics.__init__",
        "kafka.net.selector:NetworkSelector.start",
        "kafka.producer.sender:Sender",
        "psycopg_pool._acompat:spawn",
        "pymongo.periodic_executor:PeriodicExecutor.open",
        "redis.auth.token_manager:TokenManager.start",
        "redis.background:BackgroundScheduler._ensure_health_check_loop",
        "redis.background:BackgroundScheduler.run_once",
        "redis.background:BackgroundScheduler.run_recurring",
        "redis.maint_notifications:MaintNotificationsPoolHandler.handle_node_moving_notification",
        # Logs, traces, events and errors
        "langsmith._internal._background_thread:tracing_control_thread_func",
        "langsmith.client:Client.__init__",
        "langsmith.prompt_cache:PromptCache._start_refresh_thread",
        "langsmith.wrappers._openai_agents_api:_TraceForwarder.register",
        "loguru._handler:Handler._queued_writer",
        "opentelemetry.sdk._shared_internal:BatchProcessor.worker",
        "opentelemetry.sdk.metrics._internal.export:PeriodicExportingMetricReader._ticker",
        "posthog._async_utils:_BackgroundEventLoopRunner._ensure_loop",
        "posthog._metrics_autocapture:MetricsAutocapture.start_flush",
        "posthog.client:Client._start_lifecycle_thread",
        "posthog.consumer:Consumer",
        "posthog.metrics_capture:PostHogMetrics._arm_flush_timer",
        "posthog.poller:Poller",
        "posthog.tracing._export:SpanExporter._arm_timer_locked",
        "sentry_sdk._batcher:Batcher._flush_loop",
        "sentry_sdk.monitor:Monitor._ensure_running",
        "sentry_sdk.profiler.continuous_profiler:ThreadContinuousScheduler.ensure_running",
        "sentry_sdk.profiler.transaction_profiler:ThreadScheduler.ensure_running",
        "sentry_sdk.sessions:SessionFlusher._ensure_running",
        "sentry_sdk.worker:BackgroundWorker._target",
    }
)
"""The class of such a thread, the function that it runs, or the function that starts it."""


def serves_everybody(thread: threading.Thread, caller: FrameType) -> bool:
    """Return whether a thread that is about to start is such a service.

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
