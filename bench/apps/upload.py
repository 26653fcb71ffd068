"""Takes large files; and a light page beside it, which counts clicks."""

import sys

import treadle as st

if "light" in st.query_params:
    st.text(f"clicks: {st.number_input('N', 0, 10**9)}")
else:
    file = st.file_uploader("File", max_upload_size=4096)
    st.text(f"size: {file.size if file else 0}")
    sys.stdout.flush()
