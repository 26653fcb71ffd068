"""`st.date_input`, `st.time_input` and `st.datetime_input`: what is particular to them."""

import datetime

import pytest

from treadle._core.elements.inputs import moments
from treadle.testing import AppTest

from ..test_widgets import rerun

TODAY = datetime.date.today()


def value_of(open_page, call, before=""):
    page = open_page(f"import treadle as st\nimport datetime\n{before}\nst.text(repr(st.{call}))")
    return eval(page.one("text").body) if page.nodes("text") else page.error()


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("date_input('W', None)", None),
        ("date_input('W', '2020-01-02T03:04')", datetime.date(2020, 1, 2)),
        ("date_input('W', datetime.datetime(2020, 1, 2, 3))", datetime.date(2020, 1, 2)),
        ("date_input('W', ())", ()),
        ("date_input('W', ['2020-01-02'])", (datetime.date(2020, 1, 2),)),
        ("date_input('W', min_value='2090-01-01', max_value='2091-01-01')", datetime.date(2090, 1, 1)),
        ("date_input('W', '2020-02-29')", datetime.date(2020, 2, 29)),
        ("date_input('W', '9999-12-31')", datetime.date(9999, 12, 31)),
        ("time_input('W', None)", None),
        ("time_input('W', '14:30:15')", datetime.time(14, 30)),
        ("time_input('W', '14:30:15.5', step=1)", datetime.time(14, 30, 15)),
        ("time_input('W', datetime.datetime(2020, 1, 2, 3, 4))", datetime.time(3, 4)),
        ("datetime_input('W', None)", None),
        ("datetime_input('W', '2020/01/02 03:04')", datetime.datetime(2020, 1, 2, 3, 4)),
        ("datetime_input('W', datetime.date(2020, 1, 2))", datetime.datetime(2020, 1, 2)),
        ("datetime_input('W', '2020-01-02T03:04:05+02:00')", datetime.datetime(2020, 1, 2, 3, 4)),
    ],
)
def test_what_is_shown_at_first(open_page, call, value):
    assert value_of(open_page, call) == value


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("date_input('W', 5)", "InvalidParameterTypeError"),
        ("date_input('W', 'soon')", "InvalidParameterTypeError"),
        ("date_input('W', ['2020-01-02'] * 3)", "InvalidParameterTypeError"),
        ("date_input('W', '2020-01-02', '2020-01-03')", "ValueBelowMinError"),
        ("date_input('W', '2020-01-02', None, '2020-01-01')", "ValueAboveMaxError"),
        ("date_input('W', '2020-01-02', '2021-01-01', '2020-01-01')", "InvalidMinMaxError"),
        ("date_input('W', '2020-01-02', format='YY')", "`format`"),
        ("date_input('W', '2020-01-02', format=5)", "InvalidParameterTypeError"),
        ("time_input('W', 5)", "InvalidParameterTypeError"),
        ("time_input('W', step=0)", "ValueOutOfRangeError"),
        ("time_input('W', step=datetime.timedelta(days=1))", "ValueOutOfRangeError"),
        ("time_input('W', step='1 h')", "InvalidParameterTypeError"),
        ("time_input('W', format='7h')", "`format`"),
        ("datetime_input('W', 5)", "InvalidParameterTypeError"),
        ("datetime_input('W', step=59)", "ValueOutOfRangeError"),
        ("datetime_input('W', '2020-01-02 03:04', '2020-01-02 03:05')", "ValueBelowMinError"),
        ("datetime_input('W', '2020-01-02 03:04', None, datetime.time(3, 0))", "ValueAboveMaxError"),
    ],
)
def test_wrong_parameters_are_errors(open_page, call, error):
    assert error in value_of(open_page, call)


@pytest.mark.parametrize(
    ("state", "value"),
    [
        ("(datetime.date(2020, 1, 1), '2020-02-01')", (datetime.date(2020, 1, 1), datetime.date(2020, 2, 1))),
        ("()", ()),
        ("None", None),
    ],
)
def test_the_session_state_can_make_it_a_range(open_page, state, value):
    assert value_of(open_page, "date_input('W', key='k')", f"st.session_state.k = {state}") == value


