/** Days and times as texts that a person reads and types. Values are ISO 8601: `2030-12-31`, `14:30`, `2030-12-31T14:30`. */

import { language } from "./locale";

const pad = (number: number | string, length = 2) => String(number).padStart(length, "0");

/** A day in a format such as `DD.MM.YYYY`. */
export function formatDay(day: string, format: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return format.replace("YYYY", year).replace("MM", month).replace("DD", date);
}

/** The days in a text, whatever stands between the numbers; null if one of them is no day. */
export function parseDays(text: string, format: string): string[] | null {
  const numbers = text.match(/\d+/g) ?? [];
  if (numbers.length % 3 !== 0) return null;
  const order = format.split(/[^A-Z]/);
  const days: string[] = [];
  for (let at = 0; at < numbers.length; at += 3) {
    const part = (name: string) => numbers[at + order.indexOf(name)] as string;
    const year = part("YYYY");
    const day = `${pad(year.length === 2 ? `20${year}` : year, 4)}-${pad(part("MM"))}-${pad(part("DD"))}`;
    if (!isDay(day)) return null;
    days.push(day);
  }
  return days;
}

/** Whether there is such a day: February 30 is none. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day;
}

const TIME = /^(\d{1,2})(?:[:.h ]?(\d{2}))?(?:[:.]?(\d{2}))?\s*(?:([ap])\.?\s?m?\.?)?$/i;

/** The time in a text, with or without AM or PM; null if it is none. */
export function parseTime(text: string, seconds: boolean): string | null {
  const found = TIME.exec(text.trim());
  if (found === null) return null;
  const [, hours = "", minutes = "0", rest = "0", half] = found;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  if (hour > 23 || Number(minutes) > 59 || Number(rest) > 59) return null;
  return `${pad(hour)}:${pad(minutes)}${seconds ? `:${pad(rest)}` : ""}`;
}

/** A time as the app wants it shown. */
export function formatTime(time: string, format: "12h" | "24h" | "localized"): string {
  if (format === "24h") return time;
  const options: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit", timeZone: "UTC" };
  if (time.length > 5) options.second = "2-digit";
  const tag = format === "12h" ? "en-US" : language();
  return new Intl.DateTimeFormat(tag, options)
    .format(new Date(`1970-01-01T${time}Z`))
    .replace(/\u202f/g, " ");
}

/** All times of a day in steps of so many seconds. */
export function timesOfDay(step: number): string[] {
  const times: string[] = [];
  for (let at = 0; at < 86_400; at += step) {
    const clock = `${pad(Math.floor(at / 3600))}:${pad(Math.floor(at / 60) % 60)}`;
    times.push(step % 60 === 0 ? clock : `${clock}:${pad(at % 60)}`);
  }
  return times;
}
