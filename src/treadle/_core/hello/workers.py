"""Five slow workers, and four ways to show their results."""

import inspect
import queue
import textwrap
import threading
import time
from collections.abc import Callable

import treadle as st

DELAYS = (2.5, 2.0, 1.5, 1.0, 0.5)


def after_join() -> None:
    """Show all results in the script thread when all workers have ended."""
    results: dict[float, str] = {}

    def work(delay: float) -> None:
        time.sleep(delay)
        results[delay] = f"Waited {delay} s"

    workers = [threading.Thread(target=work, args=(delay,)) for delay in DELAYS]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for delay in DELAYS:
        st.write(results[delay])


def as_finished() -> None:
    """Show each result in the script thread when its worker has ended, at the worker's place."""
    done: queue.Queue[tuple[st.Container, str]] = queue.Queue()

    def work(delay: float, place: st.Container) -> None:
        time.sleep(delay)
        done.put((place, f"Waited {delay} s"))

    for delay in DELAYS:
        threading.Thread(target=work, args=(delay, st.container())).start()
    for _ in DELAYS:
        place, result = done.get()
        place.write(result)


def own_container() -> None:
    """Show each result in a container that its worker has got."""

    def work(delay: float, place: st.Container) -> None:
        time.sleep(delay)
        place.write(f"Waited {delay} s")

    for delay in DELAYS:
        threading.Thread(target=work, args=(delay, st.container())).start()


def just_write() -> None:
    """Show each result from its worker. The page keeps the order in which the workers were started."""

    def work(delay: float) -> None:
        time.sleep(delay)
        st.write(f"Waited {delay} s")

    for delay in DELAYS:
        threading.Thread(target=work, args=(delay,)).start()


WAYS: dict[str, Callable[[], None]] = {
    "All at the end": after_join,
    "As they finish": as_finished,
    "A container each": own_container,
    "Just write": just_write,
}


def show() -> None:
    """Show the page."""
    st.title("Five workers")
    st.markdown(
        "Five threads wait 2.5, 2, 1.5, 1 and 0.5 seconds. Together they take 2.5 seconds, not 7.5. "
        "What differs is who writes the results, and when they appear."
    )
    name = st.radio("Way", list(WAYS), horizontal=True, key="way")
    way = WAYS[name]
    left, right = st.columns([2, 3], gap="large")
    with right:
        st.caption(inspect.getdoc(way) or "")
        st.code(source_of(way), language="python")
    with left:
        if st.button("Start five workers", type="primary", icon=":material/play_arrow:"):
            began = time.monotonic()
            way()
            st.caption(f"The function returned after {time.monotonic() - began:.1f} s.")
        else:
            st.info("Start them and watch the order in which the lines appear.")


def source_of(function: Callable[[], None]) -> str:
    """Return the body of a function as a script."""
    lines = inspect.getsource(function).splitlines()[2:]
    return textwrap.dedent("\n".join(lines)).strip()
