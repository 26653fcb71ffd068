"""Apps that use names of earlier releases of Streamlit."""

import json
from pathlib import Path

import pytest

import treadle
from treadle._core.compat.removed import REMOVED
from treadle.testing import AppTest

FACTS = json.loads((Path(__file__).parents[1] / "data/streamlit_removed.json").read_text(encoding="utf-8"))
WORKING = sorted(name for name, entry in REMOVED.items() if entry.make is not None)
GONE = sorted(set(REMOVED) - set(WORKING))


def lines(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "treadle.alias"]


def ran(source):
    app = AppTest.from_string(f"import streamlit as st\n{source}").run()
    assert not app.exception, app.exception[0].message
    return app


def test_every_name_of_an_earlier_release_has_a_meaning_or_an_answer():
    assert set(REMOVED) == set(FACTS["st"]) | set(FACTS["container"])
    assert {name for name, entry in REMOVED.items() if entry.in_containers} == set(FACTS["container"])
    assert not set(REMOVED) & set(treadle.__all__)


@pytest.mark.parametrize("name", sorted(REMOVED))
def test_treadle_itself_does_not_have_it_and_says_what_to_use(name):
    with pytest.raises(AttributeError, match=f"`st.{name}` is a name of an earlier Streamlit") as caught:
        getattr(treadle, name)
    assert REMOVED[name].instead in str(caught.value)
    assert "yet" not in str(caught.value)


@pytest.mark.parametrize("name", GONE)
def test_what_has_no_meaning_any_more_says_what_replaced_it(name):
    app = AppTest.from_string(f"import streamlit as st\nst.{name}").run()
    assert REMOVED[name].instead in app.exception[0].message
    app = AppTest.from_string(f"from streamlit import {name}").run()
    assert REMOVED[name].instead in app.exception[0].message


@pytest.mark.parametrize("name", sorted(set(GONE) & set(FACTS["container"])))
def test_a_container_says_it_too(name, caplog):
    app = AppTest.from_string(f"import streamlit as st\nst.container().{name}([1])").run()
    assert (
        f"`container.{name}` is a name of an earlier Streamlit. {REMOVED[name].instead}"
        in app.exception[0].message
    )
    assert lines(caplog) == []


def test_rows_are_added_as_the_answer_says():
    (shown,) = ran("chart = st.line_chart([1, 2])\nchart.line_chart([1, 2, 3])").get("line_chart")
    (expected,) = ran("st.line_chart([1, 2, 3])").get("line_chart")
    assert shown._props.data.id == expected._props.data.id


@pytest.mark.parametrize("name", WORKING)
def test_what_works_is_logged_with_its_line_once_for_each_app(name, caplog):
    source = (
        f"import streamlit as st\n\ntry: found = st.{name}\n"
        f"except AttributeError as error: st.text(error)\nelse: found = st.{name}"
    )
    app = AppTest.from_string(source).run().run()
    assert not app.exception
    if app.text:  # what replaced it is not there
        (said,) = app.text.values
        assert "is not supported by Treadle yet" in said or name == "add_rows", said  # which `st` never had
        return
    (line,) = lines(caplog)
    assert (
        f"line 3: `st.{name}` is a name of an earlier Streamlit, and still works. {REMOVED[name].instead}"
        in line
    )


def test_two_apps_are_both_told(caplog):
    for _ in range(2):
        ran("st.beta_columns(2)")
    assert len(lines(caplog)) == 2


def test_layout_of_the_beta():
    app = ran(
        "st.beta_set_page_config(page_title='Old', layout='wide')\n"
        "left, right = st.beta_columns([1, 2])\n"
        "right.text('right')\n"
        "with st.beta_expander('more', expanded=True): st.text('inside')\n"
        "with st.beta_container(): st.text('held')\n"
        "a, _ = st.sidebar.beta_columns(2)\n"
        "a.text('aside')\n"
        "color = st.beta_color_picker('colour', '#ff0000')\n"
        "st.text(color)"
    )
    assert [text.value for text in app.main.text] == ["right", "inside", "held", "#ff0000"]
    assert [text.value for text in app.sidebar.text] == ["aside"]


