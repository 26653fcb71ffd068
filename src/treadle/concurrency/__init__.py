"""Every crossing between threads: the context of a run, how it is carried, and where it ends.

`context` says who is writing where, `job` what a run has started, `carry`, with `carry_threads` and `carry_pools`, how new threads and
jobs come by their context.
"""
