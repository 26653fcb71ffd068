import pytest

from treadle._core.server.access import host_allowed, is_local, origin_allowed


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8501",
        "LOCALHOST.",
        "app.localhost:1",
        "127.0.0.1:8501",
        "[::1]:8501",
        "10.0.0.7",
    ],
)
def test_loopback_names_and_addresses_are_always_right(host: str) -> None:
    assert host_allowed(host, only=True, allowed=())


@pytest.mark.parametrize(
    "host",
    [
        "evil.com",
        "evil.com:8501",
        "localhost.evil.com",
        "127.0.0.1.evil.com",
        "",
        "a b:c",
        "localhost:x",
        "u@localhost",
        "[::1",
    ],
)
def test_a_name_that_was_rebound_to_loopback_is_refused(host: str) -> None:
    assert not host_allowed(host, only=True, allowed=())


def test_where_names_are_not_limited_any_is_right() -> None:
    assert host_allowed("data.example.com", only=False, allowed=())


@pytest.mark.parametrize(
    ("allowed", "host", "right"),
    [
        ("example.com", "example.com:8501", True),
        ("example.com", "sub.example.com", False),
        (".example.com", "sub.example.com", True),
        (".example.com", "evilexample.com", False),
        ("*", "anything.at.all", True),
    ],
)
def test_listed_hosts(allowed: str, host: str, right: bool) -> None:
    assert host_allowed(host, only=True, allowed=(allowed,)) is right


@pytest.mark.parametrize(
    ("origin", "host", "right"),
    [
        (None, "localhost:8501", True),
        ("http://localhost:8501", "localhost:8501", True),
        ("http://127.0.0.1:8501", "localhost:8501", True),
        ("http://[::1]:8501", "127.0.0.1:8501", True),
        ("https://app.example.com", "app.example.com", True),
        ("https://app.example.com", "app.example.com:443", True),
        ("http://localhost:3000", "localhost:8501", False),
        ("http://evil.com", "localhost:8501", False),
        ("http://evil.com:8501", "app.example.com:8501", False),
        ("http://127.0.0.1:8501", "app.example.com:8501", False),
        ("http://app.example.com.evil.com", "app.example.com", False),
        ("http://app.example.com@evil.com", "app.example.com", False),
        ("null", "localhost:8501", False),
        ("", "localhost:8501", False),
        ("http://[::1", "localhost:8501", False),
        ("file://", "localhost:8501", False),
    ],
)
def test_origins(origin: str | None, host: str, right: bool) -> None:
    assert origin_allowed(origin, host, allowed=()) is right


@pytest.mark.parametrize(
    ("allowed", "origin", "right"),
    [
        ("https://a.com", "https://a.com", True),
        ("https://a.com/", "https://A.com", True),
        ("https://a.com", "http://a.com", False),
        ("https://a.com", "https://a.com:8443", False),
        ("a.com", "http://a.com:1234", True),
        ("*", "null", True),
        ("null", "null", True),
    ],
)
def test_listed_origins(allowed: str, origin: str, right: bool) -> None:
    assert origin_allowed(origin, "localhost:8501", allowed=(allowed,)) is right


@pytest.mark.parametrize(
    ("peer", "headers", "local"),
    [
        ("127.0.0.1", {"Host": "localhost:8501", "Origin": "http://localhost:8501"}, True),
        ("::1", {"Host": "[::1]:8501"}, True),
        ("::ffff:127.0.0.1", {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}, True),
        ("10.0.0.7", {"Host": "localhost:8501", "Origin": "http://localhost:8501"}, False),
        ("127.0.0.1", {"Host": "data.example.com"}, False),
        ("127.0.0.1", {"Host": "10.0.0.7:8501"}, False),
        ("127.0.0.1", {}, False),
        (None, {"Host": "localhost"}, False),
        ("", {"Host": "localhost"}, False),
        # What a proxy on this machine passes on, with and without headers of its own.
        ("127.0.0.1", {"Host": "localhost:8501", "X-Forwarded-For": "6.6.6.6"}, False),
        ("127.0.0.1", {"Host": "localhost:8501", "Origin": "https://data.example.com"}, False),
        ("127.0.0.1", {"Host": "localhost:8501", "Origin": "null"}, False),
    ],
)
def test_who_sits_at_this_machine(peer: str | None, headers: dict[str, str], local: bool) -> None:
    assert is_local(peer, headers) is local
