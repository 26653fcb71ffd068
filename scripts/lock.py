"""Write `requirements-dev.lock`: the versions of all packages of the development environment.

    .venv/bin/python scripts/lock.py            write the versions that are installed in this environment
    .venv/bin/python scripts/lock.py --check    fail if the file was made from other requirements than today's

It is a file of constraints for pip. `bootstrap` uses it with the Python version that it names, as other
versions of Python may need other versions of packages. It names no host: packages come from where pip is
told.
"""

import hashlib
import importlib.metadata
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.lock"
NAME = "treadle"
HEAD = """\
# Versions of the development environment. Written by scripts/lock.py; do not edit.
# Python {python}
# Requirements {digest}
"""


def project() -> dict[str, Any]:
    """Return what pyproject.toml says about the project."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]  # type: ignore[no-any-return]


def requirements() -> str:
    """Return a hash of what pyproject.toml asks for."""
    asked = [project()["dependencies"], project()["optional-dependencies"]]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


def python_of(lock: str) -> str | None:
    """Return the version of Python for which a lock file was written: `3.11`."""
    found = re.search(r"^# Python (\d+\.\d+)$", lock, re.MULTILINE)
    return found and found[1]


def is_stale(lock: str) -> bool:
    """Return whether a lock file was made from other requirements than today's."""
    return f"# Requirements {requirements()}\n" not in lock


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed() -> Iterator[tuple[str, str]]:
    """Yield the names and versions of what is installed for the development of Treadle."""
    # Markers say what this Python needs. What is not installed here is not needed here.
    from packaging.requirements import Requirement  # bootstrap, which imports this file, may not have it

    asked = map(Requirement, [*project()["dependencies"], *project()["optional-dependencies"]["dev"]])
    direct = {_key(each.name) for each in asked if not each.marker or each.marker.evaluate()}
    seen: set[str] = set()
    left = [NAME]
    while left:
        key = _key(left.pop())
        if key in seen:
            continue
        seen.add(key)
        try:
            found = importlib.metadata.distribution(key)
        except importlib.metadata.PackageNotFoundError:
            if key in direct:
                sys.exit(f"{key} is not installed: run scripts/bootstrap.py first.")
            continue
        if key != NAME:
            yield key, found.version
        left += [re.match(r"[\w.-]+", each)[0] for each in found.requires or ()]  # type: ignore[index]


def write() -> None:
    """Write the lock file."""
    head = HEAD.format(python="{}.{}".format(*sys.version_info[:2]), digest=requirements())
    lines = [f"{name}=={version}\n" for name, version in sorted(needed())]
    LOCK.write_text(head + "".join(lines), encoding="utf-8")
    print(f"wrote {LOCK.name}: {len(lines)} packages")


def main() -> int:
    """Write or check the file. Return the status."""
    if sys.argv[1:] != ["--check"]:
        write()
    elif not LOCK.is_file() or is_stale(LOCK.read_text(encoding="utf-8")):
        print(f"{LOCK.name} is stale: pyproject.toml asks for other packages. Run scripts/lock.py.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
