"""The modules that an app gets by `import streamlit`.

The folder `streamlit` mirrors the modules of Streamlit that apps use. While an app runs,
`treadle._core.runtime.alias` loads them under Streamlit's own names: `streamlit.errors` is the file
`streamlit/errors.py` here.
"""
