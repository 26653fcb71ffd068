"""`streamlit.runtime.scriptrunner_utils`."""
