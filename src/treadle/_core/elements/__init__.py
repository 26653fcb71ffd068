"""What an app calls: one file for each `st.` name, in families.

A file holds an element's struct and its function. Identity, forms, callbacks and state live once, in `cursor`.
`scripts/gen.py` collects the functions into `treadle/api.py`.
"""
