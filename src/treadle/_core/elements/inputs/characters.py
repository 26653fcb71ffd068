"""How many characters a text has for the person who types it."""

import unicodedata

JOINER = "\u200d"


def characters(text: str) -> int:
    """Return the number of characters as browsers count them: an emoji, a flag or a letter with its accents is one."""
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
    """Whether a code point belongs to the character before it: an accent, a colour of skin, a form of emoji."""
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )
