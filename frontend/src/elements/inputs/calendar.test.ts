// @vitest-environment jsdom

import { expect, test } from "vitest";
import { formatDay, formatTime, parseDays, parseTime, timesOfDay } from "./calendar";
import { dayFormat, week } from "./locale";

test.each([
  ["2030/12/31", "YYYY/MM/DD", ["2030-12-31"]],
  ["31.12.2030", "DD.MM.YYYY", ["2030-12-31"]],
  ["12-31-2030", "MM-DD-YYYY", ["2030-12-31"]],
  ["1/2/2030", "DD/MM/YYYY", ["2030-02-01"]],
  ["1.2.30", "DD.MM.YYYY", ["2030-02-01"]],
  ["2030/01/02 – 2030/02/03", "YYYY/MM/DD", ["2030-01-02", "2030-02-03"]],
  ["", "YYYY/MM/DD", []],
  ["30.02.2030", "DD.MM.YYYY", null],
  ["2030/01", "YYYY/MM/DD", null],
  ["2030/13/01", "YYYY/MM/DD", null],
])("the days in %j", (text, format, days) => {
  expect(parseDays(text, format)).toEqual(days);
});

test.each([
  ["14:30", "14:30"],
  ["9", "09:00"],
  ["930", "09:30"],
  ["9.30", "09:30"],
  ["2:30 PM", "14:30"],
  ["12 am", "00:00"],
  ["12:05p", "12:05"],
  ["24:00", null],
  ["13 pm", null],
  ["9:75", null],
  ["noon", null],
])("the time in %j", (text, time) => {
  expect(parseTime(text, false)).toBe(time);
});

test("days and times are shown as the app says", () => {
  expect(formatDay("2030-12-31", "DD.MM.YYYY")).toBe("31.12.2030");
  expect(parseTime("9:05:07", true)).toBe("09:05:07");
  expect(["00:05", "12:00", "14:30"].map((time) => formatTime(time, "12h"))).toEqual([
    "12:05 AM",
    "12:00 PM",
    "2:30 PM",
  ]);
  expect(formatTime("14:30:15", "24h")).toBe("14:30:15");
  expect(timesOfDay(3600 * 8)).toEqual(["00:00", "08:00", "16:00"]);
  expect(timesOfDay(40_001)).toEqual(["00:00:00", "11:06:41", "22:13:22"]);
});

test("a week begins as it does where the reader lives", () => {
  expect(["de-DE", "en-US", "en-GB", "ar-EG", "pt-BR"].map((tag) => week(tag).first)).toEqual([
    1, 0, 1, 6, 0,
  ]);
  expect(dayFormat({ month: "long" })("2030-12-31")).toBe("December");
});
