import pytest

from treadle._core.server.access import called, host_allowed, origin_allowed


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
        ("http://127.0.0.1:8501", "localhost:8501", False),
        ("http://[::1]:8501", "127.0.0.1:8501", False),
        ("http://app.example.com", "app.example.com", True),
        ("https://app.example.com", "app.example.com", False),
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
    assert origin_allowed(origin, "http", host, allowed=()) is right


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
    assert origin_allowed(origin, "http", "localhost:8501", allowed=(allowed,)) is right


@pytest.mark.parametrize(
    ("scheme", "origin", "right"),
    [
        ("https", "https://app.example.com", True),
        ("https", "http://app.example.com", False),
        ("http", "https://app.example.com", False),
        ("http", "http://app.example.com:80", True),
    ],
)
def test_the_scheme_is_part_of_an_origin(scheme: str, origin: str, right: bool) -> None:
    assert origin_allowed(origin, scheme, "app.example.com", allowed=()) is right


FORWARDED = {
    "Host": "inside:8501",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "app.example.com",
    "X-Forwarded-For": "6.6.6.6, 203.0.113.9, 10.0.0.8",
}


@pytest.mark.parametrize(
    ("peer", "proxies", "expected"),
    [
        ("10.0.0.7", (), ("http", "inside:8501", "10.0.0.7")),
        ("10.0.0.7", ("192.0.2.0/24",), ("http", "inside:8501", "10.0.0.7")),
        ("10.0.0.7", ("10.0.0.0/8",), ("https", "app.example.com", "203.0.113.9")),
        ("::ffff:10.0.0.7", ("10.0.0.7",), ("https", "app.example.com", "10.0.0.8")),
        ("10.0.0.7", ("*",), ("https", "app.example.com", "6.6.6.6")),
        (None, ("10.0.0.0/8",), ("http", "inside:8501", None)),
    ],
)
def test_what_is_forwarded_counts_only_from_proxies_that_are_trusted(
    peer: str | None, proxies: tuple[str, ...], expected: tuple[str, str, str | None]
) -> None:
    assert called(peer, FORWARDED, proxies=proxies) == expected


@pytest.mark.parametrize(
    "headers",
    [{"Host": "a"}, {"Host": "a", "X-Forwarded-For": "unknown", "X-Forwarded-Proto": "gopher"}],
)
def test_a_proxy_that_says_nothing_useful_changes_nothing(headers: dict[str, str]) -> None:
    assert called("10.0.0.7", headers, proxies=("10.0.0.7",)) == ("http", "a", "10.0.0.7")
