"""Calls as apps write them, with the type that each has: read by mypy, never executed."""

import datetime
from typing import assert_type

import treadle as st
from treadle.typing import UploadedFile

noon, date = datetime.time(12), datetime.date(2026, 1, 1)
moment = datetime.datetime(2026, 1, 1, 12)
handle = st.container()
column, other = st.columns(2)

assert_type(st.checkbox("On"), bool)
assert_type(st.sidebar.checkbox("On", key="on", on_change=print, args=(1,)), bool)
assert_type(handle.toggle("On"), bool)
assert_type(column.button("Go", on_click=print), bool)
assert_type(st.form_submit_button("Go"), bool)

assert_type(st.radio("One of", ["a", "b"]), str)
assert_type(st.radio("One of", [1, 2], index=None), int | None)
assert_type(st.sidebar.selectbox("One of", (1.5, 2.5)), float)
assert_type(handle.selectbox("One of", [date], index=None), datetime.date | None)
assert_type(st.selectbox("One of", [1], accept_new_options=True), int | str | None)

assert_type(st.text_input("Name"), str)
assert_type(st.text_input("Name", None), str | None)
assert_type(handle.color_picker("Yarn", None), str)
assert_type(handle.multiselect("Fibres", [1, 2]), list[int])
assert_type(st.multiselect("Fibres", [1, 2], accept_new_options=True), list[int | str])
assert_type(st.download_button("Save", b""), bool)
assert_type(st.file_uploader("File"), UploadedFile | None)
assert_type(st.file_uploader("File", "csv", False), UploadedFile | None)
assert_type(st.file_uploader("File", accept_multiple_files=True), list[UploadedFile])
assert_type(handle.file_uploader("File", None, "directory"), list[UploadedFile])
assert_type(st.date_input("Day"), datetime.date)
assert_type(st.date_input("Day", None), datetime.date | None)
assert_type(
    handle.date_input("Days", ()), tuple[()] | tuple[datetime.date] | tuple[datetime.date, datetime.date]
)
assert_type(st.time_input("Time"), datetime.time)
assert_type(st.pills("Fibre", [1]), int | None)
assert_type(st.segmented_control("Fibre", ["a"], selection_mode="multi"), list[str])
assert_type(st.select_slider("Size", ["S", "M"]), str)
assert_type(st.select_slider("Size", [1, 2], (1, 2)), tuple[int, int])
assert_type(st.menu_button("Export", ["CSV"]), str | None)
assert_type(st.feedback(), int | None)
assert_type(st.pagination(3), int)
assert_type(st.time_input("Time", None), datetime.time | None)
assert_type(st.datetime_input("Moment"), datetime.datetime)
assert_type(handle.text_area("Name"), str)
assert_type(st.sidebar.text_area("Name", None), str | None)

assert_type(st.number_input("Number"), float)
assert_type(st.number_input("Number", 0, 10), int)
assert_type(st.sidebar.number_input("Number", 0.0, 1.0), float)
assert_type(handle.number_input("Number", 0, 10, None), int | None)

assert_type(st.slider("Number"), int)
assert_type(st.slider("Number", 0, 10), int)
assert_type(st.slider("Number", 0.0, 1.0, 0.5), float)
assert_type(st.sidebar.slider("Number", 0, 10, (1, 2)), tuple[int, int])
assert_type(handle.slider("Day", value=date), datetime.date)
assert_type(handle.slider("Days", value=(date, date)), tuple[datetime.date, datetime.date])
assert_type(st.slider("Time", value=noon, step=datetime.timedelta(minutes=5)), datetime.time)
assert_type(st.slider("Moment", value=moment), datetime.datetime)

assert_type(handle, st.Container)
assert_type(column, st.Container)
assert_type(st.sidebar.columns([1, 2]), list[st.Container])
assert_type(st.empty().markdown("text"), st.Container)
