"""`st.connection` and `st.secrets`."""
