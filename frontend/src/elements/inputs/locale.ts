/** What a person's language says about dates and times. */

export interface Week {
  /** The first day, from 0 for Sunday. */
  readonly first: Weekday;
  readonly weekend: Weekday[];
}

export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

interface WeekInfo {
  readonly firstDay: number;
  readonly weekend: readonly number[];
}

/** Regions whose weeks begin on Sunday or Saturday, for browsers that do not know it. */
const SUNDAY = new Set(
  "AG AS AU BD BR BS BT BW BZ CA CN CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW".split(
    " ",
  ),
);
const SATURDAY = new Set("AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY".split(" "));

export function language(): string {
  return navigator.languages?.[0] ?? navigator.language ?? "en-US";
}

/** How weeks are in the region of a language. */
export function week(tag: string = language()): Week {
  const locale = new Intl.Locale(tag) as Intl.Locale & {
    getWeekInfo?: () => WeekInfo;
    weekInfo?: WeekInfo;
  };
  const info = locale.getWeekInfo?.() ?? locale.weekInfo;
  if (info !== undefined) {
    return {
      first: (info.firstDay % 7) as Weekday,
      weekend: info.weekend.map((day) => (day % 7) as Weekday),
    };
  }
  const region = locale.maximize().region ?? "";
  return { first: SATURDAY.has(region) ? 6 : SUNDAY.has(region) ? 0 : 1, weekend: [0, 6] };
}

/** Formats days, given as `YYYY-MM-DD`, as a person's language does. */
export function dayFormat(options: Intl.DateTimeFormatOptions): (day: string) => string {
  const format = new Intl.DateTimeFormat(language(), { ...options, timeZone: "UTC" });
  return (day) => format.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}
