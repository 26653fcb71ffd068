"""What `st.chat_input` returns."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import msgspec

from treadle._core.data.uploads import UploadedFile, opened
from treadle._core.protocol.upload import FileRef


class Entry(msgspec.Struct, frozen=True):
    """A message as it was sent: its text, and what was sent with it."""

    text: str
    files: tuple[Any, ...] = ()
    audio: Any = None


class ChatInputValue(MutableMapping[str, Any]):
    """A message with files or sound: `value.text` or `value["text"]`.

    `text` is the text; empty if there is none. With `accept_file`, `files` is a list of the files. With
    `accept_audio`, `audio` is the recording, None if there is none.
    """

    text: str
    files: list[UploadedFile]
    audio: UploadedFile | None

    def __init__(self, **parts: Any) -> None:
        self.__dict__.update(parts)
        self.__dict__["_allowed"] = frozenset(parts)

    def to_dict(self) -> dict[str, Any]:
        """Return the parts as a dictionary."""
        return {name: self.__dict__[name] for name in ("text", "files", "audio") if name in self.__dict__}

    def __getitem__(self, name: str) -> Any:
        return self.to_dict()[name]

    def __setitem__(self, name: str, value: Any) -> None:
        if name not in self.__dict__["_allowed"]:
            raise KeyError(name)
        self.__dict__[name] = value

    def __delitem__(self, name: str) -> None:
        if name not in self.to_dict():
            raise KeyError(name)
        del self.__dict__[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.to_dict())

    def __len__(self) -> int:
        return len(self.to_dict())

    def __getattr__(self, name: str) -> Any:
        hint = {"files": "accept_file", "audio": "accept_audio"}.get(name)
        raise AttributeError(
            f"ChatInputValue has no `{name}`."
            + (f" `st.chat_input` has it with `{hint}=True`." if hint is not None else ""),
            name=name,
        )

    def __repr__(self) -> str:
        return f"ChatInputValue({', '.join(f'{name}={part!r}' for name, part in self.to_dict().items())})"


def returned(entry: Entry | None, *, files: bool, audio: bool) -> str | ChatInputValue | None:
    """Return a message as the app gets it."""
    if entry is None:
        return None
    if not files and not audio:
        return entry.text
    parts: dict[str, Any] = {"text": entry.text}
    if files:
        parts["files"] = [opened(file) for file in entry.files if isinstance(file, FileRef)]
    if audio:
        parts["audio"] = None if entry.audio is None else opened(entry.audio)
    return ChatInputValue(**parts)
