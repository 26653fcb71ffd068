"""Images as bytes, from all that an app may give."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from treadle._core.data.image import image_bytes, type_of
from treadle.errors import APIError

PNG = b"\x89PNG\r\n\x1a\n"


def opened(image: Any) -> Any:
    data, kind = image_bytes(image)
    assert kind == "image/png"
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("depth", [None, 1, 2, 3, 4])
def test_an_array_becomes_the_picture_that_it_is(depth: int | None) -> None:
    shape = (5, 7) if depth is None else (5, 7, depth)
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    assert np.array_equal(np.asarray(opened(pixels)), pixels.reshape((5, 7)) if depth == 1 else pixels)


def test_floats_and_bools_are_scaled() -> None:
    assert np.asarray(opened(np.array([[0.0, 1.0]]))).tolist() == [[0, 255]]
    assert np.asarray(opened(np.array([[False, True]]))).tolist() == [[0, 255]]
    assert np.asarray(opened(np.array([[0, 300 - 45]]))).tolist() == [[0, 255]]


def test_files_bytes_and_pil_images_are_taken_as_they_are(tmp_path: Path) -> None:
    Image.new("RGB", (3, 2), "red").save(tmp_path / "red.png")
    data = (tmp_path / "red.png").read_bytes()
    with open(tmp_path / "red.png", "rb") as file:
        for image in (
            str(tmp_path / "red.png"),
            tmp_path / "red.png",
            data,
            bytearray(data),
            file,
            io.BytesIO(data),
        ):
            assert image_bytes(image) == (data, "image/png")
    assert opened(Image.new("RGB", (3, 2))).size == (3, 2)
    assert image_bytes(" <svg xmlns='http://www.w3.org/2000/svg'/>")[1] == "image/svg+xml"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF1234WEBP", "image/webp"),
        (b"\x00\x00\x00\x20ftypavif", "image/avif"),
        (b"\x00\x00\x01\x00", "image/x-icon"),
        (b"<?xml version='1.0'?><SVG>", "image/svg+xml"),
        (b"", None),
    ],
)
def test_the_type_is_found_by_the_first_bytes(data: bytes, kind: str | None) -> None:
    assert type_of(data) == kind


@pytest.mark.parametrize(
    "image",
    [
        3,
        None,
        b"",
        b"no image",
        io.BytesIO(b"no image"),
        "nowhere.png",
        "a\0.png",
        np.zeros((2,)),
        np.zeros((2, 2, 5)),
        np.array([[2.0]]),
        np.array([[300]]),
        np.array([["x"]]),
    ],
)
def test_what_is_no_image_is_refused_in_words(image: Any) -> None:
    with pytest.raises(APIError, match="image"):
        image_bytes(image)


def test_a_file_is_read_from_its_beginning_each_time() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(buffer, format="PNG")  # which leaves it at its end
    assert image_bytes(buffer) == image_bytes(buffer) == (buffer.getvalue(), "image/png")


def test_a_file_that_browsers_do_not_show_becomes_one_that_they_show(tmp_path: Path) -> None:
    path = tmp_path / "red.tiff"
    Image.new("RGB", (3, 2), "red").save(path)
    for image in (path, path.read_bytes()):
        data, kind = image_bytes(image, output_format="auto")
        assert kind == "image/jpeg"
        assert Image.open(io.BytesIO(data)).size == (3, 2)


def test_a_name_does_not_make_an_image_of_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "red.png"
    path.write_bytes(b"an error page")
    with pytest.raises(APIError, match=r"red\.png` cannot be shown"):
        image_bytes(path)
