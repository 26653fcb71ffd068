"""The Python that has Streamlit: a virtual environment of its own, so that it never meets Treadle."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def streamlit_python() -> Path:
    """Return its path. `scripts/test` has made it; if it is not there, it is made now."""
    if named := os.environ.get("TREADLE_STREAMLIT"):
        return Path(named)
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from bootstrap import prepare_streamlit  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    path: Path = prepare_streamlit()
    return path
