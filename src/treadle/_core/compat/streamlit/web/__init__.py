"""`streamlit.web`: the command line, for apps that start themselves."""

__all__: list[str] = []