def test_limits_hold_for_the_app_only_if_it_has_set_them(open_page):
    before = "st.session_state.k = datetime.date(1950, 1, 1)"
    assert value_of(open_page, "date_input('W', '2020-01-02', key='k')", before) == datetime.date(1950, 1, 1)
    error = value_of(open_page, "date_input('W', '2020-01-02', '2000-01-01', key='k')", before)
    assert "outside of the limits" in error


def test_a_browser_keeps_to_the_limits(open_page):
    page = open_page(
        "import treadle as st\nst.text(st.date_input('W', '2020-01-02', '2020-01-01', '2020-01-31'))"
    )
    (node,) = page.nodes("date_input")
    for wire in (
        ["2019-12-31"],
        ["2020-02-01"],
        [],
        ["2020-01-05", "2020-01-06"],
        ["2020-1-5"],
        ["20200105"],
    ):
        assert page.interact((node.id, wire)).one("text").body == "2020-01-02"
    assert page.interact((node.id, ["2020-01-31"])).one("text").body == "2020-01-31"
    page = open_page("import treadle as st\nst.text(st.date_input('W', ('2020-01-02', '2020-01-03')))")
    (node,) = page.nodes("date_input")
    page.interact((node.id, ["2020-01-05", "2020-01-04"]))
    assert page.one("text").body == "(datetime.date(2020, 1, 2), datetime.date(2020, 1, 3))"


def test_a_value_beyond_new_limits_goes_back_to_the_default(open_page):
    page = open_page(
        "import treadle as st\nlate = st.checkbox('Late')\n"
        "st.text(st.date_input('W', '2021-06-01', '2021-01-01' if late else '2020-01-01', key='k'))"
    )
    page.interact((page.nodes("date_input")[0].id, ["2020-05-05"]))
    assert page.one("text").body == "2020-05-05"
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.one("text").body == "2021-06-01"


@pytest.mark.parametrize(
    ("call", "kind", "wire"),
    [
        ("date_input('W')", "date_input", [TODAY.replace(day=1).isoformat()]),
        ("time_input('W', step=1)", "time_input", "01:02:03"),
        ("datetime_input('W')", "datetime_input", f"{TODAY}T00:01"),
    ],
)
def test_what_was_entered_outlives_that_the_present_moves_on(open_page, monkeypatch, call, kind, wire):
    page = open_page(f"import treadle as st\nst.text(st.{call})")
    page.interact((page.nodes(kind)[0].id, wire))
    entered = page.one("text").body

    later = datetime.datetime.now() + datetime.timedelta(days=1, minutes=3)
    monkeypatch.setattr(moments, "now", lambda: later)
    assert rerun(page).one("text").body == entered


def test_a_test_enters_dates_and_times():
    def app():
        import treadle as st

        st.text(st.date_input("Day", "2020-01-02", key="d"))
        st.text(st.date_input("Days", (), min_value="2020-01-01", max_value="2020-12-31"))
        st.text(st.time_input("Time", "23:50"))
        st.text(st.datetime_input("Moment", "2020-01-02 03:04"))

    at = AppTest.from_function(app).run()
    day, days = at.date_input
    assert (day.min, day.max, day.is_range, day.value) == (
        datetime.date(2010, 1, 2),
        datetime.date(2030, 1, 2),
        False,
        datetime.date(2020, 1, 2),
    )
    day.set_value("2020-05-06")
    days.set_value((datetime.date(2020, 1, 1), datetime.date(2020, 1, 3)))
    at.time_input[0].increment()
    at.datetime_input[0].set_value(datetime.datetime(2021, 1, 1, 12))
    assert (day.value, at.time_input[0].value) == (datetime.date(2020, 5, 6), datetime.time(0, 5))
    assert [text.value for text in at.run().text] == [
        "2020-05-06",
        "(datetime.date(2020, 1, 1), datetime.date(2020, 1, 3))",
        "00:05:00",
        "2021-01-01 12:00:00",
    ]
    assert at.time_input[0].decrement().run().text[2].value == "23:50:00"
    assert at.get("date_time_input")[0].type == "date_time_input"
    with pytest.raises(ValueError, match="cannot be set"):
        days.set_value(("2021-01-01",))
