"""Five workers; the script thread waits for all of them and then shows what they brought."""

import threading
import time

import treadle as st


class Worker(threading.Thread):
    """Waits, and keeps when it was done."""

    def __init__(self, delay: int, began: float) -> None:
        super().__init__()
        self.delay = delay
        self.began = began
        self.result = ""

    def run(self) -> None:
        time.sleep(self.delay)
        self.result = f"Waited {self.delay} s, done after {time.monotonic() - self.began:.1f} s"


st.header("Results after all have finished")

began = time.monotonic()
workers = [Worker(delay, began) for delay in (5, 4, 3, 2, 1)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
for worker in workers:
    st.write(worker.result)

st.success(f"All five together took {time.monotonic() - began:.1f} s.")
