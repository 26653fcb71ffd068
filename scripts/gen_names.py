"""Write docs/reference/streamlit-names.md: the names of Streamlit's API that work, and the others."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from gen_docs import NOTE, terms
from treadle._core.compat.names import NAMES
from treadle._core.compat.removed import REMOVED, Removed
from treadle._core.elements.cursor import unsupported
from treadle._core.protocol.element import KINDS
from treadle.testing.containers import NOT_YET as KINDS_NOT_YET
from treadle.testing.containers import Searchable
from treadle.testing.search import Kind

INTRODUCTION = """\
This page lists the names of Streamlit 1.67. It is made from the code, so it is up to date.

A name that is *supported* has Streamlit's parameters, with the same order and defaults. The parameters that
do not work yet are [listed below](#parameters-that-are-not-supported-yet). A name or parameter that is *not
supported yet* raises an error that says so. Nothing is silently ignored.
"""


def page(
    public: Collection[str], commands: Mapping[str, Callable[..., Any]], columns: Collection[str]
) -> str:
    """Return the page.

    Args:
        public: the names that `st` has.
        commands: the commands by name.
        columns: the names that `st.column_config` has.
    """
    here = NAMES & set(public)
    tested = {name for name, value in vars(Searchable).items() if isinstance(value, Kind)}
    parts = [
        "# Names of Streamlit\n\n",
        NOTE,
        INTRODUCTION,
        f"\n{terms('command')}",
        _section(f"Supported names of `st` ({len(here)} of {len(NAMES)})", (f"st.{name}" for name in here)),
        _section("Names of `st` that are not supported yet", (f"st.{name}" for name in NAMES - here)),
        "\n## Parameters that are not supported yet\n\n| command | parameters |\n|---|---|\n",
        *_parameters(commands),
        _section("Supported names of `st.column_config`", columns),
        _section("Supported names of `AppTest` for elements", tested),
        _section("Names of `AppTest` for elements that are not supported yet", KINDS_NOT_YET - KINDS.keys()),
        "\n## Names of earlier releases\n\n"
        "Releases before 1.67 had these names. With `import streamlit`, those that *work* do what they did, "
        "with one line in the log\nthat names the replacement. The others raise an error that names it.\n\n| "
        "name | works | replacement |\n|---|---|---|\n",
        *(
            f"| `st.{name}` | {'yes' if _works(removed, public) else 'no'} | {removed.instead} |\n"
            for name, removed in sorted(REMOVED.items())
        ),
        _section(
            "Names of `st` that Streamlit does not have",
            (f"st.{name}" for name in set(public) - NAMES if not name.startswith("_") and name[0].islower()),
        ),
    ]
    return "".join(parts)


def _works(removed: Removed, public: Collection[str]) -> bool:
    """Whether a name of an earlier release works: it has a meaning, and its replacement is supported."""
    return removed.make is not None and all(
        name in public for name in re.findall(r"`st\.(\w+)`", removed.instead)
    )


def _section(title: str, names: Iterable[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in sorted(names)) or "None."
    return f"\n## {title}\n\n{textwrap.fill(shown, 118, break_on_hyphens=False)}\n"


def _parameters(commands: Mapping[str, Callable[..., Any]]) -> Iterable[str]:
    """Yield a row for each command that passes some of its parameters to `unsupported`."""
    for name, function in sorted(commands.items()):
        refused = refusals(function)
        if refused:
            yield f"| `st.{name}` | {', '.join(f'`{each}`' for each in refused)} |\n"


def refusals(function: Callable[..., Any]) -> list[str]:
    """Return the parameters that a function passes to `unsupported`, itself or through one call."""
    found: list[str] = []
    for call in _calls(function):
        called = (
            inspect.unwrap(function).__globals__.get(call.func.id)
            if isinstance(call.func, ast.Name)
            else None
        )
        if called is unsupported:
            found += _named(call)
        elif inspect.isfunction(called) and called.__module__.startswith("treadle._core.elements"):
            for inner in _calls(called):
                if isinstance(inner.func, ast.Name) and called.__globals__.get(inner.func.id) is unsupported:
                    found += _named(inner)
    return sorted(set(found))


def _calls(function: Callable[..., Any]) -> list[ast.Call]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _named(call: ast.Call) -> Iterable[str]:
    """Yield the public names of the keyword arguments of a call, also of those in a literal dict."""
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield from [keyword.arg] * (not keyword.arg.startswith("_"))
        elif isinstance(keyword.value, ast.Dict):
            yield from (str(key.value) for key in keyword.value.keys if isinstance(key, ast.Constant))
