"""Treadle beside Streamlit: `python bench/compare.py [case ...]`. See README.md."""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
INDEX = HERE.parent / "src" / "treadle" / "_core" / "server" / "static" / "index.html"
ENVIRONMENT = HERE.parent / ".venv-bench"
PYTHON = ENVIRONMENT / "bin" / "python"


def prepare() -> None:
    """Make the environment that has both servers, and Treadle's front end, if they are not there."""
    if not INDEX.exists():
        print("building the front end …", file=sys.stderr)
        subprocess.run([sys.executable, HERE.parent / "scripts" / "build"], check=True, stdout=sys.stderr)
    if not PYTHON.exists():
        print("making .venv-bench …", file=sys.stderr)
        venv.create(ENVIRONMENT, with_pip=True)
    packages = ["--upgrade", "streamlit", "psutil", "pandas", "playwright", "plotly", "-e", str(HERE.parent)]
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *packages], check=True)


if __name__ == "__main__":
    prepare()
    sys.exit(subprocess.run([PYTHON, HERE / "cases.py", *sys.argv[1:]], check=False).returncode)
