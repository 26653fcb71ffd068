"""`st.chat_message`, `st.chat_input` and `st.bottom`."""

import base64
import math

import pytest

from treadle._core.protocol.message import Problem
from treadle._core.protocol.upload import Upload
from treadle.testing import AppTest
from treadle.typing import ChatInputValue

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def app(more="", before="", after=""):
    return "\n".join(
        [
            "import treadle as st",
            "def sent(*args): st.session_state.log = (args, st.session_state.k)",
            before,
            f"message = st.chat_input('W'{more})",
            "st.session_state.runs = st.session_state.get('runs', 0) + 1",
            "st.text(repr(message))",
            after,
        ]
    )


def say(page, text):
    return page.interact((page.nodes("chat_input")[0].id, text))


def upload(page, name="a.csv", data=b"1", type="text/csv"):
    token = page.one("chat_input").upload.token
    arriving = page.app.uploads.begin(page.live.token, token, name, type, len(data))
    arriving.write(data)
    return {"id": arriving.finish().id}


def shown(page):
    return page.one("text").body


def problems(page):
    return [message.message for message in page.browser.messages if isinstance(message, Problem)]


@pytest.mark.parametrize("message", ["hi", {"text": "hi"}, {"text": "hi", "files": [], "audio": None}])
def test_a_message_holds_for_one_run(open_page, message):
    page = open_page(app(", key='k'"))
    assert (shown(page), page.state("k")) == ("None", None)
    say(page, message)
    assert (shown(page), page.state("k")) == ("'hi'", "hi")
    page.rerun()
    page.settle()
    assert (shown(page), page.state("k"), page.state("runs")) == ("None", None, 3)


def test_a_callback_finds_the_message(open_page):
    page = say(open_page(app(", key='k', on_submit=sent, args=(1,)")), "hi")
    assert page.state("log") == ((1,), "hi")


def test_the_same_message_twice_is_two_messages(open_page):
    page = say(say(open_page(app()), "hi"), "hi")
    assert (shown(page), page.state("runs")) == ("'hi'", 3)


def where(page):
    return page.nodes("chat_input")[0].parent.props.kind


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("st.chat_input('W')", "bottom"),
        ("st.bottom.chat_input('W')", "bottom"),
        ("with st.bottom: st.chat_input('W')", "bottom"),
        ("st.container().chat_input('W')", "container"),
        ("with st.container(): st.chat_input('W')", "container"),
        ("st.sidebar.chat_input('W')", "sidebar"),
        ("with st.columns(2)[1]: st.chat_input('W')", "column"),
        ("st.fragment(lambda: st.chat_input('W'))()", "fragment"),
        ("st.dialog('D')(lambda: st.chat_input('W'))()", "dialog"),
    ],
)
def test_it_stands_at_the_bottom_of_the_page_only_in_its_body(open_page, place, kind):
    page = open_page(f"import treadle as st\n{place}")
    assert where(page) == kind
    page.rerun()
    assert where(page.settle()) == kind


def test_what_a_run_leaves_out_leaves_the_bottom(open_page):
    page = open_page("import treadle as st\nif not st.button('x'): st.bottom.text('below')")
    assert page.props("text")
    page.interact((page.nodes("button")[0].id, True))
    assert not page.props("text")


def test_a_fragment_writes_to_the_bottom(open_page):
    page = open_page("""
import treadle as st
@st.fragment
def part():
    st.session_state.n = st.session_state.get('n', 0) + 1
    st.bottom.text(st.session_state.n)
    st.button('again')
part()
""")
    page.interact((page.nodes("button")[0].id, True))
    assert [(node.props.body) for node in page.nodes("text")] == ["2"]


def test_a_cached_function_writes_to_the_bottom_again(open_page):
    page = open_page("import treadle as st\n@st.cache_data\ndef f(): st.bottom.text('x')\nf()")
    page.rerun()
    page.settle()
    assert page.nodes("text")[0].ancestors().__next__().props.kind == "bottom"


def test_it_cannot_stand_in_a_form(open_page):
    page = open_page("import treadle as st\nwith st.form('f'): st.chat_input('W')")
    assert "InvalidLayoutContextError" in page.error()


