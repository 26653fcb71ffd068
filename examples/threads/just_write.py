"""Five workers; each just writes. The page keeps the order in which they were started."""

import threading
import time

import treadle as st


def work(delay: int) -> None:
    """Wait, and show the result where this thread was started."""
    time.sleep(delay)
    st.write(f"Waited {delay} s, done after {time.monotonic() - began:.1f} s")


st.header("Each worker just writes")

began = time.monotonic()
for delay in (5, 4, 3, 2, 1):
    threading.Thread(target=work, args=(delay,)).start()

st.info(
    "The script itself is done; its threads go on, and the page shows it running until they have finished."
)
