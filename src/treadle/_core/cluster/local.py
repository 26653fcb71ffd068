"""A Dask cluster on this machine, in processes of its own: used when no scheduler's address is given.

The server starts this module as a program. It prints the scheduler's address and runs until its input ends,
so it ends with the server, however that ends. Dask's own `LocalCluster` would start its workers from the
server's process, and Python would import the server's main module in each of them again.
"""

import asyncio
import os
import subprocess
import sys
from typing import Any

START_WITHIN = 100.0
"""Seconds that the cluster has to start."""

END_WITHIN = 5.0
"""Seconds that it has to end, before it is killed."""


class LocalCluster:
    """The process with the scheduler. Not thread-safe.

    Args:
        workers: the number of worker processes.
        memory: the largest memory of a worker in bytes. None: as Dask decides.
    """

    def __init__(self, workers: int, memory: int | None) -> None:
        self._words = [str(workers), "auto" if memory is None else str(memory)]
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> str:
        """Start it and return the scheduler's address.

        Raises:
            OSError: it does not start.
        """
        path = os.pathsep.join(folder for folder in sys.path if folder)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            __name__,
            *self._words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # an interrupt from the keyboard is for the server, which ends it
        )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), START_WITHIN)
        if not line:
            raise OSError(f"the local Dask cluster has ended with status {await self._process.wait()}")
        return line.decode().strip()

    async def close(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _serve(workers: int, memory: str) -> None:
    import distributed

    make: Any = distributed.LocalCluster
    async with make(
        n_workers=workers,
        threads_per_worker=1,
        memory_limit=memory if memory == "auto" else int(memory),
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        asynchronous=True,
        silence_logs=30,
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), sys.argv[2]))
