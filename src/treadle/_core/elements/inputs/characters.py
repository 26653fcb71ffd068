"""The number of characters that a person sees in a text."""

import unicodedata

JOINER = "\u200d"


def characters(text: str) -> int:
    """Return the number of characters as browsers count: an emoji, a flag or an accented letter is 1."""
    if text.isascii():
        return len(text)
    count, joined, half_flag = 0, False, False
    for char in text:
        flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        if char == JOINER:
            joined = count > 0
        elif count > 0 and _extends(char):
            joined = False
        elif joined or (flag and half_flag):
            joined = half_flag = False
        else:
            count += 1
            half_flag = flag
            continue
        if not flag:
            half_flag = False
    return count


def _extends(char: str) -> bool:
    """Whether a code point belongs to the previous character: an accent, a skin colour, an emoji's form."""
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )
