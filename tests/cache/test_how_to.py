"""The examples of docs/how-to/cache.md run as pages."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/how-to/cache.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_there_are_examples():
    assert len(EXAMPLES) >= 6


@pytest.mark.parametrize("source", EXAMPLES, ids=lambda source: source.split("def ")[-1].partition("(")[0])
def test_example(open_page, source):
    page = open_page(source)
    assert page.props("exception") == []
    page.rerun()
    assert page.settle().props("exception") == []