def test_the_app_writes_a_text_for_the_person_to_send(open_page):
    page = open_page(app(", key='k'", "if st.button('fill'): st.session_state.k = 'Hello'"))
    page.interact((page.nodes("button")[0].id, True))
    field = page.one("chat_input")
    assert (field.text, field.fill > 0, shown(page), page.state("k")) == ("Hello", True, "None", None)
    page.rerun()
    page.settle()
    assert page.one("chat_input").fill == 0
    say(page, "Hello you")
    assert shown(page) == "'Hello you'"


def test_the_app_cannot_write_after_the_line_that_shows_it(open_page):
    assert (
        "WidgetAlreadyInstantiatedError"
        in open_page(app(", key='k'", after="st.session_state.k = 'x'")).error()
    )


def test_files_and_recordings_come_with_a_message(open_page):
    page = open_page(
        app(
            ", accept_file='multiple', file_type='csv', accept_audio=True",
            after="if message: st.session_state.m = message",
        )
    )
    files = [upload(page), upload(page, "b.csv", b"22")]
    sound = upload(page, "recording.wav", b"RIFF", "audio/wav")
    say(page, {"text": "", "files": files, "audio": sound})
    value = page.state("m")
    assert isinstance(value, ChatInputValue)
    assert (value.text, [each.read() for each in value.files], value.audio.type) == (
        "",
        [b"1", b"22"],
        "audio/wav",
    )
    assert (value["text"], list(value), len(value), "files" in value) == (
        "",
        ["text", "files", "audio"],
        3,
        True,
    )
    say(page, "only text")
    assert (page.state("m").files, page.state("m").audio) == ([], None)


def test_the_parts_of_a_message_are_those_that_the_input_takes(open_page):
    page = say(open_page(app(", accept_file=True, key='k'", after="st.session_state.m = message")), "hi")
    value = page.state("m")
    assert value.to_dict() == {"text": "hi", "files": []}
    with pytest.raises(AttributeError, match="accept_audio=True"):
        _ = value.audio
    value["text"] = "ho"
    assert value.text == "ho"
    with pytest.raises(KeyError):
        value["audio"] = None


def test_files_of_messages_are_freed_with_the_next(open_page):
    page = open_page(app(", accept_file=True"))
    say(page, {"text": "1", "files": [upload(page, data=bytes(2_000_000))]})
    assert len(page.app.uploads.usage()[2]) == 1
    say(page, {"text": "2", "files": [upload(page, data=bytes(3_000_000))]})
    sizes = [path.stat().st_size for path in page.app.uploads.usage()[2]]
    assert 3_000_000 in sizes


def test_it_refuses_what_no_person_could_send(open_page):
    page = open_page(app(", max_chars=5"))
    hostile = [
        None, True, 0, math.nan, "", [], {}, {"text": 1}, {"text": "x" * 6}, "x" * 6, {"text": ""},
        {"files": ["x"]},
        {"text": "x", "files": ["y"]}, {"text": "x", "audio": "y"}, {"text": "x", "files": 5},
        {"text": "x", "audio": [5]}, b"x",
    ]  # fmt: skip
    for value in hostile:
        page.browser.messages.clear()
        say(page, value)
        assert [text[:3] for text in problems(page)] == ["“W”"], value
    assert (shown(page), page.state("runs")) == ("None", 1)


def test_a_disabled_one_refuses_a_browser(open_page):
    page = say(open_page(app(", disabled=True")), "hi")
    assert (shown(page), problems(page)) == ("None", ["“W” is disabled."])


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ("accept_file='some'", "`accept_file`"),
        ("submit_mode='x'", "`submit_mode`"),
        ("audio_sample_rate=1", "`audio_sample_rate`"),
        ("max_upload_size=0", "ValueError: `max_upload_size`"),
        ("file_type=5", "`file_type`"),
        ("max_chars=-1", "ValueOutOfRangeError"),
        ("width='content'", "InvalidWidthError"),
        ("height=0", "InvalidHeightError"),
        ("on_submit='x'", "on_"),
    ],
)
def test_wrong_parameters_are_named(open_page, wrong, error):
    assert error in open_page(f"import treadle as st\nst.chat_input('W', {wrong})").error()


