"""The examples in docstrings run: those of commands within an app, as a page would have them."""

import doctest
import importlib
import io
import pkgutil
from collections.abc import Iterator

import pytest

import treadle
from treadle.testing import AppTest

# Scripts and the mirror of Streamlit, which are no modules to import.
APPS = ("treadle._core.hello", "treadle._core.compat.streamlit", "treadle._core.compat.children")


class Lenient(doctest.OutputChecker):
    """An example that shows no result has one that is not its point: the handle of an element."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return not want or super().check_output(want, got, optionflags)


def found() -> Iterator[doctest.DocTest]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    for info in pkgutil.walk_packages(treadle.__path__, "treadle."):
        if not info.name.startswith(APPS) and not info.name.endswith("__main__"):
            module = importlib.import_module(info.name)
            yield from (test for test in finder.find(module, info.name) if test.examples)


def run(test: doctest.DocTest) -> str:
    """Run an example and return what is wrong with it."""
    told = io.StringIO()
    doctest.DocTestRunner(Lenient(), verbose=False).run(test, out=told.write)
    return told.getvalue()


def page(run, test, told):
    """The script in which an example's commands have a page."""
    told.append(run(test))


IN_AN_APP = (
    "treadle._core.elements.",
    "treadle._core.commands.echo.",
    "treadle._core.state.browser",
    "treadle._core.state.cookies.",
    "treadle.api.",
)


@pytest.mark.parametrize("test", list(found()), ids=lambda test: test.name)
def test_the_example_runs(test):
    in_app = test.name.startswith(IN_AN_APP) and "AppTest" not in test.docstring
    told: list[str] = []
    if in_app:
        AppTest.from_function(page, args=(run, test, told)).run(timeout=30)
    else:
        told.append(run(test))
    assert told == [""]
