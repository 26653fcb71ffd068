"""Seals: only the app that made one opens it, for its purpose and in its time."""

import pytest

from treadle._core.login.cookies import MOST, PIECE, Cookies
from treadle._core.login.sealing import Seals
from treadle._core.login.settings import read
from treadle.errors import AuthError

pytest.importorskip("cryptography")


def test_data_comes_back() -> None:
    seals = Seals("secret", "app")
    seal = seals.seal("user", {"name": "Ada", "n": [1, None]}, 10)
    assert seals.open("user", seal) == {"name": "Ada", "n": [1, None]}
    assert "Ada" not in seal
    assert seals.seal("user", 1, 10) != seals.seal("user", 1, 10)


def test_another_secret_app_purpose_or_time_opens_nothing() -> None:
    now = [100.0]
    seals = Seals("secret", "app", lambda: now[0])
    seal = seals.seal("user", 1, 10)
    assert Seals("Secret", "app", lambda: now[0]).open("user", seal) is None
    assert Seals("secret", "other", lambda: now[0]).open("user", seal) is None
    assert seals.open("ask", seal) is None
    now[0] = 109.9
    assert seals.open("user", seal) == 1
    now[0] = 110.0
    assert seals.open("user", seal) is None


def test_no_other_text_is_a_seal() -> None:
    seals = Seals("secret", "app")
    for text in ("", "x", "é", "\ud800", "====", "A" * 37, "A" * 38, "A" * 5000, " " * 80, "a/b+" * 20):
        assert seals.open("user", text) is None


def test_a_changed_seal_is_none() -> None:
    seals = Seals("secret", "app")
    seal = seals.seal("user", "x", 1000)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for at in range(len(seal)):  # some bits of the last letter count for nothing
        for other in letters if at == len(seal) - 1 else "AB":
            if other != seal[at]:
                assert seals.open("user", seal[:at] + other + seal[at + 1 :]) is None
        assert seals.open("user", seal[:at]) is None


SETTINGS = read(
    {"auth": {"redirect_uri": "http://a.b/oauth2callback", "cookie_secret": "0123456789abcdef"}}, 1
)
assert SETTINGS is not None


@pytest.mark.parametrize("size", [1, PIECE, PIECE + 1, MOST * PIECE])
def test_a_long_value_is_divided_and_comes_back(size: int) -> None:
    assert SETTINGS is not None
    cookies = Cookies(SETTINGS)
    value = "".join(chr(97 + at % 26) for at in range(size))
    jar = {}
    for each in cookies.set_user(value):
        name, _, rest = each.partition("=")
        assert len(each) < 4096
        if "Max-Age=0" not in each:
            jar[name] = rest.partition(";")[0]
    assert cookies.of_user(jar) == value
    for name in jar:
        without = {each: text for each, text in jar.items() if each != name}
        assert cookies.of_user(without) == ""
    assert {each.partition("=")[0] for each in cookies.drop_user()} >= set(jar)


def test_a_value_that_no_cookies_hold_is_refused() -> None:
    assert SETTINGS is not None
    with pytest.raises(AuthError, match="scope"):
        list(Cookies(SETTINGS).set_user("x" * (MOST * PIECE + 1)))
