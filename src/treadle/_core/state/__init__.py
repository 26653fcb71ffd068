"""The app's state: `st.session_state`, `st.shared`, `st.query_params`."""
