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
from treadle._core.session.look import LookAtLane

ROOT = Path(__file__).parents[1]
PAGES = [
    "README.md",
    "docs/tutorial/first-app.md",
    "docs/how-to/threads.md",
    "docs/how-to/processes.md",
    "docs/how-to/address.md",
    "docs/explanation/choosing-concurrency.md",
]


def blocks(page: str) -> list[Any]:
    """Each block of a page, called by its heading."""
    found, heading, before = [], "", ""
    text = (ROOT / page).read_text(encoding="utf-8")
    for title, code in re.findall(r"^##? (.*?)\n|^```python\n(.*?)^```$", text, re.S | re.M):
        heading = title or heading
        if not code:
            continue
        if (
            "tutorial" in page
        ):  # its steps go on from the last whole app; no need to wait as long as its loads
            code = code.replace("sleep(2)", "sleep(0)")
            before, code = (code, code) if "import " in code else (before, before + code)
        found.append(pytest.param(code, id=f"{Path(page).stem}: {heading}"))
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


class Client:
    """What a client for HTTP would be."""

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *args: object) -> None:
        pass

    async def get(self, url: str) -> str:
        return url


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
    "slow_query": lambda name: len(name),
    "url": "https://example.com",
    "httpx": SimpleNamespace(AsyncClient=Client),
    "device": SimpleNamespace(on_message=lambda callback: callback("hello")),
}
"""What the pages do not say, as it is the reader's own."""


@pytest.mark.parametrize("code", [block for page in PAGES for block in blocks(page)])
def test_a_block_runs(
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
    assert page.live.wait(LookAtLane(), 30, lambda app: not app.alive and app.live is None)
    assert page.props("exception") == []
    page.live.end()
    assert page.live.wound_up.wait(20)
    assert page.live.executions.threads() == []
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    if module:
        used = sys.modules.pop(module[1])
        if hasattr(used, "pool"):
            used.pool.shutdown()


@pytest.mark.parametrize(("page", "number"), [*zip(PAGES, [1, 6, 12, 2, 2, 1], strict=True)])
def test_a_page_has_blocks(page: str, number: int) -> None:
    assert len(blocks(page)) >= number


def test_the_test_of_an_app_passes_with_the_app_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "docs/how-to/test-an-app.md").read_text(encoding="utf-8")
    app, test = re.findall(r"^```python\n(.*?)^```$", text, re.S | re.M)
    (tmp_path / "app.py").write_text(app)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(test, names)
    names["test_the_button_counts"]()


def test_the_reference_describes_everything_public() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs/reference").glob("*.md"))
    headings = set(re.findall(r"^## (?:st\.)?(\w+)$", pages, re.MULTILINE)) | set(
        re.findall(r"^\| `(\w+)` \|", pages, re.MULTILINE)
    )
    namespaces = {"__version__", "column_config", "connections", "errors", "Container"}
    errors = {name for name, value in vars(treadle.errors).items() if getattr(value, "__name__", "") == name}
    public = set(treadle.__all__) - namespaces | {name for name in errors if name.endswith("Error")}
    assert public - headings == set()


def test_the_readme_names_everything_that_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## What is there")[2]
    named = set(" ".join(re.findall(r"`([^`]+)`", text)).split())
    assert set(treadle.__all__) - {"__version__", "connections", "errors", "Container"} - named == set()


WRITTEN = [
    *ROOT.glob("*.md"),
    *(path for folder in ("bench", "docs", "examples", "scripts") for path in (ROOT / folder).rglob("*.md")),
    ROOT / "frontend" / "README.md",
]


@pytest.mark.parametrize("page", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file, _, place = target.partition("#")
        path = page.parent / file if file else page
        assert path.exists(), target
        if place:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {
                re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings
            }
            assert place in anchors, target