@pytest.mark.parametrize(
    ("decorator", "same"),
    [
        ("st.cache", False),
        ("st.cache()", False),
        (
            "st.cache(persist=False, show_spinner=False, suppress_st_warning=True, hash_funcs={}, "
            "max_entries=3, ttl=60)",
            False,
        ),
        ("st.cache(allow_output_mutation=True)", True),
        ("st.cache(allow_output_mutation=True, persist=True, ttl=60)", True),
        ("st.experimental_memo", False),
        ("st.experimental_memo(ttl=60, suppress_st_warning=True, experimental_allow_widgets=True)", False),
        ("st.experimental_singleton", True),
        ("st.experimental_singleton(show_spinner=False, suppress_st_warning=True)", True),
    ],
)
def test_caches_of_earlier_releases(decorator, same):
    app = ran(
        f"@{decorator}\n"
        "def compute(n):\n"
        "    st.session_state.calls = st.session_state.get('calls', 0) + 1\n"
        "    return [n]\n"
        "first, second = compute(1), compute(1)\n"
        "st.json([first, st.session_state.calls, first is second])"
    )
    assert json.loads(app.json[0].value) == [[1], 1, same]


def test_caches_of_earlier_releases_are_cleared():
    app = ran(
        "from streamlit import caching\n"
        "@st.experimental_memo\n"
        "def compute():\n"
        "    st.session_state.calls = st.session_state.get('calls', 0) + 1\n"
        "compute(); st.experimental_memo.clear(); compute()\n"
        "caching.clear_cache(); compute()\n"
        "st.legacy_caching.clear_cache(); compute()\n"
        "compute.clear(); compute()\n"
        "st.text(st.session_state.calls)"
    )
    assert app.text[0].value == "5"


def test_query_params_have_all_values_and_are_replaced():
    app = AppTest.from_string(
        "import streamlit as st\n"
        "st.json(st.experimental_get_query_params())\n"
        "st.experimental_set_query_params(city=['Bern', 'Oslo'], size=3)\n"
        "st.json(st.experimental_get_query_params())"
    )
    app.query_params["old"] = "yes"
    app.run()
    assert not app.exception
    assert json.loads(app.json[0].value) == {"old": ["yes"]}
    assert json.loads(app.json[1].value) == {"city": ["Bern", "Oslo"], "size": ["3"]}


def test_a_run_is_repeated():
    app = ran(
        "if 'n' not in st.session_state:\n    st.session_state.n = 1\n    st.experimental_rerun()\n"
        "st.text('done')"
    )
    assert app.text[0].value == "done"


def test_fragments_and_dialogs():
    app = ran(
        "@st.experimental_fragment(run_every=None)\ndef part(): st.text('part')\n"
        "@st.experimental_dialog('Box', width='large')\ndef box(): st.text('box')\n"
        "part()\nbox()"
    )
    assert {text.value for text in app.text} == {"part", "box"}


def test_values_are_shown_below_the_code_of_their_arguments(tmp_path):
    (tmp_path / "app.py").write_text(
        "import streamlit as st\nn = 3\nst.experimental_show(\n    n + 1, 'ä, )',\n    [n])\n"
    )
    app = AppTest.from_file(str(tmp_path / "app.py")).run()
    assert not app.exception
    assert [code.value for code in app.code] == ["n + 1", "'ä, )'", "[n]"]
    assert [text.value for text in app.markdown] == ["`4`", "ä, )"]


def test_modules_that_moved_are_found_at_their_old_places(caplog):
    app = ran(
        "import threading\n"
        "from streamlit.report_thread import add_report_ctx, get_report_ctx\n"
        "from streamlit.scriptrunner.script_run_context import get_script_run_ctx as b\n"
        "from streamlit.script_run_context import get_script_run_ctx as c\n"
        "from streamlit.runtime.scriptrunner.script_run_context import get_script_run_ctx as d\n"
        "from streamlit.web.server.websocket_headers import _get_websocket_headers\n"
        "assert get_report_ctx().session_id == b().session_id == c().session_id == d().session_id\n"
        "thread = add_report_ctx(threading.Thread(target=st.text, args=['thread']))\n"
        "thread.start()\nthread.join()\n"
        "assert _get_websocket_headers() == st.context.headers.to_dict()"
    )
    assert app.text[0].value == "thread"
    assert [line.split("`")[1] for line in lines(caplog)] == [
        "streamlit.report_thread", "streamlit.scriptrunner", "streamlit.script_run_context",
        "_get_websocket_headers",
    ]  # fmt: skip
