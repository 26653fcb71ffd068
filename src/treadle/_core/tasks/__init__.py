"""Tasks: calls that run beside the page, with a state that the page can show.

`task` is one of them as the app sees it, `board` decides which may run when, `workers` carry it out in a thread, as a
coroutine, or in a process, and `output` collects what they print.
"""
