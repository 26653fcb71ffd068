"""`streamlit.testing`."""
