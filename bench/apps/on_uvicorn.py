"""The app of many lines as an ASGI application, which `treadle run` serves with uvicorn."""

import treadle as st

app = st.App("lines.py")
