"""A script of any name runs."""

import os
import sys

import pytest

from ..started import Started


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have names of text alone")
def test_a_script_whose_name_is_not_utf_8_runs(tmp_path):
    script = tmp_path / os.fsdecode(b"caf\xe9.py")
    script.write_text("import treadle as st; st.text('here'); print('ready', flush=True)")
    app = Started(script, "--server.port", "0")
    try:
        app.wait()
        app.visit()
        app.read_until("ready")
        status, _, said = app.end()
        assert (status, "Traceback" in said) == (0, False), said
    finally:
        app.kill()
