"""The styles that pandas' `Styler.set_table_styles` gives by CSS selectors, as styles of cells.

The page's own tables have other elements than pandas' HTML. So a selector is not sent to the browser. It is
matched here, against the elements and classes that pandas would have written.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Declared = tuple[tuple[object, object], ...]
"""CSS properties with their values, as the app gave them."""

_LEVELS = {"table": 0, "thead": 1, "tbody": 1, "tr": 2, "td": 3, "th": 3}
"""How deep an element stands in a table of HTML."""
_CELL = 3

_INHERITED = frozenset(
    [
        "background",
        "background-color",
        "color",
        "font-family",
        "font-size",
        "font-style",
        "font-variant",
        "font-weight",
        "letter-spacing",
        "text-align",
        "text-shadow",
        "text-transform",
    ]
)
"""The properties of a row or a table that one sees in its cells."""

_COMPOUND = re.compile(r"(\*|[a-zA-Z][\w-]*)?((?:\.[-\w]+|:[-\w]+(?:\([^()]*\))?)*)")
_PART = re.compile(r"\.([-\w]+)|:([-\w]+)(?:\(([^()]*)\))?")
_NTH = re.compile(r"([+-]?\d*)n(?:\s*([+-])\s*(\d+))?|([+-]?\d+)")


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One cell as pandas would write it."""

    tag: str
    section: str
    classes: frozenset[str]
    row: int
    """Its row in the section, from 1. 0: the rule is not asked about one row."""
    column: int
    """Its position in the row, from 1."""
    rows: int
    columns: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Compound:
    tag: str | None
    classes: frozenset[str]
    places: tuple[Callable[[int, int], bool], ...]
    """Whether it is at this position among so many."""

    @property
    def level(self) -> int:
        return _CELL if self.tag in (None, "*") else _LEVELS[self.tag or ""]

    def matches(self, cell: Cell) -> bool:
        match self.level:
            case 0:
                return not self.classes and not self.places
            case 1:
                return self.tag == cell.section and not self.classes and not self.places
            case 2:
                return not self.classes and all(place(cell.row, cell.rows) for place in self.places)
        return (
            self.tag in (None, "*", cell.tag)
            and self.classes <= cell.classes
            and all(place(cell.column, cell.columns) for place in self.places)
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """Declarations for the cells that a selector matches."""

    compounds: tuple[_Compound, ...]
    declared: Declared

    @property
    def weight(self) -> tuple[int, int]:
        """What decides between two rules: the specificity of CSS."""
        return (
            sum(len(each.classes) + len(each.places) for each in self.compounds),
            sum(each.tag not in (None, "*") for each in self.compounds),
        )

    def matches(self, cell: Cell) -> bool:
        """Whether a cell has the declarations."""
        return all(each.matches(cell) for each in self.compounds)


class TableStyles:
    """The styles that a Styler has for its whole table."""

    def __init__(self, styler: Any) -> None:
        rules = [rule for entry in styler.table_styles or () for rule in _rules(entry)]
        self._rules = sorted(rules, key=lambda rule: rule.weight)  # equal ones keep their order
        self._css: Mapping[str, str] = styler.css
        self._own: Mapping[tuple[int, int], str] = getattr(styler, "cell_context", {})
        self._rows = len(styler.data.index)
        self._levels = styler.data.index.nlevels
        self._columns = self._levels + len(styler.data.columns)
        self._heads = styler.data.columns.nlevels

    def data(self, row: int, column: int) -> Declared:
        """Return the declarations of a cell of the data."""
        if not self._rules:
            return ()
        css = self._css
        classes = {css["data"], f"{css['row']}{row}", f"{css['col']}{column}"}
        classes.update(self._own.get((row, column), "").split())
        return self._of("td", "tbody", classes, row + 1, self._levels + column + 1, self._rows)

    def index(self, row: int, level: int) -> Declared:
        """Return the declarations of a cell of the index."""
        if not self._rules:
            return ()
        css = self._css
        classes = {css["row_heading"], f"{css['level']}{level}", f"{css['row']}{row}"}
        return self._of("th", "tbody", classes, row + 1, level + 1, self._rows)

    def head(self, column: int) -> Declared:
        """Return the declarations of a column's lowest header."""
        css, level = self._css, self._heads - 1
        classes = {css["col_heading"], f"{css['level']}{level}", f"{css['col']}{column}"}
        return self._of("th", "thead", classes, self._heads, self._levels + column + 1, self._heads)

    def _of(self, tag: str, section: str, classes: set[str], row: int, column: int, rows: int) -> Declared:
        cell = Cell(tag, section, frozenset(classes), row, column, rows, self._columns)
        return tuple(
            declaration for rule in self._rules if rule.matches(cell) for declaration in rule.declared
        )


def _rules(entry: Mapping[str, Any]) -> Iterator[Rule]:
    """Yield a rule for each selector of an entry, unless it needs a pointer or other elements."""
    declared = _declared(entry.get("props", ()))
    for selector in str(entry.get("selector", "")).split(","):
        compounds: list[_Compound] = []
        for text in selector.replace(">", " ").split():
            if (compound := _compound(text)) is None:
                break
            compounds.append(compound)
        else:
            deep = compounds[-1].level if compounds else 0
            if [each.level for each in compounds] != sorted({each.level for each in compounds}):
                continue  # a cell in a cell
            kept = declared if deep == _CELL else tuple(d for d in declared if _name(d) in _INHERITED)
            yield Rule(tuple(compounds), kept)


def _compound(text: str) -> _Compound | None:
    match = _COMPOUND.fullmatch(text)
    if match is None:
        return None
    tag = match[1].lower() if match[1] else None
    if tag not in (None, "*") and tag not in _LEVELS:
        return None
    classes, places = [], []
    for name, pseudo, argument in _PART.findall(match[2]):
        if name:
            classes.append(name)
        elif (place := _place(pseudo, argument)) is not None:
            places.append(place)
        else:
            return None
    return _Compound(tag, frozenset(classes), tuple(places))


def _place(pseudo: str, argument: str) -> Callable[[int, int], bool] | None:
    """Return what a pseudo-class says about a position; None for one that says something else."""
    match pseudo:
        case "first-child":
            return lambda at, count: at == 1
        case "last-child":
            return lambda at, count: at == count
        case "nth-child" | "nth-last-child":
            text = {"odd": "2n+1", "even": "2n"}.get(argument.strip().lower(), argument.strip())
            parts = _NTH.fullmatch(text)
            if parts is None:
                return None
            step, start = 0, 0
            if parts[4]:
                start = int(parts[4])
            else:
                step = int(parts[1] + "1" if parts[1] in ("", "+", "-") else parts[1])
                start = int((parts[2] or "+") + (parts[3] or "0"))

            def is_there(at: int, count: int) -> bool:
                behind = (at if pseudo == "nth-child" else count - at + 1) - start
                return behind == 0 if step == 0 else behind % step == 0 and behind // step >= 0

            return is_there
    return None


def _declared(props: Any) -> Declared:
    """Return declarations that an app gives as pairs or as a text."""
    if isinstance(props, str):
        pairs: Iterable[list[str]] = (part.split(":", 1) for part in props.split(";"))
        return tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2)
    return tuple((name, value) for name, value in props)


def _name(declaration: tuple[object, object]) -> str:
    return str(declaration[0]).strip().lower()
