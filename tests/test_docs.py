"""What the documents say holds: code runs as it stands there, links lead somewhere, and nothing public is missing."""

import asyncio
import builtins
import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import treadle

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "how-to" / "threads.md"
BLOCKS = re.findall(r"^## (.*?)\n|^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.S | re.M)


def blocks() -> list[Any]:
    """Each block, called by its heading."""
    found, heading = [], ""
    for title, code in BLOCKS:
        heading = title or heading
        if code:
            found.append(pytest.param(code, id=heading))
    return found


PRELUDE = """
import asyncio, shutil, tempfile, threading
import treadle as st
"""


class Connection:
    """What a database would be: three rows, and then no more."""

    def __init__(self) -> None:
        self.left = 3

    def more(self) -> bool:
        return self.left > 0

    def read(self) -> str:
        self.left -= 1
        return "row"

    def close(self) -> None:
        self.left = 0


async def fetch(url: str) -> str:
    """Return what is there, after a while."""
    await asyncio.sleep(0)
    return url


STANDS_FOR = {
    "load": lambda name: {"name": [name]},
    "fetch": fetch,
    "urls": ["a", "b"],
    "read_load": lambda: 0.5,
    "step": lambda: None,
    "connect": Connection,
    "write_report": lambda rows: None,
    "send_to_monitoring": lambda error: None,
    "feed": lambda: [("cloth", 3)],
    "device": SimpleNamespace(on_message=lambda callback: callback("hello")),
}
"""What the guide does not say, as it is the reader's own."""


@pytest.mark.parametrize("code", blocks())
def test_a_block_of_the_guide_runs(
    open_page: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    code: str,
) -> None:
    for name, value in STANDS_FOR.items():
        monkeypatch.setattr(builtins, name, value, raising=False)
    module = re.match(r"# (\w+)\.py\n", code)
    if module:
        (tmp_path / f"{module[1]}.py").write_text(code)
        monkeypatch.syspath_prepend(str(tmp_path))
        code = f"import {module[1]}"
    page = open_page(PRELUDE + textwrap.dedent(code), wait=False)
    assert page.live.wait(lambda session: session.app.bodies == 0 and session.app.live is None, 30)
    assert page.props("exception") == []
    page.live.end()
    assert page.live.wound_up.wait(20)
    assert page.live.executions.threads() == []
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    if module:
        used = sys.modules.pop(module[1])
        if hasattr(used, "pool"):
            used.pool.shutdown()


def test_the_guide_has_blocks() -> None:
    assert len(blocks()) > 12


def test_the_reference_describes_everything_public() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs/reference").glob("*.md"))
    headings = set(re.findall(r"^## (?:st\.)?(\w+)$", pages, re.MULTILINE)) | set(
        re.findall(r"^\| `(\w+)` \|", pages, re.MULTILINE)
    )
    namespaces = {"__version__", "column_config", "connections", "errors", "Container"}
    errors = {name for name, value in vars(treadle.errors).items() if getattr(value, "__name__", "") == name}
    public = set(treadle.__all__) - namespaces | {name for name in errors if name.endswith("Error")}
    assert public - headings == set()


def test_links_between_documents_lead_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"
