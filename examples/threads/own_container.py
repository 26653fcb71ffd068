"""Five workers; each writes into its own container by itself."""

import threading
import time

import treadle as st


def work(delay: int, place: st.Container) -> None:
    """Wait, and show the result."""
    time.sleep(delay)
    place.write(f"Waited {delay} s, done after {time.monotonic() - began:.1f} s")


st.header("Each worker writes into its own container")

began = time.monotonic()
workers = [threading.Thread(target=work, args=(delay, st.container())) for delay in (5, 4, 3, 2, 1)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()

st.success(f"All five together took {time.monotonic() - began:.1f} s.")
