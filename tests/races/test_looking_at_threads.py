"""Looking at what all threads execute, while others start threads and garbage is collected."""

import gc
import subprocess
import sys
import textwrap

from treadle.concurrency.frames import current_frames

HOSTILE = """
    import gc, os, sys, threading, weakref
    from treadle.concurrency.frames import current_frames

    class Node:
        pass

    def make_garbage():
        kept = []
        while True:
            node = Node()
            node.itself = node
            kept.append(weakref.ref(node, lambda gone: [number for number in range(50)]))
            del kept[:-50]

    def start_threads():
        while True:
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()

    sys.setswitchinterval(1e-6)
    gc.set_threshold(1)
    for work in (make_garbage, start_threads, start_threads):
        threading.Thread(target=work, daemon=True).start()
    for _ in range(400_000):
        current_frames()
    os._exit(0)
"""


def test_a_collection_while_somebody_looks_stops_nobody_for_ever() -> None:
    # In a process of its own, as all of it would stand still.
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(HOSTILE)], timeout=60, check=False)
    assert done.returncode == 0


def test_who_has_switched_collection_off_finds_it_off() -> None:
    gc.disable()
    try:
        current_frames()
        assert not gc.isenabled()
    finally:
        gc.enable()
    current_frames()
    assert gc.isenabled()
