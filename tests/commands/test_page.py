"""What concerns the whole browser tab, and what is known of the browser."""

import io

import numpy as np
import pytest
from PIL import Image

import treadle as st
from treadle._core.config import Config
from treadle._core.protocol.message import ClientInfo, Open
from treadle._core.runtime.ports import RequestInfo
from treadle.errors import (
    APIError,
    ConfigError,
    InvalidURLError,
    NoSessionContext,
    NotYetSupported,
    ValueError_,
)


def test_page_config_adds_up_over_calls(open_page):
    def app():
        import treadle as st

        st.write("not the first command")
        st.set_page_config(
            page_title="Looms", page_icon=":material/home:", menu_items={"Get Help": "https://example.com"}
        )
        st.set_page_config(
            layout="wide", initial_sidebar_state=300, menu_items={"about": "A *loom*.", "Get help": None}
        )

    page = open_page(app).one("page")
    assert (page.title, page.icon, page.layout, page.initial_sidebar_state) == (
        "Looms",
        ":material/home:",
        "wide",
        300,
    )
    assert page.menu_items == (("About", "A *loom*."),)


def test_icons_can_be_emoji_shortcodes_files_and_images(in_a_run, tmp_path):
    from treadle._core.commands.page_config import _icon

    file = tmp_path / "icon.svg"
    file.write_bytes(b"<svg/>")
    assert _icon(":shark:") == ":shark:"
    assert _icon("\N{SHARK}") == "\N{SHARK}"
    assert _icon(str(file)) == "data:image/svg+xml;base64,PHN2Zy8+"
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    assert _icon(picture.getvalue()).startswith("data:image/png;base64,")
    with pytest.raises(APIError, match="no known image format"):
        _icon(b"bytes")
    assert len(_icon("random")) == 1
    assert _icon("<svg></svg>").startswith("data:image/svg+xml;base64,")
    assert _icon(np.zeros((2, 2, 3), dtype="uint8")).startswith("data:image/png;base64,")
    assert _icon(Image.new("RGB", (2, 2))).startswith("data:image/png;base64,")


def test_the_sidebar_has_a_width_within_limits_or_is_locked(open_page):
    for given, shown in ((100, 200), (900, 600), (300, 300), ("locked", "locked")):
        app = f"import treadle as st\nst.set_page_config(initial_sidebar_state={given!r})"
        assert open_page(app).one("page").initial_sidebar_state == shown


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ({"layout": "narrow"}, ValueError_),
        ({"initial_sidebar_state": 0}, ValueError_),
        ({"initial_sidebar_state": "open"}, ValueError_),
        ({"page_icon": 3}, APIError),
        ({"menu_items": {"Help": "https://example.com"}}, ValueError_),
        ({"menu_items": {"Get help": "javascript:alert(1)"}}, InvalidURLError),
        ({"page_icon": "no icon"}, APIError),
        ({"page_icon": "missing.png"}, APIError),
        ({"page_icon": b"x" * 300_000}, APIError),
    ],
)
def test_page_config_that_makes_no_sense_is_refused(in_a_run, config, error):
    assert isinstance(in_a_run(lambda: st.set_page_config(**config)), error)


def test_the_context_is_that_of_the_newest_connection(open_page):
    def app():
        import treadle as st

        c = st.context
        st.session_state.seen = (
            c.headers["user-agent"], c.headers.get_all("X-None"), dict(c.cookies),
            c.ip_address, c.url, c.timezone,
            c.timezone_offset, c.locale, c.theme.type, c.is_embedded,
        )  # fmt: skip

    page = open_page(app)
    info = ClientInfo("Europe/Rome", -60, "it-IT", "http://localhost/app?x=1", "dark", True)
    request = RequestInfo({"User-Agent": "Loom/1"}, {"taste": "sweet"}, "192.0.2.7", "localhost")
    page.app.open(Open(1, page.live.token, "/", "", info), page.browser, request)
    page.settle()
    assert page.state("seen") == (
        "Loom/1", [], {"taste": "sweet"}, "192.0.2.7", "http://localhost/app",
        "Europe/Rome", -60, "it-IT", "dark", True,
    )  # fmt: skip


def test_a_browser_on_this_machine_has_no_address(in_a_run):
    assert in_a_run(lambda: st.context.ip_address) is None
    with pytest.raises(NoSessionContext):
        st.context.headers


def test_options_can_be_read_but_not_set(in_a_run):
    assert in_a_run(lambda: st.get_option("server.port")) == Config().server.port
    assert isinstance(in_a_run(lambda: st.get_option("server.prot")), ConfigError)
    assert in_a_run(lambda: st.set_option("client.showErrorDetails", "full")) is None
    assert isinstance(in_a_run(lambda: st.set_option("client.showErrorDetails", "none")), NotYetSupported)
