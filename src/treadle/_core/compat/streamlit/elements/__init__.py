"""`streamlit.elements`: packages import helpers from `streamlit.elements.lib`."""

__all__: list[str] = []
