"""Caches of an app's functions: what their calls are recognised by, where results are kept, and who computes them.

`hashing` and `keys` recognise a call; `flight` lets one caller compute while the others wait; `store` and `disk` keep
results, `values` copies of them, and `results` has all that one function has; `replay` repeats what a function has shown;
`function` puts these together, and `caches` is all of it that one app has. Nothing here knows an element: a spinner is the
business of `commands/cache.py`.
"""
