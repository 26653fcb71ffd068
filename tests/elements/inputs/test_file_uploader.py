"""`st.file_uploader`, as apps and their tests see it; how files get to the server is in
`tests/server/test_uploads.py`.
"""

import io
import math
import os

import msgspec
import pytest

from treadle._core.data.uploads import FileOnDisk, UploadedFile
from treadle._core.protocol.message import ClientInfo, Open, Problem
from treadle._core.protocol.upload import Upload
from treadle._core.runtime.ports import RequestInfo
from treadle._core.session.state import PutKey
from treadle.testing import AppTest

LARGE = 2 * 1024 * 1024


def send(page, name="a.csv", data=b"1,2", type="text/csv", widget=0):
    """Upload a file as a browser does, and return what a value names it by."""
    node = page.nodes("file_uploader")[widget]
    arriving = page.app.uploads.begin(page.live.token, node.props.upload.token, name, type, len(data))
    arriving.write(data)
    ref = arriving.finish()
    return {"id": ref.id, "name": ref.name, "size": ref.size, "type": ref.type}


def upload(page, *files, widget=0):
    """Let the widget's value name uploaded files."""
    return page.interact((page.nodes("file_uploader")[widget].id, list(files)))


def app(more="", before="", after=""):
    return "\n".join(
        [
            "import treadle as st",
            "def changed(*args): st.session_state.log = (args, st.session_state.k.name)",
            before,
            f"file = st.file_uploader('W'{more})",
            "st.session_state.runs = st.session_state.get('runs', 0) + 1",
            "files = file if isinstance(file, list) else [] if file is None else [file]",
            "st.text([(each.name, each.type, each.size, each.read()) for each in files])",
            after,
        ]
    )


A = ("a.csv", "text/csv", 3, b"1,2")
ONE = str([A])


def shown(page):
    return page.one("text").body


def problems(page):
    return [message.message for message in page.browser.messages if isinstance(message, Problem)]


def test_it_returns_a_file_once_one_is_there_and_from_its_start_in_each_run(open_page):
    page = open_page(app(", key='k'"))
    assert (shown(page), page.state("k")) == ("[]", None)
    upload(page, send(page))
    assert (shown(page), page.state("k").name) == (ONE, "a.csv")
    page.rerun()
    page.settle()
    assert shown(page) == ONE
    upload(page)
    assert shown(page) == "[]"


def test_several_files_are_a_list(open_page):
    page = open_page(app(", accept_multiple_files=True, key='k'"))
    assert page.state("k") == []
    first, second = send(page), send(page, "b", b"", "")
    upload(page, first, second)
    assert shown(page) == str([A, ("b", "application/octet-stream", 0, b"")])
    upload(page, second)
    assert shown(page) == str([("b", "application/octet-stream", 0, b"")])


def test_of_a_folder_the_names_have_the_folders(open_page):
    page = open_page(app(", accept_multiple_files='directory', type='csv'"))
    upload(page, send(page, "top/in/a.csv"))
    assert "top/in/a.csv" in shown(page)


def test_the_browser_is_told_what_the_server_knows_of_a_file(open_page):
    page = open_page(app())
    upload(page, send(page) | {"name": "../../evil", "size": 0})
    (node,) = page.nodes("file_uploader")
    assert [(file.name, file.size) for file in node.props.value] == [("a.csv", 3)]
    assert shown(page) == ONE


def test_a_large_file_is_read_from_disk_and_the_same_to_the_app(open_page):
    data = os.urandom(LARGE)
    page = open_page("""
import treadle as st
st.session_state.file = file = st.file_uploader('W', max_upload_size=5)
if file:
    st.text([len(file.read(10)), file.tell(), file.seek(-3, 2), len(file.read()),
             len(file.getvalue()), file.closed])
""")
    upload(page, send(page, "a", data))
    assert shown(page) == str([10, 10, LARGE - 3, 3, LARGE, False])
    file = page.state("file")
    assert isinstance(file, FileOnDisk)
    assert file.seek(0) == 0
    assert b"".join(file) == data
    assert bytes(file.getbuffer()[-5:]) == data[-5:]
    with pytest.raises(io.UnsupportedOperation, match=r"io\.BytesIO"):
        file.write(b"x")
    file.close()
    for read in (file.read, file.getvalue, file.getbuffer, file.tell):
        with pytest.raises(ValueError, match="closed"):
            read()


def test_a_file_stays_readable_while_the_app_has_it(open_page):
    page = open_page("""
import treadle as st
file = st.file_uploader('W')
if file: st.session_state.kept = file
if st.button('read'): st.text(len(st.session_state.kept.read()))
if st.button('forget'): del st.session_state.kept
""")
    upload(page, send(page, "a", bytes(LARGE)))
    upload(page)
    assert len(page.app.uploads.usage()[2]) == 1
    page.interact((page.nodes("button")[0].id, True))
    assert shown(page) == str(LARGE)


