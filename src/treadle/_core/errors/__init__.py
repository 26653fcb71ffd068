"""The base classes of errors, and the errors for bad values.

Apps and rooms import them from `treadle.errors`.
"""
