"""What is particular of sliders."""

import pytest

HEAD = "import datetime as dt\nimport treadle as st\n"
UTC = "dt.timezone.utc"


def returned(open_page, call: str) -> str:
    page = open_page(f"{HEAD}st.text(repr(st.slider('S', {call})))")
    return page.one("text").body if page.nodes("text") else page.error()


@pytest.mark.parametrize(
    ("call", "value", "scale"),
    [
        ("", "0", (0, 100, 1)),
        ("1, 10", "1", (1, 10, 1)),
        ("1.0, 10.0", "1.0", (1, 10, 0.01)),
        ("value=0.5", "0.5", (0, 1, 0.01)),
        ("1, 10, 20", "20", (1, 20, 1)),
        ("value=-5", "-5", (-5, 100, 1)),
        ("min_value=500", "100", (100, 500, 1)),
        ("1, 10, ()", "(1, 10)", (1, 10, 1)),
        ("1, 10, (2,)", "(2,)", (1, 10, 1)),
        ("1, 10, [3, 2]", "(2, 3)", (1, 10, 1)),
        ("10, 1", "1", (1, 10, 1)),
        ("1, 10, step=3", "1", (1, 10, 3)),
        ("value=dt.date(2020, 1, 15)", "datetime.date(2020, 1, 15)", (18262, 18290, 1)),
        ("value=dt.time(12)", "datetime.time(12, 0)", (0, 86_399_999_999, 900_000_000)),
        ("dt.time(1), dt.time(3), step=dt.timedelta(minutes=5)", "datetime.time(1, 0)", None),
        ("value=(dt.time(9), dt.time(17))", "(datetime.time(9, 0), datetime.time(17, 0))", None),
        ("dt.datetime(1970, 1, 1), dt.datetime(1970, 1, 1, 1)", "datetime.datetime(1970, 1, 1, 0, 0)", None),
    ],
)
def test_the_ends_and_the_step_follow_from_what_is_given(open_page, call, value, scale):
    page = open_page(f"{HEAD}st.text(repr(st.slider('S', {call})))")
    assert page.one("text").body == value
    props = page.one("slider")
    assert scale is None or (props.min, props.max, props.step) == scale


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("1, 10.0", "InvalidParameterTypeError"),
        ("1, 10, step=0.5", "InvalidParameterTypeError"),
        ("dt.date(2020, 1, 1), dt.datetime(2021, 1, 1)", "InvalidParameterTypeError"),
        ("value='x'", "InvalidParameterTypeError"),
        ("value=dt.date(2020, 1, 1), step=1", "InvalidParameterTypeError"),
        ("5, 5", "InvalidMinMaxError"),
        ("1, 10, (1, 2, 3)", "ValueError"),
        ("1, 10, step=0", "ValueError"),
        ("value=dt.date(2020, 1, 1), step=dt.timedelta(hours=1)", "ValueError"),
        ("1, 2**60", "JSNumberBoundsError"),
        ("value=dt.datetime(9999, 1, 1)", "JSNumberBoundsError"),
        ("value=0.5, format='many'", "InvalidNumberFormatError"),
    ],
)
def test_scales_that_cannot_be_are_refused(open_page, call, error):
    assert f".{error}: " in returned(open_page, call)


def test_dates_and_times_come_back_as_what_they_were(open_page):
    page = open_page(f"""
        {HEAD.replace(chr(10), chr(10) + "        ")}
        day = st.slider("Day", value=dt.date(2026, 11, 22))
        at = st.slider("At", value=dt.time(9, tzinfo={UTC}))
        moment = st.slider("Moment", value=dt.datetime(2026, 11, 22, 9, tzinfo={UTC}))
        st.text((day.isoformat(), at.isoformat(), moment.isoformat()))
    """)
    assert page.one("text").body == "('2026-11-22', '09:00:00+00:00', '2026-11-22T09:00:00+00:00')"
    day, at, moment = page.nodes("slider")
    page.interact(
        (day.id, [day.props.value[0] + 1]),
        (at.id, [3_600_000_000]),
        (moment.id, [moment.props.value[0] + 60_000_000]),
    )
    assert page.one("text").body == "('2026-11-23', '01:00:00+00:00', '2026-11-22T09:01:00+00:00')"


def test_the_session_state_takes_what_the_slider_returns(open_page):
    page = open_page("""
        import datetime as dt
        import treadle as st
        st.session_state.day = dt.date(2026, 2, 1)
        st.session_state.range = [8, 3]
        day = st.slider("Day", dt.date(2026, 1, 1), dt.date(2026, 12, 31), key="day")
        st.text((day, st.slider("Range", 0, 9, (1, 2), key="range")))
    """)
    assert page.one("text").body == "(datetime.date(2026, 2, 1), (3, 8))"


@pytest.mark.parametrize("state", ["(1, 2)", "20", "0.5", "'x'", "None"])
def test_the_session_state_cannot_set_what_is_not_on_the_scale(open_page, state):
    page = open_page(f"import treadle as st\nst.session_state.k = {state}\nst.slider('S', 0, 10, key='k')")
    assert "APIError: `st.session_state['k']`" in page.error()


def test_formats_by_name_are_known(open_page):
    assert returned(open_page, "0.0, 1.0, format='percent'") == "0.0"
