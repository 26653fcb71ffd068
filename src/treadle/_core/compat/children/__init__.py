"""A folder that is in the import path while an app runs: in the app's process, and in `PYTHONPATH` for those that it starts.

`streamlit` in it gives a process that the app has started the same `streamlit` that the app has.
"""
