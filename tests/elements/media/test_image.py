"""`st.image`."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from treadle._core.elements.media.image import ShownImage
from treadle.testing import AppTest

HEAD = "import numpy as np\nimport treadle as st\n"


def shown(script: str) -> Any:
    """Return the properties of the one image that a script shows."""
    at = AppTest.from_string(HEAD + script).run()
    assert not at.exception
    (found,) = at.image
    return found._props


def pixels(picture: ShownImage) -> Any:
    assert picture.blob is not None
    return np.asarray(Image.open(io.BytesIO(picture.blob.data)))


def error(script: str) -> Any:
    (found,) = AppTest.from_string(HEAD + script).run().exception
    return found._props


def test_an_array_is_sent_as_jpeg_unless_it_can_be_seen_through() -> None:
    for depth, kind in ((1, "image/jpeg"), (2, "image/png"), (3, "image/jpeg"), (4, "image/png")):
        (picture,) = shown(f"st.image(np.full((20, 30, {depth}), 200, 'uint8'))").pictures
        assert picture.type == kind
        assert pixels(picture).shape[:2] == (20, 30)


@pytest.mark.parametrize(
    ("form", "kind"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("jpg", "image/jpeg")]
)
def test_the_app_can_choose_the_format(form: str, kind: str) -> None:
    (picture,) = shown(f"st.image(np.zeros((4, 4, 4), 'uint8'), output_format={form!r})").pictures
    assert picture.type == kind
    (picture,) = shown(
        f"from PIL import Image\nst.image(Image.new('RGBA', (4, 4)), output_format={form!r})"
    ).pictures
    assert picture.type == kind


def test_images_of_pil_that_can_be_seen_through_stay_so() -> None:
    for mode, kind in (
        ("RGBA", "image/png"),
        ("LA", "image/png"),
        ("RGB", "image/jpeg"),
        ("CMYK", "image/jpeg"),
        ("1", "image/jpeg"),
    ):
        (picture,) = shown(f"from PIL import Image\nst.image(Image.new({mode!r}, (4, 4)))").pictures
        assert picture.type == kind, mode


def test_channels_of_opencv() -> None:
    (picture,) = shown(
        "frame = np.zeros((4, 4, 3), 'uint8')\nframe[:, :, 0] = 255\n"
        "st.image(frame, channels='BGR', output_format='PNG')"
    ).pictures
    assert pixels(picture)[0, 0].tolist() == [0, 0, 255]
    (picture,) = shown(
        "frame = np.arange(64, dtype='uint8').reshape(4, 4, 4)\nst.image(frame, channels='BGR')"
    ).pictures
    assert pixels(picture)[0, 0].tolist() == [2, 1, 0, 3]


@pytest.mark.parametrize(
    ("array", "last"),
    [("np.array([[-5, 300]])", 255), ("np.array([[-0.5, 1.5]])", 255), ("np.array([[np.nan, np.inf]])", 255)],
)
def test_numbers_outside_are_clamped_if_the_app_says_so(array: str, last: int) -> None:
    (picture,) = shown(f"st.image({array}, clamp=True, output_format='PNG')").pictures
    assert pixels(picture).tolist() == [[0, last]]
    assert "clamp" in error(f"st.image(np.nan_to_num({array}))").message


def test_several_images_with_captions_and_descriptions() -> None:
    props = shown("st.image([np.zeros((2, 2)), 'https://example.org/x.png'], ['*a*', None], alt=['one', ''])")
    assert [each.caption for each in props.pictures] == ["*a*", ""]
    assert [each.alt for each in props.pictures] == ["one", ""]
    assert props.pictures[1].url == "https://example.org/x.png"
    assert len(shown("st.image(np.zeros((3, 2, 2, 3)))").pictures) == 3
    assert shown("st.image([])").pictures == ()


@pytest.mark.parametrize(
    "call",
    ["[np.zeros((2, 2))] * 2, 'one'", "[np.zeros((2, 2))] * 2, alt='one'",
     "[np.zeros((2, 2))] * 2, alt=['one']",
     "[np.zeros((2, 2))] * 2, link='/page'", "5", "None", "np.zeros((2, 2, 5))", "'no such file.png'"],
)  # fmt: skip
def test_what_does_not_fit_is_an_error(call: str) -> None:
    assert error(f"st.image({call})").type.endswith("APIError")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", " https://example.org", "file:///etc"]
)
def test_a_link_leads_to_a_page(link: str) -> None:
    assert error(f"st.image(np.zeros((2, 2)), link={link!r})").type.endswith("InvalidURLError")


@pytest.mark.parametrize("link", ["https://example.org/a?b#c", "/page", "?a=1", "mailto:a@example.org"])
def test_links_that_are_kept(link: str) -> None:
    assert shown(f"st.image(np.zeros((2, 2)), link={link!r})").link == link


def test_files_and_drawings(tmp_path: Path) -> None:
    path = tmp_path / "red.png"
    Image.new("RGB", (3, 2), "red").save(path)
    for image in (
        repr(str(path)),
        f"__import__('io').BytesIO({path.read_bytes()!r})",
        repr(path.read_bytes()),
        f"__import__('pathlib').Path({str(path)!r})",
    ):
        (picture,) = shown(f"st.image({image})").pictures
        assert picture.type == "image/png"
        assert picture.blob.data == path.read_bytes()
    (picture,) = shown("st.image('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')").pictures
    assert picture.type == "image/svg+xml"


def test_a_description_of_blanks_is_none_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert shown("st.image(np.zeros((2, 2)), alt='  ')").pictures[0].alt is None
    assert "blanks" in caplog.text


def test_the_older_form_of_the_width() -> None:
    assert shown("st.image(np.zeros((2, 2)), use_container_width=True)").width == "stretch"
    assert shown("st.image(np.zeros((2, 2)), use_column_width='always')").width == "content"
    assert shown("st.image(np.zeros((2, 2)), None, 120)").width == 120


def test_an_unchanged_image_is_the_same_element() -> None:
    at = AppTest.from_string(HEAD + "st.image(np.zeros((9, 9)))").run()
    before = at.image[0]._props
    assert at.run().image[0]._props is before


def test_it_is_shown_by_write_and_in_containers() -> None:
    at = AppTest.from_string(
        "from PIL import Image\nimport treadle as st\nst.write(Image.new('L', (2, 2)))\n"
        "st.sidebar.image(Image.new('L', (2, 2)))"
    ).run()
    assert not at.exception
    assert len(at.main.image) == len(at.sidebar.image) == 1
