"""`streamlit.web.server`."""

__all__: list[str] = []
