"""Every example in a command's docstring runs, and says what it says."""

import doctest
import inspect
from collections.abc import Callable
from typing import Any

import pytest

import treadle as st

_parser = doctest.DocTestParser()
COMMANDS = {
    name: command
    for name, command in vars(st).items()
    if inspect.isroutine(command) and ">>>" in (inspect.getdoc(command) or "")
}


def test_commands_have_examples() -> None:
    assert {"write", "markdown", "json", "exception"} <= COMMANDS.keys()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_example(open_page: Callable[..., Any], name: str) -> None:
    source = ""
    for example in _parser.get_examples(inspect.getdoc(COMMANDS[name]) or ""):
        if doctest.SKIP in example.options:
            continue
        if example.want:
            source += f"assert repr(({example.source.strip()})) == {example.want.strip()!r}\n"
        else:
            source += example.source
    assert source
    page = open_page(source)
    assert [f"{error.type}: {error.message}" for error in page.props("exception")] == (
        ["ZeroDivisionError: division by zero"] if name == "exception" else []
    )
