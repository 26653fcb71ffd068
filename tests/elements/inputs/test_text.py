"""What is particular of text fields."""

import pytest


def field(open_page, call: str):
    page = open_page(f"import treadle as st\nst.text(repr(st.text_input('T', {call})))")
    return page.one("text_input") if page.nodes("text_input") else page.error()


@pytest.mark.parametrize("command", ["text_input", "text_area"])
def test_any_object_is_a_default(open_page, command):
    page = open_page(f"import treadle as st\nst.text(repr((st.{command}('A', 3), st.{command}('B', None))))")
    assert page.one("text").body == "('3', None)"


@pytest.mark.parametrize("command", ["text_input", "text_area"])
def test_a_text_has_at_most_so_many_characters(open_page, command):
    page = open_page(f"import treadle as st\nst.text(st.{command}('T', 'abcdef', max_chars=3))")
    assert page.one("text").body == "abc"
    (node,) = page.nodes(command)
    assert page.interact((node.id, "xyz")).one("text").body == "xyz"
    assert page.interact((node.id, "wxyz")).one("text").body == "xyz"
    (problem,) = [m.message for m in page.browser.messages if m.__class__.__name__ == "Problem"]
    assert problem == "“T” must have at most 3 characters. This text has 4."


@pytest.mark.parametrize("command", ["text_input", "text_area"])
def test_an_emoji_is_one_character_whatever_it_is_made_of(open_page, command):
    page = open_page(f"import treadle as st\nst.text(st.{command}('T', max_chars=3))")
    (node,) = page.nodes(command)
    assert page.interact((node.id, "👩‍💻🇩🇪👍🏽")).one("text").body == "👩‍💻🇩🇪👍🏽"
    assert page.interact((node.id, "👩‍💻🇩🇪👍🏽x")).one("text").body == "👩‍💻🇩🇪👍🏽"


def test_a_field_without_a_default_is_none_again_when_it_is_emptied(open_page):
    page = open_page("import treadle as st\nst.text(repr(st.text_input('T', None)))")
    (node,) = page.nodes("text_input")
    assert page.interact((node.id, "x")).one("text").body == "'x'"
    assert page.interact((node.id, "")).one("text").body == "None"


@pytest.mark.parametrize("command", ["text_input", "text_area"])
def test_a_required_text_cannot_be_blank(open_page, command):
    page = open_page(f"import treadle as st\nst.text(repr(st.{command}('T', required=True)))")
    (node,) = page.nodes(command)
    page.interact((node.id, "x"))
    assert page.interact((node.id, "  ")).one("text").body == "'x'"
    (problem,) = [m.message for m in page.browser.messages if m.__class__.__name__ == "Problem"]
    assert problem == "“T” must not be empty."


def test_a_type_has_habits_that_give_way(open_page):
    mail = field(open_page, "type='email'")
    assert (mail.icon, mail.autocomplete, mail.placeholder) == (
        ":material/mail:",
        "email",
        "name@example.com",
    )
    assert mail.pattern is not None
    bare = field(open_page, "type='email', icon='', placeholder='', validate='', autocomplete=''")
    assert (bare.icon, bare.autocomplete, bare.placeholder, bare.pattern) == (None, "", None, None)
    assert field(open_page, "type='password'").autocomplete == "new-password"


def test_a_check_may_say_what_is_expected(open_page):
    assert field(open_page, "validate=('^a', 'Begin with a.')").complaint == "Begin with a."
    assert "`validate` cannot be of type `int`" in field(open_page, "validate=3")


@pytest.mark.parametrize(
    ("live", "delay"),
    [
        ("False", None),
        ("True", 250),
        ("'0'", 0),
        ("'0ms'", 0),
        ("'300ms'", 300),
        ("'0.5s'", 500),
        ("'1m'", 60_000),
    ],
)
def test_live_is_a_length_of_time(open_page, live, delay):
    assert field(open_page, f"live={live}").live == delay


@pytest.mark.parametrize(
    ("live", "error"),
    [("'5x'", "BadTimeStringError"), ("300", "InvalidParameter"), ("'2m'", "ValueOutOfRange")],
)
def test_other_delays_are_refused(open_page, live, error):
    assert error in field(open_page, f"live={live}")


@pytest.mark.parametrize(
    ("given", "kept"), [("None", None), ("10", 96), ("300", 300), ("'content'", "content")]
)
def test_an_area_is_at_least_two_lines_high(open_page, given, kept):
    page = open_page(f"import treadle as st\nst.text_area('T', height={given})")
    assert page.one("text_area").height == kept


def test_wrong_parameters_are_named(open_page):
    assert "`type`" in field(open_page, "type='foo'")
    assert "`max_chars`" in field(open_page, "max_chars=-1")
    assert "`width`" in field(open_page, "width='content'")
