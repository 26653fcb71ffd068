"""What a browser is told of the app's options."""

from pathlib import Path

import pytest

from treadle._core.config import Config
from treadle._core.runtime.app import App
from treadle._core.runtime.ports import RequestInfo


@pytest.mark.parametrize(
    ("mode", "at_home", "elsewhere", "minimal"),
    [
        ("auto", True, False, False),
        ("developer", True, True, False),
        ("viewer", False, False, False),
        ("minimal", False, False, True),
    ],
)
def test_the_toolbar_mode_says_who_is_the_developer_and_whether_there_is_a_menu(
    mode, at_home, elsewhere, minimal
):
    app = App(Path("app.py"), Config.of({"client.toolbarMode": mode}))
    assert app.is_developer(RequestInfo(developer=True)) is at_home
    assert app.is_developer(RequestInfo(developer=False)) is elsewhere
    assert app.settings["minimal"] is minimal
