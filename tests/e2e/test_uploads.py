"""Files that are chosen, dropped and pasted in Chromium."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from treadle._core.runtime import uploads

Show = Callable[..., Page]

APP = """
import treadle as st
files = st.file_uploader("Patterns", ["csv", "txt"], accept_multiple_files=True, max_upload_size=64)
st.text("got: " + ", ".join(f"{file.name} {len(file.read())}" for file in files))
"""

DROP = """(zone, [name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/csv" }));
  for (const type of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""

PASTE = """(zone, [name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/csv" }));
  zone.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


def got(page: Page, text: str) -> None:
    expect(page.get_by_text(f"got: {text}", exact=True)).to_be_visible()


def choose(page: Page, *files: object) -> None:
    page.locator("input[type=file]").first.set_input_files(list(files))  # type: ignore[arg-type]


def given(name: str, data: bytes = b"1,2") -> dict[str, object]:
    return {"name": name, "mimeType": "text/csv", "buffer": data}


@pytest.mark.both_servers
def test_files_are_chosen_with_the_button_and_removed(show: Show) -> None:
    page = show(APP)
    got(page, "")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Patterns").click()
    chooser.value.set_files([given("a.csv"), given("ü b.txt", b"")])  # type: ignore[list-item]
    got(page, "a.csv 3, ü b.txt 0")
    page.get_by_role("button", name="Remove a.csv").click()
    got(page, "ü b.txt 0")
    page.reload()
    expect(page.get_by_text("ü b.txt", exact=True)).to_be_visible()


def test_files_are_dropped_and_pasted(show: Show) -> None:
    page = show(APP)
    zone = page.get_by_role("button", name="Patterns").locator("..")
    zone.evaluate(DROP, ["a.csv", "1,2"])
    got(page, "a.csv 3")
    zone.evaluate(PASTE, ["b.csv", "3"])
    got(page, "a.csv 3, b.csv 1")


@pytest.mark.both_servers
def test_a_large_file_goes_to_disk(show: Show, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(os.urandom(20 * 1024 * 1024))
    page = show(APP)
    choose(page, path)
    got(page, f"large.csv {20 * 1024 * 1024}")


def test_a_folder_is_uploaded_with_its_folders(show: Show, tmp_path: Path) -> None:
    (tmp_path / "top" / "in").mkdir(parents=True)
    (tmp_path / "top" / "a.csv").write_text("1")
    (tmp_path / "top" / "in" / "b.csv").write_text("22")
    (tmp_path / "top" / "c.exe").write_text("22")
    page = show(APP.replace("accept_multiple_files=True", "accept_multiple_files='directory'"))
    page.locator("input[type=file]").set_input_files(tmp_path / "top")
    expect(page.get_by_text("top/in/b.csv 2", exact=False)).to_be_visible()
    expect(page.get_by_text("c.exe")).to_have_count(0)


def test_what_is_refused_is_said_at_the_widget(show: Show, complaints: list[str], monkeypatch) -> None:
    page = show(APP)
    choose(page, given("a.exe"))
    alert = page.get_by_role("alert")
    expect(alert).to_have_text("“a.exe” has a wrong type. Allowed: .csv, .txt.")
    page.get_by_role("button", name="Dismiss").click()
    expect(alert).to_have_count(0)
    monkeypatch.setattr(uploads, "SPARE", 2**62)
    choose(page, given("a.csv", bytes(3 * 1024 * 1024)))
    expect(alert).to_have_text("“a.csv” was not uploaded: the disk of the server is full.")
    monkeypatch.undo()
    page.get_by_role("button", name="Try a.csv again").click()
    got(page, f"a.csv {3 * 1024 * 1024}")
    complaints.clear()  # Chromium itself notes the answer


def test_a_cut_connection_is_said_at_the_widget(
    page: Page, serve: Callable, wire: Callable, complaints: list[str]
) -> None:
    served = serve(APP)
    cable = wire(served)
    page.goto(cable.url)
    got(page, "")
    page.route("**/_treadle/upload", lambda route: route.abort("connectionreset"))
    choose(page, given("a.csv"))
    expect(page.get_by_role("alert")).to_have_text("“a.csv” was not uploaded: the connection was lost.")
    page.unroute("**/_treadle/upload")
    page.get_by_role("button", name="Try a.csv again").click()
    got(page, "a.csv 3")


def test_in_a_form_files_come_with_the_button(show: Show) -> None:
    page = show("""
import treadle as st
with st.form("f"):
    file = st.file_uploader("Pattern")
    st.form_submit_button("Send")
st.text("got: " + (file.name if file else ""))
""")
    choose(page, given("a.csv"))
    expect(page.get_by_text("a.csv", exact=True)).to_be_visible()
    got(page, "")
    page.get_by_role("button", name="Send").click()
    got(page, "a.csv")