def test_threads_and_process_tasks_read_a_file(open_page):
    page = open_page("""
import threading
import treadle as st
@st.task(executor="process")
def count(file): return file.name, len(file.read())
file = st.file_uploader('W')
if file:
    def work(): st.text(len(file.read()))
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    file.seek(2)
    st.caption(str(count.submit(file).result()))
""")
    for size in (10, LARGE):
        upload(page, send(page, "a", bytes(size)))
        assert shown(page) == str(size)
        assert page.one("caption").body == str(("a", size - 2))


def test_a_cached_function_knows_a_file_by_its_name_and_content(open_page):
    page = open_page("""
import treadle as st
@st.cache_data
def count(file):
    st.session_state.made = st.session_state.get('made', 0) + 1
    return len(file.read())
file = st.file_uploader('W')
if file: st.text(count(file))
""")
    for name, size in [("a", LARGE), ("a", LARGE), ("b", 5), ("b", 5), ("c", 5)]:
        upload(page, send(page, name, bytes(size)))
        assert shown(page) == str(size)
    assert page.state("made") == 3


def test_a_callback_finds_the_file(open_page):
    page = open_page(app(", key='k', on_change=changed, args=(1,)"))
    upload(page, send(page))
    assert page.state("log") == ((1,), "a.csv")


def test_ignored_changes_wait_for_the_next_run(open_page):
    page = open_page(app(", on_change='ignore'"))
    upload(page, send(page))
    assert (shown(page), page.state("runs")) == ("[]", 1)
    page.rerun()
    assert shown(page.settle()) == ONE


def test_in_a_form_it_comes_with_the_submit_and_may_be_cleared(open_page):
    source = app().replace("file = st.", "form = st.form('f', clear_on_submit=True)\nfile = form.")
    page = open_page(source + "\nform.form_submit_button('Send')")
    upload(page, send(page))
    assert shown(page) == "[]"
    page.interact((page.nodes("form_submit_button")[0].id, True))
    assert shown(page) == ONE
    assert page.one("file_uploader").value == ()


def test_a_disabled_one_refuses_a_browser_and_keeps_what_it_has(open_page):
    page = open_page(app(", disabled=st.session_state.get('runs', 0) > 0"))
    upload(page, send(page))
    assert (shown(page), page.one("file_uploader").disabled) == (ONE, True)
    upload(page)
    assert (shown(page), problems(page)) == (ONE, ["“W” is disabled."])


def test_another_tab_and_a_new_connection_know_the_files(open_page):
    page = open_page(app())
    upload(page, send(page))
    page.live.disconnect(page.browser)
    page.browser = type(page.browser)()
    page.app.open(Open(1, page.live.token, "/", "", ClientInfo(), resume=True), page.browser, RequestInfo())
    assert '"name":"a.csv"' in as_json(page.live.collect(page.browser))


def as_json(batch):
    return msgspec.json.encode(batch, enc_hook=repr).decode()


def test_two_of_them_need_keys(open_page):
    assert "DuplicateElementId" in open_page(app(after="st.file_uploader('W')")).error()


@pytest.mark.parametrize(
    "widget", ["st.file_uploader('W', key='k')", "st.file_uploader('W', None, True, 'k')"]
)
def test_the_app_cannot_set_it(open_page, widget):
    page = open_page(f"import treadle as st\nst.session_state.k = []\n{widget}")
    assert "ValueAssignmentNotAllowedError" in page.error()


def test_a_thread_cannot_set_it_either(open_page):
    work = "import threading\ndef work(): st.session_state.k = None\nthreading.Thread(target=work).start()"
    page = open_page(app(", key='k'", after=work))
    assert "ValueAssignmentNotAllowedError" in page.error()


HOSTILE = [
    None, True, 0, 1.5, math.nan, "", "a", b"x", {}, {"id": "x"}, [None], [1], [{}], [{"id": 1}],
    [{"id": ""}], ["x"], [["x"]],
    ["x" * 65], ["a", "b"], ["x"] * 10_001,
]  # fmt: skip


@pytest.mark.parametrize("more", ["", ", accept_multiple_files=True"])
def test_it_refuses_what_no_person_could_enter(open_page, more):
    page = open_page(app(more))
    (node,) = page.nodes("file_uploader")
    for value in HOSTILE:
        page.browser.messages.clear()
        page.interact((node.id, value))
        assert len(problems(page)) == 1, value
    assert (shown(page), page.state("runs")) == ("[]", 1)


def test_a_file_of_another_widget_or_session_is_none_of_its(open_page):
    page = open_page("import treadle as st\nst.file_uploader('V')\nst.text(st.file_uploader('W'))")
    other = open_page(page.app)
    for file in (send(page, widget=0), send(other, widget=1)):
        upload(page, file, widget=1)
        assert problems(page) == ["A file is no longer on the server. Upload it again."]
        page.browser.messages.clear()
    assert shown(page) == "None"


