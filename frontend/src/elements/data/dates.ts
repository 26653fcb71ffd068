/** Moments as text: ISO-like, in the reader's own way, or by a pattern like `D MMM YYYY, HH:mm`. */

const DAY = 86_400_000;
const two = (value: number) => String(value).padStart(2, "0");

/** A moment as it is in a zone, as a Date whose UTC fields say it. */
export function inZone(ms: number, zone: string | undefined): Date {
  const plain = new Date(ms);
  if (zone === undefined || zone === "UTC" || Number.isNaN(plain.getTime())) return plain;
  const offset = offsetIn(zone, ms);
  return new Date(ms + offset);
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Milliseconds that a zone is ahead of UTC at a moment; 0 for one that this browser does not know. */
function offsetIn(zone: string, ms: number): number {
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (fixed) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000;
  let format = formats.get(zone);
  if (format === undefined) {
    try {
      format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    } catch {
      format = null; // a zone that this browser does not know: shown in UTC, and named so
    }
    formats.set(zone, format);
  }
  if (format === null) return 0;
  const name = format.formatToParts(ms).find((part) => part.type === "timeZoneName")?.value ?? "";
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  return found ? (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * 60_000 : 0;
}

export function isoDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return "";
  const year = date.getUTCFullYear();
  const years = year < 0 || year > 9999 ? String(year) : String(year).padStart(4, "0");
  return `${years}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** Time of a day in ms: seconds always, what is below them only if there is any. `below`: digits below milliseconds. */
export function isoTime(ms: number, below = ""): string {
  const whole = Math.floor(((ms % DAY) + DAY) % DAY);
  const text = `${two(Math.floor(whole / 3_600_000))}:${two(Math.floor(whole / 60_000) % 60)}:${two(Math.floor(whole / 1000) % 60)}`;
  const digits = (String(whole % 1000).padStart(3, "0") + below).replace(/(?:000)+$/, "");
  return digits === "" ? text : `${text}.${digits}`;
}

export function isoDateTime(ms: number, below = "", zone?: string): string {
  const date = inZone(ms, zone);
  const text = `${isoDate(date)} ${isoTime(date.getTime(), below)}`;
  if (zone === undefined) return text;
  const minutes = Math.round((date.getTime() - ms) / 60_000);
  const size = Math.abs(minutes);
  return `${text}${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** A length of time in words as short as they are exact: `2 days 03:00:00`, `1.5 s`. */
export function durationText(ms: number, below = ""): string {
  const lead = ms < 0 ? "−" : "";
  const size = Math.abs(ms);
  if (size < 1000) return `${lead}${Number((size / 1000).toPrecision(4))} s`;
  const days = Math.floor(size / DAY);
  const clock = isoTime(size % DAY, below);
  return days === 0 ? `${lead}${clock}` : `${lead}${days} day${days === 1 ? "" : "s"} ${clock}`;
}

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const TOKEN =
  /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|Do|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|SS|S|ZZ|Z|z|A|a|X|x/g;

/** A moment by a pattern. `date`'s UTC fields are those shown; `offset` (ms) is the zone's. */
export function pattern(date: Date, format: string, offset = 0): string {
  const hour = date.getUTCHours();
  const day = date.getUTCDate();
  const zone = () => {
    const minutes = Math.abs(Math.round(offset / 60_000));
    return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  };
  const value: Readonly<Record<string, string>> = {
    YYYY: String(date.getUTCFullYear()).padStart(4, "0"),
    YY: two(date.getUTCFullYear() % 100),
    MMMM: MONTHS[date.getUTCMonth()] ?? "",
    MMM: (MONTHS[date.getUTCMonth()] ?? "").slice(0, 3),
    MM: two(date.getUTCMonth() + 1),
    M: String(date.getUTCMonth() + 1),
    Do: `${day}${day % 10 === 1 && day !== 11 ? "st" : day % 10 === 2 && day !== 12 ? "nd" : day % 10 === 3 && day !== 13 ? "rd" : "th"}`,
    DD: two(day),
    D: String(day),
    dddd: DAYS[date.getUTCDay()] ?? "",
    ddd: (DAYS[date.getUTCDay()] ?? "").slice(0, 3),
    HH: two(hour),
    H: String(hour),
    hh: two(hour % 12 || 12),
    h: String(hour % 12 || 12),
    mm: two(date.getUTCMinutes()),
    m: String(date.getUTCMinutes()),
    ss: two(date.getUTCSeconds()),
    s: String(date.getUTCSeconds()),
    SSS: String(date.getUTCMilliseconds()).padStart(3, "0"),
    SS: two(Math.floor(date.getUTCMilliseconds() / 10)),
    S: String(Math.floor(date.getUTCMilliseconds() / 100)),
    Z: zone(),
    z: zone(),
    ZZ: zone().replace(":", ""),
    A: hour < 12 ? "AM" : "PM",
    a: hour < 12 ? "am" : "pm",
    X: String(Math.floor((date.getTime() - offset) / 1000)),
    x: String(date.getTime() - offset),
  };
  return format.replace(TOKEN, (token, literal: string | undefined) => literal ?? value[token] ?? token);
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["day", DAY],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** How long ago, or how long until. */
export function distance(ms: number, now = Date.now()): string {
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(ms - now) >= size || unit === "second")
      return format.format(Math.round((ms - now) / size), unit);
  }
  return "";
}
