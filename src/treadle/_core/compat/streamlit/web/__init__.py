"""`streamlit.web`: the command line, which an app imports that starts itself."""

__all__: list[str] = []
