/** Dates and times as an app wants them shown, in the tokens that Moment made common. */

const TOKEN = /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|Do|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|a/g;

const pad = (value: number, length = 2) => String(value).padStart(length, "0");
const named = (date: Date, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" }).format(date);

const PARTS: Readonly<Record<string, (date: Date) => string>> = {
  YYYY: (date) => pad(date.getUTCFullYear(), 4),
  YY: (date) => pad(date.getUTCFullYear() % 100),
  MMMM: (date) => named(date, { month: "long" }),
  MMM: (date) => named(date, { month: "short" }),
  MM: (date) => pad(date.getUTCMonth() + 1),
  M: (date) => String(date.getUTCMonth() + 1),
  Do: (date) => ordinal(date.getUTCDate()),
  DD: (date) => pad(date.getUTCDate()),
  D: (date) => String(date.getUTCDate()),
  dddd: (date) => named(date, { weekday: "long" }),
  ddd: (date) => named(date, { weekday: "short" }),
  HH: (date) => pad(date.getUTCHours()),
  H: (date) => String(date.getUTCHours()),
  hh: (date) => pad(date.getUTCHours() % 12 || 12),
  h: (date) => String(date.getUTCHours() % 12 || 12),
  mm: (date) => pad(date.getUTCMinutes()),
  m: (date) => String(date.getUTCMinutes()),
  ss: (date) => pad(date.getUTCSeconds()),
  s: (date) => String(date.getUTCSeconds()),
  SSS: (date) => pad(date.getUTCMilliseconds(), 3),
  A: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  a: (date) => (date.getUTCHours() < 12 ? "am" : "pm"),
};

/** A moment as text. Its UTC fields are what the app's own clock shows: nothing is shifted to the reader's zone. */
export function formatMoment(date: Date, format: string, now: Date = here()): string {
  if (format === "localized") return date.toLocaleString(undefined, { timeZone: "UTC" });
  if (format === "iso8601") return date.toISOString().replace("Z", "");
  if (format === "distance") return distance(date, now);
  if (format === "calendar") return calendar(date, now);
  return format.replace(TOKEN, (token, literal: string | undefined) =>
    literal === undefined ? (PARTS[token]?.(date) ?? token) : literal,
  );
}

/** Now, with the reader's clock in its UTC fields. */
function here(): Date {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ["year", 365.25 * 86_400_000],
  ["month", 30.44 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** How far away a moment is: "3 days ago". */
function distance(date: Date, now: Date): string {
  const away = date.getTime() - now.getTime();
  const [unit, ms] = UNITS.find(([, ms]) => Math.abs(away) >= ms) ?? (["second", 1000] as const);
  return new Intl.RelativeTimeFormat("en-US", { numeric: "auto" }).format(Math.round(away / ms), unit);
}

/** A moment as one would say it within the week: "Yesterday at 3:05 PM". */
function calendar(date: Date, now: Date): string {
  const day = (moment: Date) => Math.floor(moment.getTime() / 86_400_000);
  const away = day(date) - day(now);
  const time = formatMoment(date, "h:mm A");
  if (away >= -1 && away <= 1) return `${["Yesterday", "Today", "Tomorrow"][away + 1]} at ${time}`;
  if (Math.abs(away) < 7) return `${away < 0 ? "Last " : ""}${formatMoment(date, "dddd")} at ${time}`;
  return formatMoment(date, "MM/DD/YYYY");
}

function ordinal(day: number): string {
  const last = day % 100 > 10 && day % 100 < 14 ? 0 : day % 10;
  return `${day}${["th", "st", "nd", "rd"][last] ?? "th"}`;
}
