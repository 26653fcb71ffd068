"""`python app.py`: the error says which command to run."""

import subprocess
import sys

import pytest


def last_line(folder, *command):
    done = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "line",
    ["st.title('Hello')", "st.session_state.n = 1", "st.sidebar.button('Go')", "(lambda: st.columns(2))()"],
)
def test_it_says_in_one_line_which_command_to_run(tmp_path, line):
    (tmp_path / "app.py").write_text(f"import treadle as st\n{line}\n")
    said = (
        "treadle.errors.NoSessionContext: This is an app, but it was started as a plain Python program. "
        "Run it with `treadle run app.py`."
    )
    assert last_line(tmp_path, "app.py") == said
    assert last_line(tmp_path, "-m", "app") == said


def test_code_that_is_no_script_is_told_the_general_reason(tmp_path):
    said = last_line(tmp_path, "-c", "import treadle as st; st.title('Hello')")
    assert "from code without a session" in said