def test_files_that_it_could_not_take_any_more_are_dropped(open_page):
    page = open_page(
        app(
            ", key='k', accept_multiple_files=True, type=st.session_state.get('type')", after="st.button('x')"
        )
    )
    upload(page, send(page), send(page, "b.png", b"x", "image/png"))
    page.live.apply(PutKey("type", "png"))
    page.rerun()
    assert shown(page.settle()) == "[]"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ("type=5", "InvalidParameterTypeError: `type`"),
        ("type=[5]", "InvalidParameterTypeError: `type`"),
        ("accept_multiple_files='folder'", "`accept_multiple_files`"),
        ("max_upload_size=0", "ValueError: `max_upload_size`"),
        ("max_upload_size='1'", "ValueError: `max_upload_size`"),
        ("label_visibility='gone'", "`label_visibility`"),
        ("width='content'", "InvalidWidthError"),
    ],
)
def test_wrong_parameters_are_named(open_page, wrong, error):
    assert error in open_page(f"import treadle as st\nst.file_uploader('W', {wrong})").error()


@pytest.mark.parametrize(
    ("types", "name", "type", "taken"),
    [
        ("csv", "A.CSV", "", True),
        (".csv", "a.csv.exe", "", False),
        ("jpg", "a.jpeg", "", True),
        ("html", "a.htm", "", True),
        (["tar.gz"], "a.tar.gz", "", True),
        ("image", "a.png", "application/octet-stream", True),
        ("image", "a.txt", "text/plain", False),
        ("image/png", "a", "IMAGE/PNG", True),
        ("audio/*", "a", "audio/wav", True),
        (["image", ".csv"], "a.csv", "text/csv", True),
        ([], "a", "", True),
        ("", "a", "", True),
    ],
)
def test_types_are_extensions_and_mime_types(open_page, types, name, type, taken):
    page = open_page(f"import treadle as st\nst.file_uploader('W', {types!r})")
    assert page.one("file_uploader").upload.takes(name, type) is taken


def test_the_limit_is_the_options_unless_it_has_one(open_page):
    page = open_page("import treadle as st\nst.file_uploader('V')\nst.file_uploader('W', max_upload_size=1)")
    assert [field.upload.max_size >> 20 for field in page.props("file_uploader")] == [200, 1]


def test_names_with_folders_are_for_folders():
    assert Upload(directory=True).refusal("a/b", "", 0) is None
    assert "not a valid name" in (Upload().refusal("a/b", "", 0) or "")


def test_files_compare_by_what_was_uploaded(open_page):
    page = open_page("import treadle as st\nst.session_state.f = st.file_uploader('W', key='k')")
    upload(page, send(page))
    first = page.state("f")
    page.rerun()
    page.settle()
    again = page.state("f")
    assert (first is again, first == again, hash(first) == hash(again)) == (False, True, True)
    upload(page, send(page))
    assert page.state("f") != first
    assert (isinstance(first, UploadedFile), isinstance(first, io.BytesIO), first != 5) == (True, True, True)
    assert repr(first).startswith("UploadedFile(file_id='")


def uploading():
    import treadle as st

    one = st.file_uploader("One", type="csv")
    st.text(None if one is None else one.getvalue())
    many = st.file_uploader("Many", accept_multiple_files=True, key="many")
    st.text([each.name for each in many])


def test_a_test_uploads_files():
    at = AppTest.from_function(uploading).run()
    one, many = at.file_uploader
    assert (one.value, many.value, one.allowed_type) == (None, [], [".csv"])
    assert (one.accept_multiple_files, many.accept_multiple_files, many.accept_directory) == (
        False,
        True,
        False,
    )
    one.upload("a.csv", b"1,2").upload("b.csv", b"3")
    many.upload("a", b"1").upload("b", b"2", "text/plain")
    assert (one.value, many.value) == (None, [])
    at.run()
    assert [text.value for text in at.text] == [str(b"3"), str(["a", "b"])]
    assert at.file_uploader[0].value.name == "b.csv"
    at.file_uploader(key="many").upload("c", b"")
    at.file_uploader[0].clear()
    assert [text.value for text in at.run().text] == ["None", str(["a", "b", "c"])]
    at.file_uploader[0].set_value(("d.csv", b"4", "text/csv"))
    at.file_uploader[1].set_value([("x", b"", ""), ("y", b"", "")])
    assert [text.value for text in at.run().text] == [str(b"4"), str(["x", "y"])]
    at.file_uploader[0].set_value(None)
    assert at.run().text[0].value == "None"


def test_a_test_is_told_what_is_refused():
    at = AppTest.from_function(uploading).run()
    with pytest.raises(ValueError, match="wrong type"):
        at.file_uploader[0].upload("a.png", b"")
    with pytest.raises(ValueError, match="takes one file"):
        at.file_uploader[0].set_value([("a.csv", b"", ""), ("b.csv", b"", "")])
    with pytest.raises(ValueError, match="MIME type"):
        at.file_uploader[0].set_value(("a.csv", "text", ""))
