"""What the documents say holds: code runs as it stands there, links lead somewhere, and nothing public is
missing.
"""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import treadle
from treadle.testing import AppTest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks() -> list[Any]:
    """Return each Python block of all pages, named after its page and heading."""
    found = []
    for page in PAGES:
        heading = ""
        text = page.read_text(encoding="utf-8")
        for title, code in re.findall(r"^##+ (.*?)\n|^```python\n(.*?)^```$", text, re.S | re.M):
            heading = title or heading
            if code:
                found.append(pytest.param(code, id=f"{page.relative_to(ROOT)}: {heading}"))
    return found


SECRETS = """
[database]
user = "Ada"

[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "a-secret-for-the-examples"
client_id = "app"
client_secret = "…"
server_metadata_url = "https://provider.example/.well-known/openid-configuration"
"""
"""What an example reads from the file of secrets, which stands beside the app."""


@pytest.mark.timeout(180)  # some import a large library, on a machine that may be busy
@pytest.mark.parametrize("code", blocks())
def test_a_block_runs_when_it_is_pasted_into_an_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    script = tmp_path / "app.py"
    script.write_text(code, encoding="utf-8")
    (tmp_path / ".treadle").mkdir()
    (tmp_path / ".treadle" / "secrets.toml").write_text(SECRETS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    app = AppTest.from_file(script)
    try:
        app.run(timeout=120)
        shown = [error.value for error in app.exception]
        assert shown == (["division by zero"] if "1 / 0" in code else [])
    finally:
        app.close()
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert errors == [] or "1 / 0" in code


def test_the_pages_have_blocks() -> None:
    pages = Counter(block.id.partition(":")[0] for block in blocks())
    assert pages["docs/how-to/threads.md"] >= 15
    assert pages["docs/reference/commands.md"] >= 40
    assert len(pages) >= 12


A_RUN = (
    r"(?:an?|the|each|every|one|new|old|older|newer|this|that|its|previous|next|newest|live|another|no) runs?"
)
TERMS = {
    "run": rf"\*runs?|{A_RUN}",
    "command": r"\*?commands?(?! line)",
    "lane": r"\*?lanes?",
    "fence": r"\*?(?:fence[sd]?|fencing)",
    "stop point": r"\*?stop points?",
    "slot": r"\*?slots?",
}
"""The words of the documents that a reader cannot know, with an expression that finds their first use."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_defines_its_terms_where_it_uses_them_first(page: Path) -> None:
    """A defined word is in italics or bold. Headings and code do not count."""
    text = re.sub(
        r"^```.*?^```$|^#.*?$|`[^`\n]*`|<!--.*?-->|\]\([^)]*\)",
        "",
        page.read_text(encoding="utf-8"),
        flags=re.S | re.M,
    )
    undefined = []
    for term, uses in TERMS.items():
        first = re.search(rf"(?<![\w-])(?:{uses})\b", text, re.IGNORECASE)
        if first and not first[0].startswith("*"):
            undefined.append((term, text[max(0, first.start() - 60) : first.end() + 60]))
    assert undefined == []


def test_no_block_is_hidden_behind_another_name() -> None:
    """A block of Python that is marked as something else, or not at all, would not be pasted."""
    for page in PAGES:
        for kind, code in re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.S | re.M):
            if kind != "python":
                assert not re.search(r"^(import|from) \w+|^def |^@", code, re.M), (page, code)


def documented_tests() -> list[Any]:
    """Return each test of the page on tests, with the app before it."""
    text = (ROOT / "docs/how-to/test-an-app.md").read_text(encoding="utf-8")
    found, app = [], ""
    for code in re.findall(r"^```python\n(.*?)^```$", text, re.S | re.M):
        names = re.findall(r"^def (test_\w+)", code, re.M)
        if not names:
            app = code
        found += [pytest.param(app, code, name, id=name) for name in names]
    return found


@pytest.mark.parametrize(("app", "code", "name"), documented_tests())
def test_the_test_of_an_app_passes_with_the_app_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: str, code: str, name: str
) -> None:
    (tmp_path / "app.py").write_text(app)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(code, names)
    names[name]()


NAMESPACES = {"components", "connections", "errors", "executors"}


def test_the_reference_describes_everything_public() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs/reference").glob("*.md"))
    headings = set(re.findall(r"^##+ (?:st\.)?(\w+)$", pages, re.MULTILINE)) | set(
        re.findall(r"^\| `(\w+)` \|", pages, re.MULTILINE)
    )
    namespaces = NAMESPACES | {"__version__", "column_config", "Container"}
    errors = {name for name, value in vars(treadle.errors).items() if getattr(value, "__name__", "") == name}
    public = set(treadle.__all__) - namespaces | {name for name in errors if name.endswith("Error")}
    assert public - headings == set()


def test_the_page_of_streamlits_names_is_true() -> None:
    text = (ROOT / "docs/reference/streamlit-names.md").read_text(encoding="utf-8")
    supported, not_yet = (
        re.findall(r"`st\.(\w+)`", part.partition("\n## ")[0])
        for part in text.partition("## Supported names of `st`")[2].split("that are not supported yet", 1)
    )
    assert len(supported) > 50
    assert [name for name in supported if not hasattr(treadle, name)] == []
    assert [name for name in not_yet if hasattr(treadle, name)] == []


def test_the_readme_names_everything_that_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## What is there")[2]
    named = set(" ".join(re.findall(r"`([^`]+)`", text)).split())
    assert set(treadle.__all__) - NAMESPACES - {"__version__", "Container"} - named == set()


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
