"""Libraries that start threads, processes and event loops: what they have started for a run ends with it."""

import textwrap
from collections.abc import Callable
from typing import Any

import pytest

Superseded = Callable[..., Any]

SHOW = """
import threading
import treadle as st

def show(value=None):
    st.write(value)
    return work.goes_on()

def forever(*args):
    while show(*args):
        pass
"""

STARTERS = {
    "concurrent.futures": """
        from concurrent.futures import ThreadPoolExecutor, as_completed
        with ThreadPoolExecutor(3) as pool:
            for future in as_completed([pool.submit(forever, n) for n in range(6)]):
                future.result()
        """,
    "a pool that is mapped": """
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(forever, range(4)))
        """,
    "joblib": """
        from joblib import Parallel, delayed
        Parallel(n_jobs=2, backend="threading")(delayed(forever)(n) for n in range(4))
        """,
    "dask.threaded": """
        import dask
        dask.compute(*[dask.delayed(forever)(n) for n in range(4)], scheduler="threads", num_workers=2)
        """,
    "apscheduler": """
        from apscheduler.schedulers.background import BackgroundScheduler
        from apscheduler.executors.pool import ThreadPoolExecutor as Pool
        scheduler = BackgroundScheduler(executors={"default": Pool(2)}, timezone="UTC")
        scheduler.start()
        try:
            scheduler.add_job(forever, args=["a job"])
            scheduler.add_job(show, "interval", seconds=0.01, args=["again"], max_instances=10)
            while work.goes_on():
                st.sleep(0.01)
        finally:
            scheduler.shutdown()
        """,
    "watchdog": """
        import os
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers.polling import PollingObserver
        class Changes(FileSystemEventHandler):
            def on_any_event(self, event):
                show(event.src_path)
        observer = PollingObserver(timeout=0.01)
        observer.schedule(Changes(), folder)
        observer.start()
        try:
            number = 0
            while work.goes_on():
                number += 1
                with open(os.path.join(folder, "file"), "w") as file:
                    file.write("x" * number)
                st.sleep(0.01)
        finally:
            observer.stop()
            observer.join()
        """,
    "tenacity": """
        import tenacity
        @tenacity.retry(wait=tenacity.wait_none(), before_sleep=lambda state: show(state.attempt_number))
        def attempt():
            if work.goes_on():
                raise OSError("not yet")
        attempt()
        """,
    "matplotlib": """
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        def draw(n):
            figure = Figure()
            canvas = FigureCanvasAgg(figure)
            canvas.mpl_connect("draw_event", lambda event: show("drawn"))
            axes = figure.subplots()
            axes.xaxis.set_major_formatter(lambda x, place: st.write(x) or str(x))
            while work.goes_on():
                axes.plot([n, 1, 2])
                canvas.draw()
        threads = [threading.Thread(target=draw, args=(n,)) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        """,
    "polars": """
        import polars
        while work.goes_on():
            column = polars.Series("a", list(range(50)))
            column.map_elements(lambda x: st.write(x) or x, return_dtype=polars.Int64)
            polars.DataFrame({"a": column}).lazy().select(polars.col("a").sum()).collect()
        """,
    "pyarrow": """
        import pyarrow, pyarrow.compute
        while work.goes_on():
            table = pyarrow.table({"a": list(range(1000)), "b": [1] * 1000})
            show(pyarrow.TableGroupBy(table, "b", use_threads=True).aggregate([("a", "sum")]).num_rows)
        """,
    "pandas": """
        import pandas
        if work.goes_on():
            pandas.DataFrame({"a": range(2_000)}).apply(lambda row: show(row.a), axis=1)
        """,
    "anyio": """
        import anyio
        async def main():
            async with anyio.create_task_group() as group:
                for n in range(2):
                    group.start_soon(spin, n)
                    group.start_soon(anyio.to_thread.run_sync, forever, n)
        async def spin(n):
            while show(n):
                await anyio.sleep(0)
        anyio.run(main)
        """,
    "anyio on trio": """
        import anyio
        async def main():
            async with anyio.create_task_group() as group:
                for n in range(2):
                    group.start_soon(spin, n)
        async def spin(n):
            while show(n):
                await anyio.sleep(0)
        anyio.run(main, backend="trio")
        """,
    "trio": """
        import trio
        async def main():
            async with trio.open_nursery() as nursery:
                for n in range(2):
                    nursery.start_soon(spin, n)
                    nursery.start_soon(trio.to_thread.run_sync, forever, n)
        async def spin(n):
            while show(n):
                await trio.sleep(0)
        trio.run(main)
        """,
    "asyncio": """
        import asyncio
        async def spin(n):
            while show(n):
                await asyncio.sleep(0)
        async def main():
            async with asyncio.TaskGroup() as group:
                for n in range(2):
                    group.create_task(spin(n))
                    group.create_task(asyncio.to_thread(forever, n))
        asyncio.run(main())
        """,
}

IDLE = {"dask.threaded": ("ThreadPoolExecutor",)}
"""Threads that a library keeps for its next job, with no code of an app: dask's end when the thread whose
pool they are has ended and another one computes.
"""


@pytest.fixture(autouse=True)
def _impatient_trio(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trio's threads wait 10 s for their next job."""
    monkeypatch.setattr("trio._core._thread_cache.IDLE_TIMEOUT", 0.05)


@pytest.mark.parametrize("starter", STARTERS)
def test_what_a_library_starts(
    superseded: Superseded, starter: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = str(tmp_path_factory.mktemp("watched"))
    superseded(
        SHOW + textwrap.dedent(STARTERS[starter]) + '\nst.text("done")\n',
        stays=IDLE.get(starter, ()),
        folder=folder,
    )
