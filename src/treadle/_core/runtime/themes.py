"""The theme of an app, and how its developer saves another one in the file of its configuration."""

import contextlib
import os
import secrets
import threading
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from treadle._core.config import OPTIONS, Config, unknown
from treadle._core.theme import Theme, theme_settings
from treadle._core.toml_edit import CannotEdit, edited

ITEM = str | int | bool
Changes = Mapping[str, ITEM | list[ITEM] | None]
"""New values of options by their names without `theme.`: `sidebar.textColor`. None: not set any more."""

NOT_EDITED = ("fontFaces",)
"""Options of the theme that only the file itself sets."""


class NotSaved(Exception):
    """Raised if a theme is not saved. The message says why."""


class Saved(msgspec.Struct, frozen=True):
    """What became of a theme that was saved."""

    path: str
    """The file that has it."""
    theme: dict[str, Any]
    """The app's theme from now on."""
    elsewhere: dict[str, str]
    """Options that keep their value, because another source sets them; the source by the option."""


class ThemeStore:
    """The theme of one app. Every method can be called from any thread.

    Args:
        script: the app.
        config: the options with which the app was started.
    """

    def __init__(self, script: Path, config: Config) -> None:
        self.path = script.parent / ".streamlit" / "config.toml"
        self.theme = config.theme
        """What new pages get. It is immutable and replaced as a whole, so it is read without a lock."""
        self._config = config
        self._saving = threading.Lock()
        """Guards the file, and the replacement of `theme`."""

    @classmethod
    def of_app(cls, app: Any) -> "ThemeStore":
        """Return the theme of an app."""
        return cls(app.script, app.config)

    def save(self, changes: Changes) -> Saved:
        """Write changed options into the project's `.streamlit/config.toml`, and show new pages the result.

        All other lines and comments of the file stay as they are.

        Args:
            changes: what a browser has sent. Nothing in it is trusted.

        Raises:
            NotSaved: a name or a value is not valid, or the file cannot be written.
        """
        values = {name: _checked(name, value) for name, value in changes.items()}
        with self._saving:
            try:
                self._write({("theme", *name.split(".")): value for name, value in values.items()})
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
                raise NotSaved(f"{self.path} cannot be changed: {error}") from error
            except CannotEdit:
                raise NotSaved(
                    f"{self.path} has its theme in a form that cannot be changed here, such as "
                    "`theme.font = …` above all sections. Use sections such as [theme], or copy it as TOML."
                ) from None
            elsewhere = {name: source for name in values if (source := self._decided(name, values[name]))}
            settings = theme_settings(self.theme)
            for name, value in values.items():
                if name not in elsewhere:
                    _put(settings, name.split("."), value)
            self.theme = msgspec.convert(settings, Theme)
            return Saved(str(self.path), theme_settings(self.theme), elsewhere)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    def _decided(self, name: str, value: Any) -> str:
        """Return the source that sets an option whatever the file has; "" if there is none."""
        source = self._config.source(f"theme.{name}")
        if source in ("default", str(self.path)):
            return ""
        weaker = source.startswith("the theme file") or Path(source).parent.name == ".streamlit"
        return "" if weaker and value is not None else source

    def _write(self, changes: Mapping[tuple[str, ...], Any]) -> None:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            content = b""
        mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
        new = mark + edited(content[len(mark) :].decode(), changes).encode()
        if new == content:
            return
        place = Path(os.path.realpath(self.path))  # a link stays one
        place.parent.mkdir(parents=True, exist_ok=True)
        made = place.with_name(f".{secrets.token_hex(8)}.toml")
        try:
            made.write_bytes(new)
            with contextlib.suppress(FileNotFoundError):
                made.chmod(place.stat().st_mode & 0o7777)
            made.replace(place)  # a reader gets the old file or the new one, and never a part
        finally:
            made.unlink(missing_ok=True)


def _checked(name: str, value: Any) -> Any:
    option = OPTIONS.get(f"theme.{name}")
    if option is None or name in NOT_EDITED:
        raise NotSaved(
            unknown(f"theme.{name}") if option is None else f"theme.{name} is set in its file only."
        )
    if value is None:
        return None
    try:
        parsed = option.parse(value)
    except ValueError as error:
        raise NotSaved(f"theme.{name} {error}.") from None
    return list(parsed) if isinstance(parsed, tuple) else parsed


def _put(settings: dict[str, Any], path: list[str], value: Any) -> None:
    *sections, name = path
    for section in sections:
        settings = settings.setdefault(section, {})
    if value is None:
        settings.pop(name, None)
    else:
        settings[name] = value
