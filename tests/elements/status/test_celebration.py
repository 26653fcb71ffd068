"""`st.balloons` and `st.snow`."""

from treadle._core.protocol.message import Celebration
from treadle.testing import AppTest


def effects(at: AppTest) -> list[object]:
    return [each for each in at._driver.effects() if isinstance(each, Celebration)]


def test_each_run_celebrates_anew() -> None:
    at = AppTest.from_string("import treadle as st\nst.balloons()\nst.sidebar.snow()\nst.toast('a')").run()
    assert effects(at) == [Celebration("balloons"), Celebration("snow")]
    assert [toast.value for toast in at.toast] == ["a"]
    assert len(effects(at.run())) == 2
    assert len(at.main) == 0


def test_a_cached_function_celebrates_each_time() -> None:
    script = "import treadle as st\n@st.cache_data\ndef party():\n    st.balloons()\nparty()\nparty()"
    assert len(effects(AppTest.from_string(script).run())) == 2
