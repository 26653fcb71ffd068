"""The elements that an app shows: one file for each `st.` name, in families.

A file contains an element's struct and its command. Identity, forms, callbacks and state are in `cursor`,
once for all. `scripts/gen.py` collects the commands into `treadle/api.py`.
"""
