"""Five workers; the script thread shows each result as it comes, in the container that was made for it."""

import queue
import threading
import time

import treadle as st


def work(number: int, delay: int, done: "queue.Queue[tuple[int, str]]") -> None:
    """Wait, and hand over the result."""
    time.sleep(delay)
    done.put((number, f"Waited {delay} s, done after {time.monotonic() - began:.1f} s"))


st.header("Results as they come")

began = time.monotonic()
delays = (5, 4, 3, 2, 1)
places = [st.container() for _ in delays]
done: "queue.Queue[tuple[int, str]]" = queue.Queue()
for number, delay in enumerate(delays):
    threading.Thread(target=work, args=(number, delay, done)).start()
for _ in delays:
    number, result = done.get()
    places[number].write(result)

st.success(f"All five together took {time.monotonic() - began:.1f} s.")
