"""What the name of a page's file says: its place in the menu, its icon and its title."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .pages import Listed, Table
from .structure import NavigationPosition, PageEntry

_NAME = re.compile(r"([0-9]*)[_ -]*(.*)\.py", re.DOTALL)
_SEPARATORS = "_ -"
_JOINER, _EMOJI_STYLE = "\N{ZERO WIDTH JOINER}", "\N{VARIATION SELECTOR-16}"


class Named(NamedTuple):
    """What a file's name says."""

    icon: str | None
    name: str
    """The page's path in the address; its title, with underscores for spaces."""

    @property
    def title(self) -> str:
        """Its title."""
        return self.name.replace("_", " ")


def named(file: Path) -> Named:
    """Return the icon and the name of a page by its file: `2_🧶_All_looms.py` is 🧶 and `All_looms`."""
    found = _NAME.search(file.name)
    if found is None:
        return Named(None, file.stem)
    number, rest = found.groups()
    rest = re.sub(r"[_ ]+", "_", rest).strip() or number
    emoji = _leading_emoji(rest)
    return Named(emoji or None, rest[len(emoji) :].lstrip(_SEPARATORS) if emoji else rest)


def in_order(files: Iterable[Path]) -> list[Path]:
    """Return the files of pages as the menu has them: by their numbers, then by their names."""

    def key(file: Path) -> tuple[float, str]:
        found = _NAME.search(file.name)
        number, name = found.groups() if found is not None else ("", file.name)
        return float(number or "inf"), name.lower()

    return sorted(files, key=key)


def table_of_files(script: Path, files: Iterable[Path], position: NavigationPosition) -> Table:
    """Return the table of an app whose pages are the files in a folder. Its script is the default page."""
    listed = [_listed(script, default=True)]
    listed += [_listed(file, default=False) for file in in_order(files)]
    return Table(tuple(listed), position, of_folder=True)


def _listed(file: Path, *, default: bool) -> Listed:
    icon, name = named(file)
    return Listed(PageEntry("" if default else name, Named(icon, name).title, icon), name, str(file))


def _leading_emoji(text: str) -> str:
    """Return the emoji that a text begins with, an empty text if it does not."""
    if not text or not _is_picture(text[0]):
        return ""
    end = 1
    if _is_region(text[0]):  # two of them are a flag
        return text[:2] if len(text) > 1 and _is_region(text[1]) else ""
    while end < len(text):
        if (
            text[end] == _EMOJI_STYLE
            or 0x1F3FB <= ord(text[end]) <= 0x1F3FF
            or 0xE0020 <= ord(text[end]) <= 0xE007F
        ):
            end += 1
        elif text[end] == _JOINER and end + 1 < len(text):
            end += 2
        else:
            break
    return text[:end]


def _is_picture(character: str) -> bool:
    # From U+1F000 on there are pictures only, some of them newer than this Python's tables.
    if ord(character) >= 0x1F000:
        return ord(character) < 0xE0000
    return ord(character) >= 0x2190 and unicodedata.category(character) in ("So", "Sm")


def _is_region(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF
