"""`st.audio`, `st.video` and `st.pdf`."""

import datetime
import io
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from treadle._core.data.content import IN_MEMORY
from treadle._core.data.media import FileBlob, subtitles_of, wav
from treadle._core.elements.media.playing import played_part
from treadle.errors import APIError, InvalidParameterTypeError, ValueError_
from treadle.testing import AppTest

HEAD = "import io, datetime\nimport numpy as np\nfrom pathlib import Path\nimport treadle as st\n"


def app(script: str) -> AppTest:
    return AppTest.from_string(HEAD + script).run()


def shown(kind: str, arguments: str) -> Any:
    at = app(f"st.{kind}({arguments})")
    assert not at.exception, at.exception
    (found,) = at.get(kind)
    return found._props


def error(script: str) -> Any:
    (found,) = app(script).exception
    return found._props


def test_bytes_and_files_in_memory_are_the_same() -> None:
    blobs = {
        shown("audio", f"{data}, 'audio/mpeg'").blob
        for data in ("b'abc'", "io.BytesIO(b'abc')", "bytearray(b'abc')")
    }
    (blob,) = blobs
    assert (blob.data, blob.type, blob.inline) == (b"abc", "audio/mpeg", False)


def test_a_small_file_is_read_and_a_large_one_stays_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"small")
    for data in (f"{str(path)!r}", f"Path({str(path)!r})"):
        assert shown("video", data).blob.data == b"small"
    path.write_bytes(b"x" * (IN_MEMORY + 5))
    for data in (f"{str(path)!r}", f"Path({str(path)!r})", "opened"):
        at = app(f"with open({str(path)!r}, 'rb') as opened:\n    st.video({data})")
        blob = at.get("video")[0]._props.blob
        assert isinstance(blob, FileBlob)
        assert (blob.size, blob.in_memory, blob.read(IN_MEMORY, IN_MEMORY + 9)) == (
            IN_MEMORY + 5,
            0,
            b"xxxxx",
        )


def test_a_large_file_keeps_its_name_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"x" * (IN_MEMORY + 5))
    at = app(f"st.button('Again')\nst.video({str(path)!r})")
    first = at.get("video")[0]._props.blob
    assert at.run().get("video")[0]._props.blob is first
    path.write_bytes(b"y" * (IN_MEMORY + 5))
    second = at.run().get("video")[0]._props.blob
    assert second.id != first.id
    with pytest.raises(OSError, match="has changed"):
        first.read(0, 5)


@pytest.mark.parametrize("kind", ["audio", "video"])
@pytest.mark.parametrize(
    "url", ["https://example.org/a", "http://example.org/a", "data:audio/wav;base64,AA", "/app/static/a"]
)
def test_urls(kind: str, url: str) -> None:
    props = shown(kind, repr(url))
    assert (props.url, props.blob) == (url, None)


def test_nothing_is_an_empty_player() -> None:
    assert shown("audio", "None").blob is None


def test_arrays_are_sounds() -> None:
    blob = shown("audio", "np.sin(np.arange(800)), sample_rate=8000, format='audio/mpeg'").blob
    assert blob.type == "audio/wav"
    with wave.open(io.BytesIO(blob.data)) as sound:
        assert (sound.getnchannels(), sound.getframerate(), sound.getnframes()) == (1, 8000, 800)


def frames(samples: Any) -> Any:
    with wave.open(io.BytesIO(wav(samples, 8000))) as sound:
        return np.frombuffer(sound.readframes(100), "<i2").reshape(-1, sound.getnchannels())


def test_the_loudest_sample_is_as_loud_as_can_be_and_channels_take_turns() -> None:
    assert frames(np.array([0, 1, -2], dtype="int16")).tolist() == [[0], [16383], [-32767]]
    assert frames(np.array([[1.0, 0.5], [0.0, -1.0]])).tolist() == [[32767, 0], [16383, -32767]]
    assert frames(np.zeros(3)).tolist() == [[0]] * 3
    assert frames(np.zeros(0)).tolist() == []
    with pytest.raises(APIError, match="not a sound"):
        wav(np.zeros((2, 2, 2)), 8000)


def test_an_array_needs_a_rate_and_nothing_else_does(caplog: pytest.LogCaptureFixture) -> None:
    assert "MissingRequiredParameter" in error("st.audio(np.zeros(9))").type
    shown("audio", "b'abc', sample_rate=8000")
    assert "`sample_rate` has no effect" in caplog.text


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ((0, None), (0, None)),
        ((1.9, 3), (1, 3)),
        (("1m30s", "2 minute"), (90, 120)),
        (("1m14s", datetime.timedelta(seconds=80)), (74, 80)),
        (("00:01:30", None), (90, None)),
    ],
)
def test_times(given: Any, part: Any) -> None:
    assert played_part(*given) == part


