"""What an app keeps: `st.session_state`, `st.shared`, `st.query_params`."""
