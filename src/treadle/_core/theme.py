"""The options of the theme: colours, fonts and shapes of the page and of its sidebar."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from .option import Address, Color, Font, FontSize, Radius, Size, Weight

HUES = ("red", "orange", "yellow", "green", "blue", "violet", "gray")

if TYPE_CHECKING:

    class Hues(msgspec.Struct, frozen=True):
        """The colours that texts, badges and messages name."""

else:
    _PARTS = {
        "Color": "Colour of what is HUE: lines and marks.",
        "BackgroundColor": "Colour of HUE backgrounds. Not set: it follows from `HUEColor`.",
        "TextColor": "Colour of HUE text. Not set: it follows from `HUEColor`.",
    }
    Hues = msgspec.defstruct(
        "Hues",
        [
            (
                f"{hue}{part}",
                Annotated[Color | None, Meta(description=help.replace("HUE", hue))],
                None,
            )
            for hue in HUES
            for part, help in _PARTS.items()
        ],
        frozen=True,
    )

Colors = tuple[Color, ...] | None


class Palette(Hues, frozen=True):
    """Settings for the page and, separately, for its sidebar."""

    primaryColor: Annotated[
        Color | None, Meta(description="Colour of interactive elements: buttons, sliders, links.")
    ] = None
    backgroundColor: Annotated[Color | None, Meta(description="Colour of the background.")] = None
    secondaryBackgroundColor: Annotated[
        Color | None,
        Meta(description="Colour of the background of inputs, code and, for the page, the sidebar."),
    ] = None
    textColor: Annotated[Color | None, Meta(description="Colour of text.")] = None
    linkColor: Annotated[Color | None, Meta(description="Colour of links.")] = None
    linkUnderline: Annotated[bool | None, Meta(description="Whether links in texts are underlined.")] = None
    borderColor: Annotated[Color | None, Meta(description="Colour of borders.")] = None
    showWidgetBorder: Annotated[bool | None, Meta(description="Whether inputs have borders.")] = None
    codeBackgroundColor: Annotated[Color | None, Meta(description="Colour of the background of code.")] = None
    codeTextColor: Annotated[Color | None, Meta(description="Colour of code.")] = None
    codeFontSize: Annotated[Size | None, Meta(description="Size of code, in pixels or `rem`.")] = None
    codeFontWeight: Annotated[Weight | None, Meta(description="Weight of code, 100 to 900.")] = None
    dataframeBorderColor: Annotated[
        Color | None, Meta(description="Colour of the lines of tables. Not set: `borderColor`.")
    ] = None
    dataframeHeaderBackgroundColor: Annotated[
        Color | None, Meta(description="Colour of the background of a table's header.")
    ] = None
    dataframeHeaderTextColor: Annotated[
        Color | None, Meta(description="Colour of the text of a table's header.")
    ] = None
    chartCategoricalColors: Annotated[
        Colors, Meta(description="Colours of the series of charts, in their order.")
    ] = None
    chartSequentialColors: Annotated[
        Colors, Meta(description="Colours of charts for quantities, from low to high.")
    ] = None
    chartDivergingColors: Annotated[
        Colors, Meta(description="Colours of charts for quantities around a middle, from low to high.")
    ] = None
    font: Annotated[
        Font | None,
        Meta(
            description="Font of text: `sans-serif`, `serif`, `monospace`, a CSS list of font families, or "
            "`name:URL` with the URL of a style sheet that declares it."
        ),
    ] = None
    headingFont: Annotated[Font | None, Meta(description="Font of headings. Not set: the font of text.")] = (
        None
    )
    headingFontSizes: Annotated[
        tuple[Size, ...] | None, Meta(description="Sizes of headings in pixels or `rem`, from the largest.")
    ] = None
    headingFontWeights: Annotated[
        tuple[Weight, ...] | None, Meta(description="Weights of headings, 100 to 900, from the largest.")
    ] = None
    codeFont: Annotated[Font | None, Meta(description="Font of code.")] = None
    baseRadius: Annotated[
        Radius | None,
        Meta(description="Radius of corners: none, small, medium, large, full, or a CSS length."),
    ] = None
    buttonRadius: Annotated[
        Radius | None, Meta(description="Radius of the corners of buttons. Not set: `baseRadius`.")
    ] = None
    paddingTop: Annotated[
        Size | None, Meta(description="Space above the first element, in pixels or `rem`.")
    ] = None
    paddingBottom: Annotated[
        Size | None, Meta(description="Space below the last element, in pixels or `rem`.")
    ] = None


class Variant(Palette, frozen=True):
    """Settings for light or dark mode only."""

    sidebar: Palette = Palette()


class FontFace(msgspec.Struct, frozen=True, omit_defaults=True):
    """A font file, as in `@font-face` of CSS."""

    family: Font
    url: Address
    weight: int | Annotated[str, Meta(pattern=r"^[\w ]+$")] | None = None
    style: Annotated[str, Meta(pattern=r"^[\w .-]+$")] | None = None
    unicodeRange: Annotated[str, Meta(pattern=r"^[\w+?, -]+$")] | None = None


class Theme(Variant, frozen=True):
    """Colours, fonts and shapes."""

    base: Annotated[
        Literal["light", "dark"] | None,
        Meta(
            description="Theme for everything that is not set: `light`, `dark`, or the path or address of a "
            "TOML file with a section `[theme]`. Not set: the theme of the user's browser."
        ),
    ] = None
    baseFontSize: Annotated[
        FontSize | None, Meta(description="Size of text, in pixels. All other sizes are relative to it.")
    ] = None
    baseFontWeight: Annotated[Weight | None, Meta(description="Weight of text, 100 to 900.")] = None
    metricValueFontSize: Annotated[
        Size | None, Meta(description="Size of the values of `st.metric`, in pixels or `rem`.")
    ] = None
    metricValueFontWeight: Annotated[
        Weight | None, Meta(description="Weight of the values of `st.metric`, 100 to 900.")
    ] = None
    showSidebarBorder: Annotated[
        bool | None, Meta(description="Whether there is a line beside the sidebar.")
    ] = None
    fontFaces: Annotated[
        tuple[FontFace, ...] | None,
        Meta(
            description="Files of fonts: tables with `family`, `url`, and `weight`, `style`, `unicodeRange`."
        ),
    ] = None
    light: Variant = Variant()
    dark: Variant = Variant()


_STYLE_SHEET = re.compile(r"[^:,]+:\s*(https?://\S+)")
"""A font with the address of a style sheet that declares it: `Nunito:https://fonts.example.org/nunito.css`."""

_FILES_OF = {"https://fonts.googleapis.com": "https://fonts.gstatic.com"}
"""Where the files are that the style sheets of an origin name, if elsewhere."""


def style_origins(theme: Theme) -> tuple[str, ...]:
    """Return the origins of the style sheets that a theme's fonts name, for a content security policy."""
    return tuple(
        sorted({_origin(found[1]) for font in _fonts(theme) if (found := _STYLE_SHEET.fullmatch(font))})
    )


def font_origins(theme: Theme) -> tuple[str, ...]:
    """Return the origins of the files of a theme's fonts, for a content security policy."""
    sheets = {_FILES_OF.get(origin, origin) for origin in style_origins(theme)}
    files = {_origin(face.url) for face in theme.fontFaces or () if "://" in face.url}
    return tuple(sorted(sheets | files))


def _fonts(palette: msgspec.Struct) -> Iterator[str]:
    for name in palette.__struct_fields__:
        value = getattr(palette, name)
        if isinstance(value, Palette):
            yield from _fonts(value)
        elif name in ("font", "headingFont", "codeFont") and value is not None:
            yield value


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def theme_settings(theme: Theme) -> dict[str, Any]:
    """Return a theme as it is sent to the browser: the options that were set, by name and section."""
    return _without_unset(theme)


def _without_unset(struct: msgspec.Struct) -> dict[str, Any]:
    result = {}
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        if isinstance(value, msgspec.Struct):
            value = _without_unset(value) or None
        if value is not None:
            result[name] = value
    return result
