"""Two elements with one key or one identity: the error names both, by their labels and lines."""

import pytest

from treadle.testing import AppTest


@pytest.mark.parametrize(
    ("source", "both"),
    [
        ("st.button('OK')\nst.text('')\nst.button('OK')", "“OK” (app.py, line 2) and “OK” (app.py, line 4)"),
        (
            "st.button('Save', key='k')\nst.text_input('Name', key='k')",
            "“Save” (app.py, line 2) and “Name” (app.py, line 3)",
        ),
        (
            "for name in ('a', 'b'):\n    st.checkbox(\n        name,\n        key='k',\n    )",
            "“a” (app.py, line 3) and “b” (app.py, line 3)",
        ),
        (
            "st.container(key='k')\nst.expander('More', key='k')",
            "`container` (app.py, line 2) and “More” (app.py, line 3)",
        ),
        (
            "with st.form('k'): st.form_submit_button()\nwith st.form('k'): st.form_submit_button()",
            "`form` (app.py, line 2) and `form` (app.py, line 3)",
        ),
        (
            "@st.fragment(key='k')\ndef part(): pass\npart()\npart()",
            "`fragment` (app.py, line 4) and `fragment` (app.py, line 5)",
        ),
        (
            "def show(): st.slider('n')\nshow()\nimport threading\nthread = threading.Thread(target=show)\n"
            "thread.start()\nthread.join()",
            "“n” (app.py, line 2) and “n” (app.py, line 2)",
        ),
    ],
)
def test_the_error_names_both(source, both, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(f"import treadle as st\n{source}\n")
    app = AppTest.from_file(str(tmp_path / "app.py")).run()
    assert f": {both}. Give each of them its own" in app.exception[0].message


def test_in_a_module_of_the_apps_its_line_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parts_of_twins_test.py").write_text("import treadle as st\n\ndef ok(): st.button('OK')\n")
    (tmp_path / "app.py").write_text("import parts_of_twins_test as parts\nparts.ok()\nparts.ok()\n")
    app = AppTest.from_file(str(tmp_path / "app.py")).run()
    line = "“OK” (parts_of_twins_test.py, line 3)"
    assert f"{line} and {line}" in app.exception[0].message
