"""Caches of an app's functions: how calls are recognised, where results are kept, and who computes them.

`hashing` and `keys` recognise a call. In `flight`, one caller computes while the others wait. `store` and
`disk` keep results, `values` copies them, and `results` has all results of one function. `replay` repeats
what a function has shown. `function` combines these, and `caches` has all caches of one app. This room knows
no elements: `commands/cache.py` shows the spinner.
"""
