"""What an app may hand out as a file."""

import io
import os
import tempfile

import pytest

from treadle._core.data.content import IN_MEMORY, content_of
from treadle.errors import APIError


def all_of(content):
    return content.name, content.mime, content.read(0, content.size)


@pytest.mark.parametrize(
    ("data", "mime", "expected"),
    [
        ("ä", "text/plain", "ä".encode()),
        ("\ud800", "text/plain", b"?"),
        (b"x", "application/octet-stream", b"x"),
        (bytearray(b"x"), "application/octet-stream", b"x"),
        (memoryview(b"x"), "application/octet-stream", b"x"),
        (io.StringIO("x"), "text/plain", b"x"),
        (io.BytesIO(b"x"), "application/octet-stream", b"x"),
    ],
)
def test_texts_and_bytes(data, mime, expected):
    assert all_of(content_of(data)) == (None, mime, expected)
    assert all_of(content_of(data, "a.csv", "text/csv")) == ("a.csv", "text/csv", expected)


def test_a_buffer_is_taken_whole_wherever_it_was_read_to():
    for data in (io.BytesIO(b"abc"), io.StringIO("abc")):
        data.read(2)
        assert content_of(data).read(0, 9) == b"abc"


@pytest.mark.parametrize("size", [3, IN_MEMORY + 1])
@pytest.mark.parametrize("mode", ["rb", "r+b"])
@pytest.mark.parametrize("buffering", [-1, 0])
def test_a_file_on_the_disk_has_a_name_and_a_type(tmp_path, size, mode, buffering):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * size)
    with open(path, mode, buffering) as file:
        file.read(2)
        content = content_of(file)
        assert all_of(content_of(path)) == all_of(content)
    path.unlink()
    assert all_of(content) == ("a.csv", "text/csv", b"x" * size), "it outlives the app's file object"
    assert content.on_disk == (size > IN_MEMORY and hasattr(os, "pread"))


@pytest.mark.parametrize("size", [3, IN_MEMORY + 1])
def test_temporary_files(size):
    for make in (tempfile.TemporaryFile, tempfile.NamedTemporaryFile, tempfile.SpooledTemporaryFile):
        with make() as file:
            file.write(b"x" * size)
            content = content_of(file)
        assert content.read(0, content.size) == b"x" * size


def test_a_text_file_is_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("größe", encoding="latin-1")
    with path.open(encoding="latin-1") as file:
        assert all_of(content_of(file)) == ("a.txt", "text/plain", "größe".encode())


@pytest.mark.parametrize("data", [None, 5, {"a": 1}, ["a"], object()])
def test_anything_else_is_an_error(data):
    with pytest.raises(APIError, match=f"`{type(data).__name__}`"):
        content_of(data)


def test_a_file_that_has_changed_is_not_read_on(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * (IN_MEMORY + 1))
    content = content_of(path)
    path.write_bytes(b"y")
    with pytest.raises(OSError, match="changed"):
        content.read(0, 10)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts descriptors as Linux shows them")
def test_it_is_closed_when_nothing_shows_it(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * (IN_MEMORY + 1))
    before = len(os.listdir("/proc/self/fd"))
    content = content_of(path)
    assert len(os.listdir("/proc/self/fd")) == before + 1
    del content
    assert len(os.listdir("/proc/self/fd")) == before
