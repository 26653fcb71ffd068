"""`st.chat_input`."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, ClassVar, Literal, Unpack

import msgspec

from treadle._core.carry.context import require
from treadle._core.elements.checks import checked_height, checked_width, one_of, wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.inputs.audio_input import checked_rate
from treadle._core.elements.inputs.common import MAX_TEXT
from treadle._core.elements.inputs.files import file_types, largest
from treadle._core.elements.inputs.text_input import checked_limit
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Submitted
from treadle._core.protocol.element import Height, Valued, Width
from treadle._core.protocol.upload import FileRef, Upload, is_recording, named_files
from treadle._core.session.state import TakeKey
from treadle._core.session.structure import BOTTOM, MAIN
from treadle._core.session.widgets import Codec
from treadle.errors import ValueError_

from .value import ChatInputValue, Entry, returned

AcceptFile = bool | Literal["multiple", "directory"]
SubmitMode = Literal["submit", "disable", "stop"]
MODES: tuple[SubmitMode, ...] = ("submit", "disable", "stop")


class ChatInput(Valued, frozen=True, kw_only=True):
    """A field for messages. Its value holds for the run that a message causes."""

    trigger: ClassVar[bool] = True
    fillable: ClassVar[bool] = True
    placeholder: str
    value: Entry | None = None
    max_chars: int | None = None
    files: bool = False
    upload: Upload | None = None
    sample_rate: int | None = None
    """Of recordings, in hertz; None: whatever the browser has. 0: it takes none."""
    disabled: bool = False
    submit_mode: SubmitMode = "submit"
    text: str = ""
    """What the app has written into the field, for the person to send."""
    fill: int = 0
    """A new number above 0 puts `text` into the field. The same number leaves the field as it is."""
    width: Width = "stretch"
    height: Height = "content"

    @property
    def called(self) -> str:
        """What messages call it."""
        return self.placeholder

    @property
    def usable(self) -> bool:
        """Whether a person may send a message."""
        return not self.disabled

    @property
    def takes_files(self) -> Upload | None:
        """Which files a person may send with a message."""
        return self.upload

    def identity(self) -> Hashable:
        """Return what identifies it: all parameters except those of its current look."""
        return msgspec.structs.replace(self, disabled=False, text="", fill=0)

    def check(self, value: Any) -> Any:
        """Return a message if a person could have sent it."""
        message = {"text": value} if isinstance(value, str) else value
        if isinstance(message, Entry):
            message = {"text": message.text, "files": message.files, "audio": message.audio}
        if not isinstance(message, dict) or not isinstance(text := message.get("text", ""), str):
            raise ValueError(f"“{self.placeholder}” takes a message.")
        if len(text) > min(self.max_chars or MAX_TEXT, MAX_TEXT):
            raise ValueError(f"“{self.placeholder}” takes {self.max_chars or MAX_TEXT:,} characters at most.")
        try:
            files = named_files(message.get("files") or ())
            audio = named_files([message["audio"]] if message.get("audio") else ())
        except ValueError as error:
            raise ValueError(f"“{self.placeholder}” {error}") from None
        most = 0 if not self.files or self.upload is None else None if self.upload.multiple else 1
        if (most is not None and len(files) > most) or (audio and self.sample_rate == 0):
            raise ValueError(f"“{self.placeholder}” takes no such files.")
        if not text and not files and not audio:
            raise ValueError(f"“{self.placeholder}” takes no empty message.")
        return Entry(text, files, audio[0] if audio else None)

    def with_files(self, value: Any, find: Callable[[str], FileRef]) -> Entry:
        """Return a message with its files."""
        audio = None if value.audio is None else find(value.audio)
        if audio is not None and not is_recording(audio.name, audio.type):
            raise ValueError(f"“{self.placeholder}” takes recordings as WAV files only.")
        return Entry(value.text, tuple(map(find, value.files)), audio)


@positional("placeholder")
def chat_input(
    self: Cursor,
    placeholder: str = "Your message",
    *,
    max_chars: int | None = None,
    max_upload_size: int | None = None,
    accept_file: AcceptFile = False,
    file_type: str | Sequence[str] | None = None,
    accept_audio: bool = False,
    audio_sample_rate: int | None = 16000,
    disabled: bool = False,
    submit_mode: SubmitMode = "submit",
    width: Width = "stretch",
    height: Height = "content",
    **shared: Unpack[Submitted],
) -> Any:
    """Show a field for messages. Return the message in the run that it starts, and None in all others.

    In the body of the page, the field stands at the lower edge of the window. In a container, a fragment or a
    dialog it stands where it is written. The app can write a text into the field, for the user to send:
    `st.session_state[key] = "a text"`.

    Args:
        placeholder: the text shown while the field is empty.
        max_chars: the largest number of characters. None or 0: the server's limit.
        max_upload_size: the largest size of a file in megabytes. None: the option `server.maxUploadSize`.
        accept_file: whether a file can be sent with a message. "multiple": several; "directory": those of a
            folder.
        file_type: which files are taken, as the `type` of `st.file_uploader`.
        accept_audio: whether the user can record a message.
        audio_sample_rate: the sample rate of recordings in hertz: 8000, 11025, 16000, 22050, 24000, 32000,
            44100 or 48000. None: the browser's.
        disabled: whether the field is disabled (grey, and not usable).
        submit_mode: what the user can do while the app answers: "submit" (send more messages), "disable"
            (nothing) or "stop" (stop the answer).
        width: CSS pixels or "stretch".
        height: CSS pixels, "stretch" or "content". The field grows with its text in any case.

    Returns:
        The text, or with `accept_file` or `accept_audio` a `ChatInputValue`, which has `text`, `files` and
        `audio`.

    Raises:
        InvalidLayoutContextError: it is in a form.
        ValueError_: `accept_file`, `submit_mode` or `audio_sample_rate` is not valid.
        InvalidParameterTypeError: `file_type` has a wrong type.
        ValueError_: `max_upload_size` is not a positive whole number.
        ValueOutOfRangeError: `max_chars` is negative.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if prompt := st.chat_input("Ask the loom"):
        ...         st.chat_message("user").write(prompt)
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> at.chat_input[0].set_value("How many threads?").run().markdown[0].value
        'How many threads?'
    """
    if accept_file not in (True, False, "multiple", "directory"):
        raise ValueError_("accept_file", ["True", "False", "'multiple'", "'directory'"])
    checked_rate(audio_sample_rate, name="audio_sample_rate")
    upload = Upload(
        types=file_types(file_type, name="file_type"),
        max_size=largest(max_upload_size),
        multiple=accept_file in ("multiple", "directory"),
        directory=accept_file == "directory",
        recordings=bool(accept_audio),
    )
    field = ChatInput(
        placeholder=wire_text(placeholder),
        max_chars=checked_limit(max_chars),
        files=bool(accept_file),
        upload=upload if accept_file or accept_audio else None,
        sample_rate=audio_sample_rate if accept_audio else 0,
        disabled=bool(disabled),
        submit_mode=one_of("submit_mode", submit_mode, MODES),
        width=checked_width(width, allow_content=False),
        height=checked_height(height),
    )
    scope, place = require(), self
    if self.id is None and scope.container == MAIN:
        place = Cursor(BOTTOM)
    key = shared.get("key")
    if key is not None and not scope.in_callback:
        text = scope.host.page.do(scope, TakeKey(scope, str(key)))
        if isinstance(text, str):
            field = msgspec.structs.replace(field, text=wire_text(text), fill=scope.run.number)
    codec = Codec(lambda entry: returned(entry, files=bool(accept_file), audio=bool(accept_audio)))
    asked: dict[str, Any] = {"key": key, "args": shared.get("args"), "kwargs": shared.get("kwargs")}
    if shared.get("on_submit") is not None:
        asked["on_submit"] = shared["on_submit"]
    value: str | ChatInputValue | None = place.ask(field, asked, codec=codec)
    return value
