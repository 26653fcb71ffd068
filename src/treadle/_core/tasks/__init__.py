"""Tasks: calls that run beside the page, with a state that the page can show.

`task` is a task as the app sees it. `board` decides which tasks run. `workers` execute them in a thread, as a
coroutine, or in a process. `output` collects what they print.
"""
