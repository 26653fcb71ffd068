"""The tests in a browser wait for what they assert: none reads a page's state at once."""

import ast
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "e2e"

READS = {
    *("all", "all_inner_texts", "all_text_contents", "bounding_box", "content", "cookies", "count"),
    *("evaluate", "evaluate_all", "evaluate_handle", "get_attribute", "inner_html", "inner_text"),
    *("input_value", "is_checked", "is_disabled", "is_editable", "is_enabled", "is_hidden", "is_visible"),
    *("screenshot", "storage_state", "text_content", "title"),
}
"""Methods of Playwright's that return what a page is like now."""

SLEEPS = {"sleep", "wait_for_timeout", "wait_for_function"}
"""Waits that are not allowed: two wait for a time, and one needs `eval`, which pages do not allow."""

REASON = "# at once: "
"""Begins the comment on a line that may read at once, because a state before it proves what it reads."""


class Finder(ast.NodeVisitor):
    """Collects the lines of a file on which a page's state is read at once.

    A function that a test hands to a wait (a lambda, or a function by its name) may read. A call of a
    function that reads is itself a read.
    """

    def __init__(self, source: str) -> None:
        self.lines = source.splitlines()
        tree = ast.parse(source)
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        self.readers: set[str] = set()
        self.helpers = [node for node in functions if not is_test(node)]
        while found := {
            node.name for node in self.helpers if node.name not in self.readers and self._found(node.body)
        }:
            self.readers |= found
        self.found = sorted(
            {line for node in functions if is_test(node) for line in self._found(node.body)}
            | set(self._found([node for node in tree.body if not isinstance(node, ast.FunctionDef)]))
        )

    def _found(self, body: list[ast.stmt]) -> list[int]:
        self._here: list[int] = []
        for statement in body:
            self.visit(statement)
        return self._here

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if is_test(node):
            self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for statement in ast.walk(node):
            if isinstance(statement, ast.FunctionDef):
                for each in statement.body:
                    self.visit(each)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        pass

    def visit_Expr(self, node: ast.Expr) -> None:
        """An expression whose value nobody uses does something with the page."""
        call = node.value
        if name_of(call) == "evaluate":
            assert isinstance(call, ast.Call)
            for each in (call.func, *call.args):
                self.visit(each)
        else:
            self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        for each in ast.walk(node):
            if isinstance(each, ast.Attribute) and each.attr == "url":
                self._note(each)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = name_of(node)
        if name.startswith(("evaluate", "get_")) or (name == "inner_text" and node.args):
            reads = name in READS
        else:
            reads = name in READS and not node.args  # not a string's `count`
        calls = isinstance(node.func, ast.Name) and node.func.id in self.readers
        if reads or calls or name in SLEEPS:
            self._note(node)
        self.generic_visit(node)

    def _note(self, node: ast.expr) -> None:
        lines = self.lines[node.lineno - 1 : node.end_lineno]
        if not any(REASON in line for line in lines):
            self._here.append(node.lineno)


def name_of(node: ast.expr) -> str:
    """The name of the method that an expression calls, or nothing."""
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


def is_test(node: ast.FunctionDef) -> bool:
    fixture = any("fixture" in ast.unparse(each) for each in node.decorator_list)
    return fixture or node.name.startswith("test_")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("test_*.py")), ids=lambda path: path.stem)
def test_no_test_in_a_browser_reads_the_page_at_once(path: Path) -> None:
    found = Finder(path.read_text(encoding="utf-8")).found
    assert found == [], (
        f"{path.name} reads a page's state at once, or waits for a time, on these lines. Use `expect`, or "
        "`eventually` of tests/e2e/waiting.py. If a state before it proves what it reads, say so: "
        f"`{REASON}reason`."
    )


@pytest.mark.parametrize(
    "statement",
    [
        "assert page.locator('p').count() == 1",
        "texts = page.locator('p').all_inner_texts()",
        "assert page.evaluate('innerWidth') == 400",
        "assert names(page) == ['a']",
        "assert outer(page) == 1",
        "assert page.url == '/'",
        "page.wait_for_timeout(100)",
        "time.sleep(1)",
        "page.wait_for_function('true')",
        "expect(page.locator(page.locator('p').inner_text())).to_be_visible()",
        "with page.expect_download():\n        page.locator('p').bounding_box()",
        "for each in page.locator('p').all(): each.click()",
    ],
)
def test_a_read_is_found(statement: str) -> None:
    assert len(Finder(f"{HELPERS}def test_it(page):\n    {statement}\n").found) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "expect(page.locator('p')).to_have_count(1)",
        "eventually(page, lambda: names(page), ['a'])",
        "eventually(page, lambda: page.locator('p').count(), 1)",
        "eventually(page, page.locator('p').inner_text, 'a')",
        "page.evaluate('scrollTo(0, 5)')",
        "page.locator('p').evaluate('p => { p.mark = 1 }')",
        "before = page.locator('p').inner_text()  # at once: nothing changes it",
        "assert 'text'.count('t') == 2",
        "assert drag(page) is None",
    ],
)
def test_what_waits_is_fine(statement: str) -> None:
    assert Finder(f"{HELPERS}def test_it(page):\n    {statement}\n").found == []


HELPERS = """
def outer(page):
    return len(names(page))

def names(page):
    return page.locator('p').all_inner_texts()

def drag(page):
    eventually(page, lambda: names(page), [])
"""
