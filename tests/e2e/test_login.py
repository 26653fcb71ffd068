"""Login and logout in a real browser, at a real provider: the whole way, and what other tabs see."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.oidc import Provider, provider

from .conftest import Served
from .waiting import until

pytestmark = pytest.mark.both_servers

SCRIPT = """
import treadle as st

st.text_input("Note", key="note")
if st.user.is_logged_in:
    st.text(f"Hello, {st.user.email}")
    st.button("Log out", on_click=st.logout)
else:
    st.text("Nobody")
    if st.button("Log in"):
        st.login()
st.text(f"noted: {st.session_state.note!r}")
"""


@pytest.fixture(scope="module")
def oidc() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture(autouse=True)
def refusals(context: BrowserContext, complaints: list[str]) -> Iterator[None]:
    """Allow answers that refuse something, of the provider's pages and of these tests."""
    yield
    complaints[:] = [each for each in complaints if not each.startswith("Failed to load resource")]


@pytest.fixture
def app(serve: Callable[..., Served], oidc: Provider, tmp_path: Path) -> Served:
    folder = tmp_path / "login"
    (folder / ".treadle").mkdir(parents=True)
    (folder / "app.py").write_text(SCRIPT)
    (folder / ".treadle" / "secrets.toml").write_text(
        f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/a/b/oauth2callback"
cookie_secret = "a-secret-that-nobody-can-guess"
client_id = "app"
client_secret = "abc"
server_metadata_url = "{oidc.metadata}"
"""
    )
    return serve(folder / "app.py", server_baseUrlPath="a/b")


def log_in(page: Page, person: str) -> None:
    page.get_by_role("button", name="Log in").click()
    page.get_by_placeholder("sub").fill(person)
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_text(f"Hello, {person}")).to_be_visible()


def test_a_login_in_one_tab_and_a_logout_in_another(page: Page, app: Served, oidc: Provider) -> None:
    page.goto(f"{app.url}?city=Rome")  # without the slash at its end, as people type it
    expect(page.get_by_text("Nobody")).to_be_visible()
    other = page.context.new_page()
    other.goto(app.url)
    expect(other.get_by_text("Nobody")).to_be_visible()
    page.bring_to_front()
    log_in(page, "ada@example.com")
    expect(page).to_have_url(f"{app.url}/?city=Rome")
    expect(other.get_by_text("Hello, ada@example.com")).to_be_visible()
    # What she enters is hers.
    page.get_by_label("Note").fill("hers")
    page.get_by_label("Note").press("Enter")
    expect(page.get_by_text("noted: 'hers'")).to_be_visible()
    other.bring_to_front()
    other.get_by_role("button", name="Log out").click()
    expect(other).to_have_url(re.compile(re.escape(oidc.url)))
    expect(page.get_by_text("Nobody")).to_be_visible()
    expect(page.get_by_text("noted: ''")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("")
    page.bring_to_front()
    log_in(page, "grace@example.com")
    expect(page.get_by_text("noted: ''")).to_be_visible()
    until(page, "document.cookie === ''")


def test_a_login_that_fails_is_said(page: Page, app: Served) -> None:
    page.goto(app.url)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", name="You are not logged in")).to_be_visible()
    page.get_by_role("link", name="Back to the app").click()
    expect(page.get_by_text("Nobody")).to_be_visible()


def test_at_another_address_the_page_says_where_to_log_in(page: Page, app: Served) -> None:
    page.goto(app.url.replace("127.0.0.1", "localhost"))
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text(f"Open the app at {app.url}")).to_be_visible()
    expect(page.get_by_text("Nobody")).to_be_visible()
