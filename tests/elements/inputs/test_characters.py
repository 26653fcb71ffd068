"""Characters are counted as a person counts them."""

import pytest

from treadle._core.elements.inputs.characters import characters


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("äö", 2),
        ("a\u0308o\u0308", 2),
        ("👍", 1),
        ("👍🏽!", 2),
        ("👩‍🚀", 1),
        ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2),
        ("🇩🇪🇫🇷", 2),
        ("❤️x", 2),
        ("日本語", 3),
        ("\u0301a", 2),
    ],
)
def test_an_emoji_a_flag_and_a_letter_with_its_accents_are_one_character(text: str, count: int) -> None:
    assert characters(text) == count
