"""Inputs of dates and times."""


def app_date():
    import datetime

    import streamlit as st

    day = datetime.date(2026, 5, 17)
    calls = st.session_state.setdefault("calls", [])
    kept = st.session_state
    kept.a = st.date_input("A", day)
    kept.b = st.date_input("B", None, key="b_key", help="h", format="DD.MM.YYYY")
    kept.c = st.date_input("C", (day, day + datetime.timedelta(7)), min_value=day, max_value="2026-12-31")
    kept.d = st.date_input("D", [day], label_visibility="hidden", width=200)
    kept.e = st.date_input("E", (), disabled=True)
    kept.f = st.date_input("F", "2026-02-28", on_change=calls.append, args=("changed",))
    kept.g = st.date_input("G", datetime.datetime(2026, 3, 4, 5, 6), format="MM/DD/YYYY", kwargs={})
    kept.h = st.date_input("H", "2026-03-04 05:06", required=True, label_visibility="collapsed")
    kept.i = st.date_input(
        "I", day, min_value="2000-01-01", width="stretch", bind="query-params", key="i_key"
    )
    kept.j = st.date_input("J", day, persist_state="session", key="j_key")


def steps_date(at):
    import datetime

    at.date_input[0].set_value(datetime.date(2026, 6, 1)).run()
    yield
    at.date_input(key="b_key").set_value(datetime.date(2020, 2, 29)).run()
    yield
    at.date_input[2].set_value([datetime.date(2026, 6, 1), datetime.date(2026, 6, 30)]).run()
    yield
    at.date_input[3].set_value((datetime.date(2026, 6, 2), datetime.date(2026, 6, 3))).run()
    yield
    at.date_input[5].set_value(datetime.date(2026, 6, 4)).run()
    yield
    at.date_input(key="b_key").set_value(None).run()
    yield


