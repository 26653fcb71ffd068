"""`st.camera_input` and `st.audio_input`: what is particular to them. The rest they share with
`st.file_uploader`.
"""

import pytest

from treadle.testing import AppTest


def app():
    import treadle as st

    photo = st.camera_input("Knot", resolution="720p")
    st.text(None if photo is None else (photo.name, photo.type, photo.read()))
    sound = st.audio_input("Loom", sample_rate=None, key="sound")
    st.text(None if sound is None else (sound.name, sound.type, sound.read()))


def texts(at):
    return [text.value for text in at.text]


def test_they_return_what_the_browser_makes():
    at = AppTest.from_function(app).run()
    assert texts(at) == ["None", "None"]
    assert (at.camera_input[0].resolution, at.audio_input[0].sample_rate) == ("720p", None)
    at.camera_input[0].upload("a.jpg", b"jpeg")
    at.audio_input(key="sound").set_value(("a.wav", b"RIFF", "audio/wav"))
    assert texts(at.run()) == [str(("a.jpg", "image/jpeg", b"jpeg")), str(("a.wav", "audio/wav", b"RIFF"))]
    assert (at.camera_input[0].value.name, at.audio_input[0].value.size) == ("a.jpg", 4)
    at.camera_input[0].clear()
    at.audio_input[0].set_value(None)
    assert texts(at.run()) == ["None", "None"]


@pytest.mark.parametrize(
    "file", [("a.png", b"", "image/jpeg"), ("a.jpg", b"", "image/png"), [("a.jpg", b"", "image/jpeg")], "a"]
)
def test_a_test_gives_them_no_other_files(file):
    at = AppTest.from_function(app).run()
    with pytest.raises(ValueError, match="Knot"):
        at.camera_input[0].set_value(file)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("camera_input('W', resolution='4k')", "`resolution`"),
        ("audio_input('W', sample_rate=1)", "`sample_rate`"),
        ("camera_input('W', width='content')", "InvalidWidthError"),
        ("audio_input('W', label_visibility='x')", "`label_visibility`"),
    ],
)
def test_wrong_parameters_are_named(open_page, call, error):
    assert error in open_page(f"import treadle as st\nst.{call}").error()


@pytest.mark.parametrize("kind", ["camera_input", "audio_input"])
def test_the_app_cannot_set_them(open_page, kind):
    page = open_page(f"import treadle as st\nst.session_state.k = None\nst.{kind}('W', key='k')")
    assert "ValueAssignmentNotAllowedError" in page.error()
