"""Tasks: calls that run beside the page, with a state that the page can show.

`task` is a task as the app sees it. `board` decides which tasks run. `kinds` is the interface of executors.
`workers` has the built-in ones: threads, coroutines, processes. `output` collects what a task prints.
"""
