"""`st.video`."""

import re
from collections.abc import Mapping
from typing import Any, Unpack

import msgspec

from treadle._core.data.media import subtitles_of, url_of
from treadle._core.elements.blobs import kept
from treadle._core.elements.checks import checked_width, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameters import Wide
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element, Width
from treadle.errors import APIError, IncompatibleParametersError

from .image import described
from .playing import MediaTime, played_part, stored

_YOUTUBE = re.compile(
    r"(?:https?:)?(?://)?(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:(?:watch)?\?(?:[\w=&-]*&)?v=|embed/|shorts/"
    r"|live/|v/|e/)|youtu\.be/)([\w-]{10,20})"
)


class Subtitles(msgspec.Struct, frozen=True):
    """Subtitles in one language."""

    label: str
    blob: Blob


class Video(Element, frozen=True, kw_only=True):
    """A film with the browser's controls."""

    url: str | None = None
    blob: Blob | None = None
    youtube: str | None = None
    """The name of a film of YouTube's."""
    subtitles: tuple[Subtitles, ...] = ()
    """The first ones are shown."""
    start: int = 0
    """Seconds."""
    end: int | None = None
    loop: bool = False
    autoplay: bool = False
    muted: bool = False
    width: Width = "stretch"
    alt: str | None = None


def video(
    self: C,
    data: Any,
    format: str = "video/mp4",
    start_time: MediaTime = 0,
    *,
    subtitles: Any = None,
    end_time: MediaTime | None = None,
    loop: bool = False,
    autoplay: bool = False,
    muted: bool = False,
    alt: str | None = None,
    **shared: Unpack[Wide],
) -> C:
    """Show a video with a player.

    A file on the disk is streamed from there, and browsers load only the parts that they play.

    Args:
        data: a URL (also of a YouTube video), the path of a file, the bytes of a file, or a file that is open
            for reading.
        format: the media type.
        start_time: the time at which playing starts: seconds, a `timedelta`, or a text like "1m30s".
        subtitles: the path of a `.vtt` or `.srt` file, the content of one (a text, bytes or `BytesIO`), or a
            dict from labels to these. The first ones are shown.
        end_time: the time at which playing ends, as `start_time`. None: at the end.
        loop: whether playing starts again after the end.
        autoplay: whether playing starts at once. Without `muted`, browsers allow this only after a person has
            clicked on the page.
        muted: whether there is no sound at first.
        alt: a description for screen readers.

    Raises:
        APIError: the video or the subtitles cannot be read, or a time is not valid.
        InvalidParameterTypeError: `data` is not a video.
        IncompatibleParametersError: `subtitles` is set for a YouTube video.

    Example:
        >>> import treadle as st
        >>> st.video("https://example.org/loom.mp4", start_time="1m30s", muted=True, alt="A loom at work")
    """
    start, end = played_part(start_time, end_time)
    width = checked_width(shared.get("width", "stretch"), allow_content=False)
    url = url_of(data)
    youtube = None if url is None else _YOUTUBE.match(url)
    if youtube is not None and subtitles:
        raise IncompatibleParametersError(
            "subtitles", "data=<YouTube URL>", explanation="YouTube has subtitles of its own."
        )
    return self.put(
        Video(
            url=None if url is None or youtube is not None else wire_text(url),
            blob=None if url is not None or data is None else stored(data, format, "film"),
            youtube=None if youtube is None else youtube[1],
            subtitles=_tracks(subtitles),
            start=start,
            end=end,
            loop=bool(loop),
            autoplay=bool(autoplay),
            muted=bool(muted),
            width=width,
            alt=described(alt) or None,
        )
    )


def _tracks(given: Any) -> tuple[Subtitles, ...]:
    if not given:
        return ()
    tracks = given if isinstance(given, Mapping) else {"default": given}
    return tuple(_track("" if label is None else wire_text(label), each) for label, each in tracks.items())


def _track(label: str, given: Any) -> Subtitles:
    try:
        return Subtitles(label, kept(subtitles_of(given), "text/vtt"))
    except APIError as error:
        raise APIError(f"The subtitles {label!r} cannot be shown: {error}") from error
