"""`streamlit.elements.lib.layout_utils`: sizes of elements."""

from dataclasses import dataclass

from treadle._core.protocol.element import Gap, Height, TextAlignment, Width

__all__ = ["Gap", "Height", "LayoutConfig", "TextAlignment", "Width"]


@dataclass
class LayoutConfig:
    """The size of an element."""

    width: Width | None = None
    height: Height | None = None
    text_alignment: TextAlignment | None = None
