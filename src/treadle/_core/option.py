"""One option: its declaration, and how a text becomes its value."""

import ipaddress
import re
import types
import typing
from collections import Counter
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

COLOR = r"^(#([0-9a-fA-F]{3,4}){1,2}|[a-zA-Z]+|(rgb|hsl|oklch)a?\([^;{}()]*\))$"
RADIUS = r"^(none|small|medium|large|full|[0-9.]+(px|rem)?)$"
ADDRESS = r"^[\w.~:/?#@!$&*+,;=%|-]+$"
SIZE = r"^[0-9.]+(px|rem)?$"
FONT = r"^[^;{}<>]+$"

TILES = r"^(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})(https?://[^\s/{}]+)?/[^\s/]\S*$"

Color = Annotated[str, Meta(pattern=COLOR)]
Radius = Annotated[str, Meta(pattern=RADIUS)]
Port = Annotated[int, Meta(ge=1, le=65535)]
FontSize = Annotated[int, Meta(ge=8, le=40)]
Tiles = Annotated[str, Meta(pattern=TILES)]
Font = Annotated[str, Meta(pattern=FONT)]
Address = Annotated[str, Meta(pattern=ADDRESS)]
Size = Annotated[str, Meta(pattern=SIZE)]
Weight = Annotated[int, Meta(ge=100, le=900, multiple_of=50)]


class Option(msgspec.Struct, frozen=True):
    """One option's declaration."""

    name: str
    """The name in files and flags: `server.port`."""
    type: Any
    default: Any
    help: str

    @property
    def env(self) -> str:
        """The name of its environment variable, without the prefix TREADLE_."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.name).replace(".", "_").upper()

    def parse(self, value: Any) -> Any:
        """Return the option's value from a flag, the environment or a file.

        Raises:
            ValueError: the value is not valid. The message says what is.
        """
        if self.name == "client.showErrorDetails":  # its earlier form, before there were levels
            value = {"true": "full", "false": "stacktrace"}.get(str(value).lower(), value)
        # A text stays a text, even if it is usually a number: `baseRadius = 8`.
        if _is_text(self.type) and isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        text = isinstance(value, str)
        if isinstance(value, str):
            value = value.strip()
            if any(typing.get_origin(member) is tuple for member in _alternatives(self.type)):
                value = _listed(value)
            elif _alternatives(self.type) & {bool}:
                value = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(
                    value.lower(), value.lower()
                )
            elif choices := _choices(self.type):
                value = next((choice for choice in choices if choice == value.lower()), value)
        if self.name == "server.baseUrlPath" and isinstance(value, str):
            value = value.strip("/")
        # Elements with a colour that browsers do not know would be invisible.
        if self.name.endswith(("Color", "Colors")):
            for each in value if isinstance(value, list | tuple) else [value]:
                if isinstance(each, str) and each.isalpha() and each.lower() not in _COLOR_NAMES:
                    raise ValueError(f"must be {_WRITTEN[COLOR]}, but is {each!r}")
        if text and _is_table(self.type):
            value = _table(value)
        if self.name == "server.trustedProxies":
            _check_networks(value)
        if self.name == "server.trustedUserHeaders" and isinstance(value, dict):
            twice = [name for name, times in Counter(value.values()).items() if times > 1]
            if twice:
                raise ValueError(f"must not have two headers for one name, but has for {twice[0]!r}")
        try:
            return msgspec.convert(value, self.type, strict=not text)
        except msgspec.ValidationError as error:
            choices = _choices(self.type)
            reason = f"must be one of {', '.join(choices)}" if choices else _plain(str(error))
            raise ValueError(f"{reason}, but is {value!r}") from None


def _listed(text: str) -> Any:
    """Return the items of a list in a flag or the environment: as JSON, or between commas."""
    if text.startswith("["):
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            raise ValueError(f"must be a list, but is not valid JSON: {error}") from None
    # Commas within brackets belong to a colour: `rgb(79, 70, 229)`.
    return [item.strip() for item in re.split(r",(?![^(]*\))", text) if item.strip()]


def _table(text: str) -> Any:
    """Return the table in a flag or the environment, which is JSON there."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise ValueError(f"must be an object of JSON, but is not valid JSON: {error}") from None


def _check_networks(value: Any) -> None:
    for item in value if isinstance(value, list | tuple) else ():
        try:
            if item != "*":
                ipaddress.ip_network(item, strict=False)
        except ValueError:
            raise ValueError(
                f"must have addresses, networks such as `10.0.0.0/8`, or `*`, but has {item!r}"
            ) from None


def _is_table(type_: Any) -> bool:
    return any(typing.get_origin(member) is dict for member in _alternatives(type_))


def _is_text(type_: Any) -> bool:
    return str in _alternatives(type_)


def _alternatives(type_: Any) -> set[Any]:
    """Return the members of a union, without their annotations."""
    if typing.get_origin(type_) is Annotated:
        return _alternatives(typing.get_args(type_)[0])
    if isinstance(type_, types.UnionType) or typing.get_origin(type_) is typing.Union:
        return {found for member in typing.get_args(type_) for found in _alternatives(member)}
    return {type_}


def _choices(type_: Any) -> tuple[str, ...]:
    return tuple(
        choice
        for member in _alternatives(type_)
        if typing.get_origin(member) is Literal
        for choice in typing.get_args(member)
    )


_WRITTEN = {
    COLOR: "a colour as in CSS, such as `#4f46e5`, `teal` or `rgb(79, 70, 229)`",
    RADIUS: "none, small, medium, large, full, or a length such as `8px` or `0.5rem`",
    TILES: "an address or a path with `{z}`, `{x}` and `{y}`, such as `https://tile.example.com/{z}/{x}/{y}.png`",
    ADDRESS: "an address without blanks, quotes and brackets",
    SIZE: "a length such as `18px` or `1.5rem`",
    FONT: "names of fonts as in CSS, such as `Georgia, serif`",
}
"""The pattern of texts with a form."""

_COLOR_NAMES = frozenset(
    """
aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown
burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan
darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred
darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink
deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold
goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush
lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey
lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow
lime limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen
mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin
navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise
palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue
saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey snow
springgreen steelblue tan teal thistle tomato transparent turquoise violet wheat white whitesmoke yellow
yellowgreen
""".split()  # noqa: SIM905
)

_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "str": "a text",
    "array": "a list of texts",
    "object": "a table",
    "null": "nothing",
}


def _plain(reason: str) -> str:
    """Return the reason of msgspec in words for users."""
    for pattern, form in _WRITTEN.items():
        if f"matching regex {pattern!r}" in reason:
            return f"must be {form}"
    if missing := re.search("missing required field `(\\w+)`", reason):
        return f"needs `{missing[1]}`"
    expected, _, _ = reason.partition(", got")
    expected = re.sub(r"`(\w+)(?: \| null)?`", lambda match: _WORDS.get(match[1], match[1]), expected)
    return expected.replace("Expected", "must be")
