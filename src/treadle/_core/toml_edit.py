"""Changes of single values in the text of a TOML file. All other lines and comments stay as they are."""

import copy
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

Path = tuple[str, ...]
Value = str | int | float | bool | Sequence["Value"]


class CannotEdit(Exception):
    """Raised if a text has values in a form that is not edited here, such as `theme = 1`."""


def edited(text: str, changes: Mapping[Path, Value | None]) -> str:
    r"""Return the text of a TOML file with changed values.

    The result is parsed and compared with what it must contain: a text is changed as asked, or not at all.

    Args:
        text: the content of the file.
        changes: the new values by their paths; None removes one. Each path has a section and a name.

    Raises:
        tomllib.TOMLDecodeError: the text is not TOML.
        CannotEdit: the text has one of the values in a form that cannot be edited.

    Examples:
        >>> edited("[theme] # ours\nfont = 'serif' # for all\n", {("theme", "font"): "monospace"})
        '[theme] # ours\nfont = "monospace" # for all\n'
    """
    import tomlkit  # only who saves needs it

    before = tomllib.loads(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    document = tomlkit.parse(text.replace("\r\n", "\n"))
    try:
        made = [
            made for path, value in changes.items() if (made := _change(document, path, value)) is not None
        ]
        for section in made[-1:]:
            section.add(tomlkit.nl())  # before what follows; tomlkit puts one before each new section
        result = tomlkit.dumps(document)
        if made:
            result = result.rstrip("\n") + "\n"
        result = result.replace("\n", newline)
    except (TypeError, AttributeError, ValueError):
        raise CannotEdit from None
    _verify(before, changes, result)
    return result


def _change(table: Any, path: Path, value: Value | None) -> Any:
    """Change one value. Return the section that was made for it, None if it was there."""
    import tomlkit

    made = None
    *sections, name = path
    for number, section in enumerate(sections, 1):
        if section not in table:
            if value is None:
                return None
            made = table[section] = tomlkit.table(is_super_table=number < len(sections))
        table = table[section]
    if value is None:
        table.pop(name, None)
    elif (
        name not in table or table[name] != value or isinstance(table[name], bool) != isinstance(value, bool)
    ):
        table[name] = value
    return made


def _verify(before: dict[str, Any], changes: Mapping[Path, Value | None], result: str) -> None:
    """Check that a result has the changes and nothing else."""
    expected = copy.deepcopy(before)
    for path, value in changes.items():
        table: Any = expected
        for part in path[:-1]:
            table = table.setdefault(part, {}) if isinstance(table, dict) else {}
        if isinstance(table, dict):
            table.pop(path[-1], None)
            if value is not None:
                table[path[-1]] = [*value] if isinstance(value, tuple) else value
    try:
        found = tomllib.loads(result)
    except tomllib.TOMLDecodeError:
        found = None
    if found is None or _without_empty(found) != _without_empty(expected):
        raise CannotEdit


def _without_empty(value: Any) -> Any:
    if not isinstance(value, dict):
        return repr(value)
    return {name: one for name, each in value.items() if (one := _without_empty(each)) != {}}
