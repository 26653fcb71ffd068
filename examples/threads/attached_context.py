"""Five workers, as an app written for Streamlit has them: the context is attached to each thread by hand."""

import threading
import time

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx


class Worker(threading.Thread):
    """Waits, and writes into its target."""

    def __init__(self, delay, target):
        super().__init__()
        self.delay = delay
        self.target = target

    def run(self):
        time.sleep(self.delay)
        self.target.write(f"Waited {self.delay} s, done after {time.monotonic() - began:.1f} s")


st.header("Each worker writes into its own container, context attached")

began = time.monotonic()
workers = [Worker(delay, st.container()) for delay in (5, 4, 3, 2, 1)]
for worker in workers:
    add_script_run_ctx(worker, get_script_run_ctx())
    worker.start()
for worker in workers:
    worker.join()

st.success(f"All five together took {time.monotonic() - began:.1f} s.")
