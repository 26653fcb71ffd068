"""The examples of docs/how-to/processes.md run as pages."""

import re
from pathlib import Path

import pytest

from treadle.testing import AppTest

PAGE = Path(__file__).parents[2] / "docs/how-to/processes.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_there_are_examples():
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize(("source", "text"), list(zip(EXAMPLES, ["669", None, "12"], strict=True)))
def test_example(source, text):
    test = AppTest.from_string(source, default_timeout=40).run()
    try:
        assert not test.exception
        if text is not None:  # the other one shows a chart
            assert any(text in each.value for each in [*test.markdown, *test.json])
    finally:
        test.close()
