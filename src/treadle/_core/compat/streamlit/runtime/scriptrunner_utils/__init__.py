"""`streamlit.runtime.scriptrunner_utils`."""

__all__: list[str] = []
