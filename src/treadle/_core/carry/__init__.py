"""The context of a run, and how new threads, jobs and coroutines get it.

`context` has the scope of the calling code, `job` the jobs that a run has started. `install`, with `threads`
and `pools`, makes the standard library carry the context while a server runs.
"""
