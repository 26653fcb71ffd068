import styles from "./Calendar.module.css";
import "@mantine/dates/styles.layer.css";
import { DatePicker } from "@mantine/dates";
import { type ReactNode, useMemo } from "react";
import { dayFormat, week } from "../locale";

interface CalendarProps {
  /** The chosen days, as `YYYY-MM-DD`. */
  readonly days: readonly string[];
  readonly range: boolean;
  readonly min: string;
  readonly max: string;
  readonly onChoose: (days: string[]) => void;
}

/** A month to choose days in, with names and weeks as in the person's language. */
export function Calendar({ days, range, min, max, onChoose }: CalendarProps): ReactNode {
  const words = useMemo(() => {
    const { first, weekend } = week();
    return {
      firstDayOfWeek: first,
      weekendDays: weekend,
      weekdayFormat: dayFormat({ weekday: "short" }),
      monthLabelFormat: dayFormat({ month: "long", year: "numeric" }),
      monthsListFormat: dayFormat({ month: "short" }),
      yearLabelFormat: dayFormat({ year: "numeric" }),
      yearsListFormat: dayFormat({ year: "numeric" }),
      getDayAriaLabel: dayFormat({ dateStyle: "full" }),
    };
  }, []);
  const today = localToday();
  const near = days[0] ?? (today < min ? min : today > max ? max : today);
  const common = {
    ...words,
    className: styles.root as string,
    minDate: min,
    maxDate: max,
    defaultDate: near,
    highlightToday: true,
    size: "sm",
    ariaLabels: {
      previousMonth: "Previous month",
      nextMonth: "Next month",
      previousYear: "Previous year",
      nextYear: "Next year",
      previousDecade: "Previous decade",
      nextDecade: "Next decade",
      monthLevelControl: "Choose a month",
      yearLevelControl: "Choose a year",
    },
  } as const;
  if (range) {
    return (
      <DatePicker
        {...common}
        type="range"
        allowSingleDateInRange
        value={[days[0] ?? null, days[1] ?? null]}
        onChange={(chosen) => onChoose(chosen.filter((day) => day !== null))}
      />
    );
  }
  return (
    <DatePicker
      {...common}
      value={days[0] ?? null}
      onChange={(chosen) => onChoose(chosen === null ? [] : [chosen])}
    />
  );
}

function localToday(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
