"""`streamlit.starlette`: the app as an ASGI application."""

from treadle import App

__all__ = ["App"]
