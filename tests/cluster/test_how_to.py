"""The examples of docs/how-to/cluster.md run as pages."""

import re
from pathlib import Path

import pytest

from treadle.testing import AppTest

pytestmark = pytest.mark.filterwarnings("default")  # what Dask itself calls may be deprecated in a new Python

PAGE = Path(__file__).parents[2] / "docs/how-to/cluster.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def shown(test: AppTest) -> str:
    assert not test.exception, test.exception[0].value
    return " ".join(each.value for each in test.markdown)


@pytest.mark.parametrize(("source", "text"), list(zip(EXAMPLES[:2], ["669", "9999900000"], strict=True)))
def test_an_example_with_a_cluster(make, source: str, text: str):
    assert text in shown(make(source).run().button[0].click().run())


def test_the_example_of_an_executor_of_ones_own():
    test = AppTest.from_string(EXAMPLES[2], default_timeout=60).run()
    try:
        assert shown(test) == "WARP WEFT"
    finally:
        test.close()
