"""`streamlit.navigation`: where `streamlit.navigation.page` is."""

__all__: list[str] = []