@pytest.mark.parametrize(
    "given", [("soon", None), (None, None), (-1, None), (5, 5), (5, "4s"), (0, "later"), ([], None)]
)
def test_bad_times(given: Any) -> None:
    with pytest.raises(APIError, match="_time`"):
        played_part(*given)


def test_what_is_shown_of_a_film() -> None:
    props = shown(
        "video",
        "b'x', start_time='5s', end_time=9, loop=True, autoplay=True, muted=True, width=300, alt=' A '",
    )
    assert (props.start, props.end, props.loop, props.autoplay, props.muted) == (5, 9, True, True, True)
    assert (props.width, props.alt) == (300, "A")


@pytest.mark.parametrize("width", ["'content'", "0", "'wide'"])
def test_bad_widths(width: str) -> None:
    assert "InvalidWidth" in error(f"st.video(b'x', width={width})").type


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/watch?v=abcdefghijk",
        "https://youtu.be/abcdefghijk",
        "https://www.youtube.com/embed/abcdefghijk",
        "https://m.youtube.com/watch?app=desktop&v=abcdefghijk",
        "https://www.youtube.com/shorts/abcdefghijk",
    ],
)
def test_films_of_youtube(url: str) -> None:
    props = shown("video", repr(url))
    assert (props.youtube, props.url) == ("abcdefghijk", None)
    assert "IncompatibleParameters" in error(f"st.video({url!r}, subtitles='WEBVTT')").type


VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nLook!"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nLook!\n"
TURNED = b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nLook!"


def test_subtitles(tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text(VTT)
    (tmp_path / "a.srt").write_text(SRT)
    for given in (VTT, VTT.encode(), io.BytesIO(VTT.encode()), str(tmp_path / "a.vtt"), tmp_path / "a.vtt"):
        assert subtitles_of(given) == VTT.encode()
    for given in (SRT, SRT.encode(), io.BytesIO(SRT.encode()), str(tmp_path / "a.srt"), tmp_path / "a.srt"):
        assert subtitles_of(given) == TURNED
    assert subtitles_of("") == b""
    assert subtitles_of(SRT.replace("\n", "\r\n").encode("utf-8-sig")) == TURNED


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("some words", ValueError_),
        (Path("there/is/none.vtt"), APIError),
        (Path("pyproject.toml"), ValueError_),
        (SRT.encode("utf-16"), None),
        (b"\xff\xfe\xff", APIError),
        (3, InvalidParameterTypeError),
    ],
)
def test_bad_subtitles(given: Any, kind: Any) -> None:
    with pytest.raises(kind or APIError):
        subtitles_of(given)


def test_several_subtitles_have_labels() -> None:
    tracks = shown("video", f"b'x', subtitles={{'English': {VTT!r}, 'Français': {SRT!r}}}").subtitles
    assert [(track.label, track.blob.type) for track in tracks] == [
        ("English", "text/vtt"),
        ("Français", "text/vtt"),
    ]
    assert "'Deutsch'" in error("st.video(b'x', subtitles={'Deutsch': 'words'})").message


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("st.audio(3)", "InvalidParameterType"),
        ("st.video([1])", "InvalidParameterType"),
        ("st.video('there/is/none.mp4')", "APIError"),
        ("st.video(b'x', subtitles=3)", "APIError"),
        ("st.pdf('none.pdf')", "APIError"),
        ("st.pdf(b'x', height='content')", "InvalidHeight"),
    ],
)
def test_bad_input(script: str, kind: str) -> None:
    assert kind in error(script).type


def test_a_browser_never_executes_what_an_app_plays() -> None:
    for kind in ("text/html", "image/svg+xml", "application/javascript", "video/mp4\r\nX: 1", ""):
        assert shown("video", f"b'<script>', {kind!r}").blob.type == "application/octet-stream"


def test_pdf() -> None:
    props = shown("pdf", "b'%PDF-1.4', height=300, key='p', alt='The pattern'")
    assert (props.blob.type, props.height, props.key, props.alt) == (
        "application/pdf",
        300,
        "p",
        "The pattern",
    )
    assert shown("pdf", "'https://example.org/a.pdf'").url == "https://example.org/a.pdf"