def test_recordings_are_taken_whatever_the_types():
    upload = Upload(types=(".csv",), recordings=True)
    assert upload.refusal("recording.wav", "audio/wav", 1) is None
    assert upload.refusal("recording.wav", "text/plain", 1) is not None


# Messages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "avatar"),
    [
        ("'user'", "user"),
        ("'Human'", "user"),
        ("'ai'", "assistant"),
        ("'assistant'", "assistant"),
        ("'Ada'", ""),
        ("'🧶'", "🧶"),
        ("'Ada', avatar='🧶'", "🧶"),
        ("'Ada', avatar=':material/face:'", ":material/face:"),
        ("'Ada', avatar='spinner'", "spinner"),
        ("'user', avatar='assistant'", "assistant"),
    ],
)
def test_the_name_or_the_avatar_say_what_stands_beside_a_message(open_page, call, avatar):
    message = open_page(f"import treadle as st\nst.chat_message({call})").one("chat_message")
    assert (message.avatar, message.image, message.address) == (avatar, None, None)


@pytest.mark.parametrize(
    ("avatar", "address"),
    [
        ("'https://example.com/a.png'", "https://example.com/a.png"),
        ("'data:image/png;base64,x'", "data:image/png;base64,x"),
        ("'<svg></svg>'", "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4="),
    ],
)
def test_an_avatar_is_the_address_of_a_picture(open_page, avatar, address):
    message = open_page(f"import treadle as st\nst.chat_message('Ada', avatar={avatar})").one("chat_message")
    assert (message.avatar, message.address) == ("", address)


def test_an_avatar_is_a_picture(open_page, tmp_path):
    (tmp_path / "a.png").write_bytes(PNG)
    for avatar in (repr(str(tmp_path / "a.png")), repr(PNG), f"__import__('io').BytesIO({PNG!r})"):
        message = open_page(f"import treadle as st\nst.chat_message('Ada', avatar={avatar})").one(
            "chat_message"
        )
        assert message.image.data == PNG


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("None", "MissingRequiredParameterError"),
        ("5", "InvalidParameterTypeError: `name`"),
        ("'Ada', avatar='nowhere.png'", "`avatar`"),
        ("'Ada', avatar=5", "`avatar`"),
        ("'Ada', width=0", "InvalidWidthError"),
    ],
)
def test_what_cannot_be_shown_is_named(open_page, call, error):
    assert error in open_page(f"import treadle as st\nst.chat_message({call})").error()


def chat():
    import treadle as st

    prompt = st.chat_input("Ask", accept_file="multiple")
    if prompt:
        st.chat_message("user").write(prompt.text or "files")
        with st.chat_message("assistant"):
            st.text([each.name for each in prompt.files])


def test_a_test_sends_messages():
    at = AppTest.from_function(chat).run()
    field = at.chat_input[0]
    assert (field.value, len(at.chat_message), len(at.bottom)) == (None, 0, 1)
    at.chat_input[0].set_value("hi").upload("a", b"").upload("b", b"").run()
    assert [message.name for message in at.chat_message] == ["user", "assistant"]
    assert (at.chat_message[0].markdown[0].value, at.text[0].value) == ("hi", "['a', 'b']")
    assert at.chat_input[0].value.text == "hi"
    at.run()
    assert (len(at.chat_message), at.chat_input[0].value) == (0, None)
    at.chat_input[0].upload("a", b"").clear()
    assert len(at.run().chat_message) == 0
    at.chat_input[0].upload("a", b"").run()
    assert at.chat_message[0].markdown[0].value == "files"
    at.chat_input[0].set_value("x").set_value(None)
    assert len(at.run().chat_message) == 0


def test_a_test_is_told_that_an_input_takes_no_files():
    at = AppTest.from_string("import treadle as st\nst.chat_input('W', max_chars=3)").run()
    with pytest.raises(ValueError, match="accept_file=True"):
        at.chat_input[0].upload("a", b"")
    with pytest.raises(ValueError, match="3 characters"):
        at.chat_input[0].set_value("long")
