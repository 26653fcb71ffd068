"""Changes of single values in the text of a TOML file. All other lines and comments stay as they are.

A library for this would be one more dependency for one button. The result is parsed and compared with what
it must contain: a file is changed as asked, or not at all.
"""

import copy
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

Path = tuple[str, ...]
Value = str | int | float | bool | Sequence["Value"]


class CannotEdit(Exception):
    """Raised if a text has values in a form that is not edited here, such as an inline table."""


class _Statement(NamedTuple):
    kind: Literal["section", "value"]
    section: Path
    """The section that it begins, or stands in."""
    path: Path
    """The whole path of what it sets."""
    start: int
    """The start of its first line."""
    value: int
    """The start of its value."""
    value_end: int
    end: int
    """The start of the line after it."""


def edited(text: str, changes: Mapping[Path, Value | None]) -> str:
    r"""Return the text of a TOML file with changed values.

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
    before = tomllib.loads(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += newline
    statements = list(_statements(text))
    values = {each.path: each for each in statements if each.kind == "value"}
    edits: list[tuple[int, int, str]] = []
    new: dict[Path, Value] = {}
    for path, value in changes.items():
        found = values.get(path)
        if found is None:
            if value is not None:
                new[path] = value
        elif value is None:
            edits.append((found.start, found.end, ""))
        elif _at(before, path) != value or isinstance(_at(before, path), bool) != isinstance(value, bool):
            edits.append((found.value, found.value_end, written(value)))
    edits += _insertions(statements, new, len(text), newline)
    result = text
    edits.sort(key=lambda edit: edit[:2])
    for start, end, replacement in reversed(edits):  # so that the places of the others stay right
        result = result[:start] + replacement + result[end:]
    _verify(before, changes, result)
    return result


def written(value: Value) -> str:
    """Return a value in the form of TOML.

    Examples:
        >>> written(["#fff", 8, True])
        '["#fff", 8, true]'
    """
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return json.dumps(value)
    return f"[{', '.join(map(written, value))}]"


def _insertions(
    statements: list[_Statement], new: dict[Path, Value], end: int, newline: str
) -> Iterator[tuple[int, int, str]]:
    sections: dict[Path, list[Path]] = {}
    for path in new:
        sections.setdefault(path[:-1], []).append(path)
    appended: list[str] = []
    after = end
    for section, paths in sorted(sections.items()):
        inside = [each for each in statements if each.section == section]
        dotted = [each for each in statements if each.kind == "value" and each.path[:-1] == section]
        if last := (inside or dotted)[-1:]:
            lines = [_line(path[len(last[0].section) :], new[path], newline) for path in paths]
            yield last[0].end, last[0].end, "".join(lines)
            continue
        root = [each for each in statements if each.section[:1] == section[:1]]
        after = root[-1].end if root else end
        lines = [_line(path[-1:], new[path], newline) for path in paths]
        appended.append(f"[{_dotted(section)}]{newline}" + "".join(lines))
    if appended:
        separator = newline if statements and after > 0 else ""
        yield after, after, separator + newline.join(appended) + (newline if after < end else "")


def _line(path: Path, value: Value, newline: str) -> str:
    return f"{_dotted(path)} = {written(value)}{newline}"


def _dotted(path: Path) -> str:
    return ".".join(
        part if part.replace("_", "").replace("-", "").isalnum() else written(part) for part in path
    )


def _at(table: Mapping[str, Any], path: Path) -> Any:
    value: Any = table
    for part in path:
        value = value[part]
    return value


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


# Statements of a valid text -------------------------------------------------------------------------------


def _statements(text: str) -> Iterator[_Statement]:
    section: Path = ()
    at = 0
    while at < len(text):
        start = at
        while text[at : at + 1] in (" ", "\t"):
            at += 1
        if text[at] in "#\r\n":
            at = _next_line(text, at)
        elif text[at] == "[":
            end = _next_line(text, at)
            section = _path(text[at:end])
            yield _Statement("section", section, section, start, end, end, end)
            at = end
        else:
            equals = _find_equals(text, at)
            value = equals + 1
            while text[value] in " \t":
                value += 1
            value_end, at = _value_end(text, value)
            yield _Statement(
                "value", section, section + _path(text[start:equals] + "= 0"), start, value, value_end, at
            )


def _next_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _path(line: str) -> Path:
    """Return the names in a header, or before an equals sign, by having TOML read the line alone."""
    path: list[str] = []
    table: Any = tomllib.loads(line)
    while isinstance(table, dict) and table:
        ((name, table),) = table.items()
        path.append(name)
        if isinstance(table, list):
            table = table[0]
    return tuple(path)


def _find_equals(text: str, at: int) -> int:
    while text[at] != "=":
        at = _after_string(text, at) if text[at] in "\"'" else at + 1
    return at


def _value_end(text: str, at: int) -> tuple[int, int]:
    """Return the end of a value, and the start of the line after it."""
    depth = 0
    end = at
    while at < len(text):
        character = text[at]
        if character in "\"'":
            at = end = _after_string(text, at)
            continue
        if character == "#":
            at = _next_line(text, at) - 1
            character = "\n"
        if character == "\n" and depth == 0:
            return end, at + 1
        depth += (character in "[{") - (character in "]}")
        at += 1
        if not character.isspace():
            end = at
    return end, len(text)


def _after_string(text: str, at: int) -> int:
    quote = text[at]
    long = text[at : at + 3] == quote * 3
    closing = quote * 3 if long else quote
    at += len(closing)
    while not text.startswith(closing, at):
        at += 2 if quote == '"' and text[at] == "\\" else 1
    at += len(closing)
    while long and text[at : at + 1] == quote:  # quotes may stand directly before the closing ones
        at += 1
    return at
