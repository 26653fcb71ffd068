"""The names of parts of the page, by which style sheets find them, are those of the installed Streamlit."""

import subprocess
import sys
from pathlib import Path

from .streamlit_python import ROOT, streamlit_python


def test_the_list_of_names_is_the_installed_front_ends() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from gen_style import LIST, streamlits_names
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    found = subprocess.run(
        [
            streamlit_python(),
            "-c",
            "import importlib.util as u; print(u.find_spec('streamlit').submodule_search_locations[0])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    static = Path(found.stdout.strip()) / "static"
    assert LIST.read_text(encoding="utf-8").split() == streamlits_names(static)