def app_bad_dates():
    import datetime

    import streamlit as st

    day = datetime.date(2026, 5, 17)
    for number, attempt in enumerate(
        [
            lambda: st.date_input("A", "nonsense"),
            lambda: st.date_input("B", day, min_value=datetime.date(2026, 6, 1)),
            lambda: st.date_input("C", day, max_value=datetime.date(2026, 1, 1)),
            lambda: st.date_input("D", day, min_value=datetime.date(2026, 6, 1), max_value=day),
            lambda: st.date_input("E", day, format="YYYY of DD"),
            lambda: st.date_input("F", (day, day, day)),
            lambda: st.date_input("G", 17),
            lambda: st.date_input("H", day, label_visibility="gone"),
            lambda: st.date_input("I", day, width=0),
            lambda: st.date_input("J", day, min_value="nonsense"),
            lambda: st.date_input("K", day, min_value=3),
            lambda: st.date_input("L", day, bind="elsewhere", key="l"),
            lambda: st.date_input("M", day, bind="query-params"),
            lambda: st.date_input("N", day, on_change="never"),
            lambda: st.date_input("O", day, format="dd.mm.yyyy"),
            lambda: st.date_input("P", None, required=True),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_time():
    import datetime

    import streamlit as st

    noon = datetime.time(12, 0)
    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.time_input("A", noon)
    kept.b = st.time_input("B", None, key="b_key", help="h", disabled=False)
    kept.c = st.time_input("C", "08:45", step=300)
    kept.d = st.time_input("D", "23:59:30", step=datetime.timedelta(hours=1), label_visibility="hidden")
    kept.e = st.time_input("E", datetime.datetime(2026, 3, 4, 5, 6), disabled=True, width=150)
    kept.f = st.time_input("F", noon, on_change=calls.append, args=("changed",), format="12h")
    kept.g = st.time_input("G", noon, on_change=lambda x: calls.append(x), kwargs={"x": 1}, required=True)
    kept.h = st.time_input("H", "14:00", key="h_key", bind="query-params", label_visibility="collapsed")
    kept.i = st.time_input("I", "14:01", key="i_key", persist_state="session", width="stretch")


def steps_time(at):
    import datetime

    at.time_input[0].set_value(datetime.time(7, 30)).run()
    yield
    at.time_input[0].increment().run()
    yield
    at.time_input[2].decrement().run()
    yield
    at.time_input(key="b_key").set_value(datetime.time(6)).run()
    yield
    at.time_input[5].set_value(datetime.time(23, 45)).run()
    yield
    at.time_input[5].increment().run()
    yield
    at.time_input[6].set_value(datetime.time(1)).run()
    yield
    at.time_input(key="b_key").set_value(None).run()
    yield


def app_bad_times():
    import datetime

    import streamlit as st

    noon = datetime.time(12, 0)
    for number, attempt in enumerate(
        [
            lambda: st.time_input("A", "nonsense"),
            lambda: st.time_input("B", noon, step=30),
            lambda: st.time_input("C", noon, step=datetime.timedelta(hours=24)),
            lambda: st.time_input("D", noon, step="often"),
            lambda: st.time_input("E", noon, step=None),
            lambda: st.time_input("F", 12),
            lambda: st.time_input("G", noon, label_visibility="gone"),
            lambda: st.time_input("H", noon, format="13h"),
            lambda: st.time_input("I", noon, width="wide"),
            lambda: st.time_input("J", datetime.date(2026, 1, 1)),
            lambda: st.time_input("L", [noon]),
            lambda: st.time_input("M", noon, step=90),
            lambda: st.time_input("N", noon, step=60.0),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_datetime():
    import datetime

    import streamlit as st

    moment = datetime.datetime(2026, 5, 17, 12, 30)
    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.datetime_input("A", moment)
    kept.b = st.datetime_input("B", None, key="b_key", help="h", min_value="2026-01-01", format="DD/MM/YYYY")
    kept.c = st.datetime_input("C", "2026-05-17 08:45", max_value=datetime.datetime(2026, 12, 31, 23, 59))
    kept.d = st.datetime_input("D", datetime.date(2026, 5, 17), step=datetime.timedelta(minutes=5))
    kept.e = st.datetime_input("E", "2026-05-17T09:00", label_visibility="hidden", step=3600)
    kept.f = st.datetime_input("F", moment, disabled=True, width=250)
    kept.g = st.datetime_input("G", moment, on_change=calls.append, args=("changed",), key="g_key")
    kept.h = st.datetime_input("H", moment, on_change=lambda x: calls.append(x), kwargs={"x": 2})
    kept.i = st.datetime_input("I", moment, required=True, label_visibility="collapsed", width="stretch")
    kept.j = st.datetime_input("J", moment, key="j_key", bind="query-params")
    kept.k = st.datetime_input("K", moment, key="k_key", persist_state="session")


def steps_datetime(at):
    import datetime

    at.datetime_input[0].set_value(datetime.datetime(2026, 6, 1, 9, 15)).run()
    yield
    at.datetime_input(key="b_key").set_value(datetime.datetime(2026, 2, 3, 4, 5)).run()
    yield
    at.datetime_input(key="g_key").set_value(datetime.datetime(2026, 2, 3)).run()
    yield
    at.datetime_input[7].set_value(datetime.datetime(2027, 2, 3)).run()
    yield
    at.datetime_input(key="b_key").set_value(None).run()
    yield


def app_bad_datetimes():
    import datetime

    import streamlit as st

    moment = datetime.datetime(2026, 5, 17, 12, 30)
    for number, attempt in enumerate(
        [
            lambda: st.datetime_input("A", "nonsense"),
            lambda: st.datetime_input("B", moment, min_value=datetime.datetime(2026, 6, 1)),
            lambda: st.datetime_input("C", moment, max_value=datetime.datetime(2026, 1, 1)),
            lambda: st.datetime_input("D", moment, min_value="2026-06-01", max_value="2026-05-01"),
            lambda: st.datetime_input("E", moment, step=30),
            lambda: st.datetime_input("F", moment, step=datetime.timedelta(days=1)),
            lambda: st.datetime_input("G", 17),
            lambda: st.datetime_input("H", moment, format="MM DD"),
            lambda: st.datetime_input("I", [moment, moment]),
            lambda: st.datetime_input("J", moment, label_visibility="gone"),
            lambda: st.datetime_input("K", moment, width=-3),
            lambda: st.datetime_input("L", moment, step="often"),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)
