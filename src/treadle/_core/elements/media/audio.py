"""`st.audio`."""

import logging
from typing import Any, Unpack

from treadle._core.data.media import url_of, wav
from treadle._core.elements.checks import checked_width, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameters import Wide
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element, Width
from treadle.errors import MissingRequiredParameterError

from .image import described
from .playing import MediaTime, played_part, stored

log = logging.getLogger("treadle.app")


class Audio(Element, frozen=True, kw_only=True):
    """A sound with the browser's controls."""

    url: str | None = None
    blob: Blob | None = None
    start: int = 0
    """Seconds."""
    end: int | None = None
    loop: bool = False
    autoplay: bool = False
    width: Width = "stretch"
    alt: str | None = None


def audio(
    self: C,
    data: Any,
    format: str = "audio/wav",
    start_time: MediaTime = 0,
    *,
    sample_rate: int | None = None,
    end_time: MediaTime | None = None,
    loop: bool = False,
    autoplay: bool = False,
    alt: str | None = None,
    **shared: Unpack[Wide],
) -> C:
    """Show a sound with a player.

    A file on the disk is streamed from there, and browsers load only the parts that they play.

    Args:
        data: a URL, the path of a file, the bytes of a file, a file that is open for reading, or a numpy
            array of samples (one dimension, or channels × samples).
        format: the media type.
        start_time: the time at which playing starts: seconds, a `timedelta`, or a text like "1m30s".
        sample_rate: the number of samples in a second, for an array.
        end_time: the time at which playing ends, as `start_time`. None: at the end.
        loop: whether playing starts again after the end.
        autoplay: whether playing starts at once. Browsers allow this only after a person has clicked on the
            page.
        alt: a description for people who cannot hear the sound.

    Raises:
        APIError: the file cannot be read, or a time is not valid.
        InvalidParameterTypeError: `data` is not a sound.
        MissingRequiredParameterError: `data` is an array, and `sample_rate` is not set.

    Example:
        >>> import numpy as np
        >>> import treadle as st
        >>> st.audio(np.sin(np.linspace(0, 440, 8000)), sample_rate=8000, alt="A tone")
    """
    start, end = played_part(start_time, end_time)
    width = checked_width(shared.get("width", "stretch"), allow_content=False)
    is_array = hasattr(data, "__array__") and hasattr(data, "ndim")
    if is_array and sample_rate is None:
        raise MissingRequiredParameterError("sample_rate", detail="`data` is an array.")
    if not is_array and sample_rate is not None:
        log.warning("`sample_rate` has no effect: `data` is no array.")
    url = None if is_array else url_of(data)
    blob = None
    if url is None and data is not None:
        sound = wav(data, sample_rate or 0) if is_array else data
        blob = stored(sound, "audio/wav" if is_array else format, "sound")
    return self.put(
        Audio(
            url=None if url is None else wire_text(url),
            blob=blob,
            start=start,
            end=end,
            loop=bool(loop),
            autoplay=bool(autoplay),
            width=width,
            alt=described(alt) or None,
        )
    )
