"""The front desk: what `import treadle as st` offers, in Streamlit's own signatures."""

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import treadle as st
from treadle import api
from treadle._core.compat.names import NAMES, PAGE_WIDE
from treadle._core.elements.cursor import Cursor

FACTS = json.loads((Path(__file__).parent / "data/streamlit_api.json").read_text(encoding="utf-8"))
"""By command of Streamlit 1.67: name, kind and default of each parameter; null for what is no function."""

KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "any",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_POSITIONAL: "args",
    inspect.Parameter.VAR_KEYWORD: "kwargs",
}

OWN = {
    "Container",
    "browser_storage",
    "connections",
    "cookies",
    "bind",
    "components",
    "errors",
    "lock",
    "sleep",
    "shared",
    "task",
    "executor",
    "executors",
    "register_executor",
    "current_task",
    "task_status",
    "on_error",
    "on_session_end",
    "__version__",
}
"""What Treadle adds."""

IMPLEMENTED = sorted(name for name in st.__all__ if FACTS.get(name) is not None)


def parameters(function):
    """A function's parameters as the facts have them."""
    return [
        [p.name, KINDS[p.kind], None if p.default is p.empty else said(p.default)]
        for p in inspect.signature(function).parameters.values()
    ]


def said(default):
    """A default as the facts have it: `st.help` is about the package, of which each has its own."""
    return repr(default).replace("the treadle module", "the streamlit module")


def by_place_and_by_name(listed):
    """Parameters as a caller can tell them apart: the order of those that need a name does not matter."""
    named = {name: rest for name, *rest in listed if rest[0] == "keyword"}
    return [parameter for parameter in listed if parameter[0] not in named], named


@pytest.mark.parametrize("name", IMPLEMENTED)
def test_a_command_has_streamlits_signature(name):
    assert by_place_and_by_name(parameters(getattr(st, name))) == by_place_and_by_name(FACTS[name])


def test_an_editor_is_offered_public_names_only():
    assert dir(st) == sorted(st.__all__)
    hidden = {name for name in vars(st) if not name.startswith("_")} - set(st.__all__)
    assert hidden <= {"TYPE_CHECKING", "api", "cli", "testing", "typing"}


def test_every_command_is_streamlits_or_one_of_ours():
    assert set(st.__all__) - set(FACTS) <= OWN
    assert len(set(st.__all__)) == len(st.__all__)


def test_the_front_desk_has_what_apps_begin_with():
    names = [
        "write",
        "write_stream",
        "markdown",
        "text",
        "title",
        "header",
        "subheader",
        "caption",
        "code",
        "divider",
        "json",
        "latex",
        "exception",
        "success",
        "info",
        "warning",
        "error",
        "badge",
        "button",
        "checkbox",
        "toggle",
        "radio",
        "selectbox",
        "text_input",
        "text_area",
        "number_input",
        "slider",
        "form",
        "form_submit_button",
        "container",
        "columns",
        "tabs",
        "expander",
        "empty",
        "sidebar",
        "space",
        "progress",
        "spinner",
        "status",
        "toast",
        "metric",
        "table",
        "data_editor",
        "dataframe",
        "line_chart",
        "session_state",
        "query_params",
        "context",
        "rerun",
        "stop",
        "fragment",
        "set_page_config",
        "get_option",
        "set_option",
        "bind",
        "errors",
    ]
    assert set(names) <= set(st.__all__)
    assert all(hasattr(st, name) for name in st.__all__)


def test_containers_have_every_command_that_writes():
    for name in set(api.__all__) - {"Container"}:
        assert callable(getattr(st.sidebar, name))
    assert isinstance(st.sidebar, st.Container)
    assert not hasattr(st, "update"), "a command of handles only"


def test_what_is_not_there_yet_says_so():
    missing = sorted(set(FACTS) - set(st.__all__))
    for name in missing:
        with pytest.raises(AttributeError, match=f"`st.{name}` is not supported by Treadle yet"):
            getattr(st, name)
    with pytest.raises(AttributeError, match=r"no `st\.nonsense`\. Streamlit has none, either"):
        st.nonsense
    assert set(FACTS) == NAMES


def test_what_no_container_has_says_what_to_use():
    with pytest.raises(AttributeError, match=r"nor has `st\.sidebar`: use `st\.dialog`"):
        st.sidebar.dialog
    with pytest.raises(AttributeError, match="A container has no `nonsense`"):
        st.sidebar.nonsense
    assert all(hasattr(st, name) or name in NAMES for name in PAGE_WIDE)
    assert not any(hasattr(st.sidebar, name) for name in PAGE_WIDE)


def test_every_public_command_has_a_docstring():
    silent = [name for name in api.__all__ if not (getattr(st, name).__doc__ or "").strip()]
    assert silent == []


def test_importing_treadle_imports_no_data_library_and_no_server():
    code = (
        "import sys, treadle; print([m for m in ('pandas', 'numpy', 'pyarrow', 'tornado', 'narwhals') if "
        "m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_elements_are_no_attributes_of_a_cursor_itself():
    assert not hasattr(Cursor, "write")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("st.colums", "st.columns"),
        ("st.Button", "st.button"),
        ("st.select_box", "st.selectbox"),
        ("st.sidebar.buton", "button"),
    ],
)
def test_a_name_that_is_nearly_right_is_corrected(written, meant):
    with pytest.raises(AttributeError, match=rf"Did you mean `{meant}`\?"):
        eval(written, {"st": st})


def test_an_import_of_a_name_says_what_is_missing():
    with pytest.raises(ImportError, match=r"Did you mean `st\.columns`\?"):
        from treadle import colums  # noqa: F401
    for missing in sorted(set(NAMES) - set(st.__all__)):
        with pytest.raises(ImportError, match=rf"`st\.{missing}` is not supported by Treadle yet"):
            exec(f"from treadle import {missing}")


def test_modules_of_treadle_can_be_imported_by_name():
    code = "from treadle import testing, cli; print(testing.AppTest.__name__, cli.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["AppTest", "treadle.cli"]
