"""`st.audio_input`."""

from typing import Unpack, cast

from treadle._core.data.uploads import UploadedFile
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Uploaded
from treadle._core.protocol.upload import Upload
from treadle.errors import ValueError_

from .common import look
from .file_uploader import ONE, Uploading
from .files import largest

SAMPLE_RATES = (8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000)


class AudioInput(Uploading, frozen=True, kw_only=True):
    """A microphone, and a button to record."""

    sample_rate: int | None = 16000
    """In hertz; None: whatever the browser has."""


@positional("label")
def audio_input(
    self: Cursor,
    label: str,
    *,
    sample_rate: int | None = 16000,
    **shared: Unpack[Uploaded],
) -> UploadedFile | None:
    """Show a button to record sound. Return the recording as a WAV file, None if there is none.

    The browser asks the user for permission. It gives a microphone only to pages that come over HTTPS, or
    from the same machine.

    Args:
        label: what to record, in Markdown.
        sample_rate: the sample rate in hertz: 8000, 11025, 16000, 22050, 24000, 32000, 44100 or 48000. None:
            the browser's.

    Raises:
        ValueError_: `sample_rate` is not one of these.
        ValueAssignmentNotAllowedError: the app sets the value by `st.session_state`.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if sound := st.audio_input("The loom at work"):
        ...         st.text(f"{sound.name}, {sound.size} bytes")
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> at.audio_input[0].upload("loom.wav", b"RIFF").run().text[0].value
        'loom.wav, 4 bytes'
    """
    checked_rate(sample_rate, name="sample_rate")
    props = AudioInput(
        **look(label, shared),
        upload=Upload(types=(".wav",), max_size=largest(None)),
        sample_rate=sample_rate,
    )
    return cast(UploadedFile | None, self.ask(props, shared, codec=ONE))


def checked_rate(rate: int | None, *, name: str) -> int | None:
    """Return a sample rate.

    Raises:
        ValueError_: it is not one that recordings can have.
    """
    if rate is not None and rate not in SAMPLE_RATES:
        raise ValueError_(name, [*map(str, SAMPLE_RATES), "None"])
    return rate
