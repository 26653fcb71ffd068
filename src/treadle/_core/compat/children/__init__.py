"""A folder in the import path of the app's process and of the processes that it starts.

The module `streamlit` in it gives a process that the app has started the same `streamlit` as the app.
"""
