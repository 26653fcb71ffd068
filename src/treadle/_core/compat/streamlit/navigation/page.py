"""`streamlit.navigation.page`: the class of pages, for annotations."""

from treadle._core.elements.navigation.page import Page

StreamlitPage = Page

__all__ = ["Page", "StreamlitPage"]
