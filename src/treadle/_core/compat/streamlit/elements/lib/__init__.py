"""`streamlit.elements.lib`: helpers that packages import."""

__all__: list[str] = []
