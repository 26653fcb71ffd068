"""What `ttl`, `max_size` and the others may be."""

import datetime

import pytest

from treadle import errors
from treadle._core.cache.settings import bytes_of, seconds_of, settings_of


@pytest.mark.parametrize(
    ("ttl", "seconds"),
    [
        (None, None),
        (0, 0),
        (1.5, 1.5),
        (float("inf"), None),
        (datetime.timedelta(minutes=2), 120),
        ("30s", 30),
        ("1D", 86_400),
        ("1.5 days", 129_600),
        ("1h23s", 3623),
        ("1d2h34m", 86_400 + 2 * 3600 + 34 * 60),
        ("2 hours and 5 min", 7500),
        ("1 day 02:30:00", 86_400 + 9000),
        ("00:00:01.5", 1.5),
        ("500ms", 0.5),
    ],
)
def test_ttl(ttl, seconds):
    assert seconds_of(ttl) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("ttl", ["", "5", "soon", "1 fortnight", "h", "1h later"])
def test_a_text_that_is_no_time(ttl):
    with pytest.raises(errors.StreamlitBadTimeStringError):
        seconds_of(ttl)


@pytest.mark.parametrize(
    ("size", "count"),
    [
        (None, None),
        (5, 5),
        ("500MB", 500 * 2**20),
        ("1.5 GiB", 1.5 * 2**30),
        ("1.1kb", 1126),
        ("7b", 7),
        ("1tb", 2**40),
    ],
)
def test_max_size(size, count):
    assert bytes_of(size) == count


@pytest.mark.parametrize("size", [0, -1, True, "5", "MB", "5 iB", "5 XB", "0 MB", 1.5])
def test_a_size_that_is_none(size):
    with pytest.raises(errors.StreamlitValueError, match="max_size"):
        bytes_of(size)


GOOD = {"ttl": None, "max_entries": None, "scope": "global", "refresh_mode": "foreground"}


@pytest.mark.parametrize(
    ("bad", "error", "says"),
    [
        ({"ttl": -1}, errors.APIError, "ttl"),
        ({"ttl": True}, errors.StreamlitInvalidParameterTypeError, "ttl"),
        ({"max_entries": 0}, errors.APIError, "max_entries"),
        ({"max_entries": "1"}, errors.StreamlitInvalidParameterTypeError, "max_entries"),
        ({"scope": "user"}, errors.StreamlitValueError, "scope"),
        ({"persist": "memory"}, errors.StreamlitValueError, "persist"),
        ({"refresh_mode": "later"}, errors.StreamlitValueError, "refresh_mode"),
        ({"refresh_mode": "background"}, errors.StreamlitMissingRequiredParameterError, "ttl"),
        (
            {"refresh_mode": "background", "ttl": 1, "persist": True},
            errors.StreamlitIncompatibleParametersError,
            "persist",
        ),
        ({"scope": "session", "persist": "disk"}, errors.StreamlitIncompatibleParametersError, "session"),
    ],
)
def test_settings_that_make_no_sense(bad, error, says):
    with pytest.raises(error, match=says):
        settings_of("data", **{**GOOD, **bad})
