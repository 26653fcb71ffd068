import { type ReactNode, useState } from "react";
import type { ElementProps, Props } from "../contract";
import { useWidget } from "../hooks";
import { formatDay, parseDays } from "./calendar";
import { Calendar } from "./parts/Calendar";
import { MomentField } from "./parts/MomentField";

/** A date, or a range of dates, to type or to choose in a calendar. */
export default function DateInput({ id, props }: ElementProps<"date_input">): ReactNode {
  const { format, is_range: range, min, max } = props;
  const { value, send, submitForm } = useWidget<readonly string[]>(id, props);
  // The first day of a range, while the second is still to be chosen.
  const [start, setStart] = useState<string | null>(null);
  const enter = (days: readonly string[]) => {
    setStart(null);
    if (days.join() !== value.join()) send(days);
  };
  const take = (typed: string, dry: boolean): string | null => {
    const days = parseDays(typed, format);
    const wrong = days === null ? `Enter a date as ${format}.` : wrongWith(days, props);
    if (wrong === null && !dry) enter(days as string[]);
    return wrong;
  };
  const days = start === null ? value : [start];
  return (
    <MomentField
      id={id}
      name="stDateInput"
      props={props}
      value={value}
      text={days.map((day) => formatDay(day, format)).join(" – ")}
      pattern={range ? `${format} – ${format}` : format}
      take={take}
      submitForm={submitForm}
      onClose={() => start !== null && enter([start])}
      calendar={(close) => (
        <Calendar
          days={days}
          range={range}
          min={min}
          max={max}
          onChoose={(chosen) => {
            if (range && chosen.length === 1) return setStart(chosen[0] as string);
            // A second click on the chosen day would take it back, which the button for that does.
            enter(chosen.length === 0 ? value : chosen);
            close();
          }}
        />
      )}
    />
  );
}

function wrongWith(days: readonly string[], props: Props<"date_input">): string | null {
  const { clearable, format, is_range: range, max, min } = props;
  if (days.length === 0) return clearable ? null : "Enter a date.";
  if (days.length > (range ? 2 : 1)) return range ? "Enter two dates." : "Enter one date.";
  if (days.some((day) => day < min || day > max)) {
    return `Choose a date from ${formatDay(min, format)} to ${formatDay(max, format)}.`;
  }
  return days.length === 2 && (days[0] as string) > (days[1] as string)
    ? "The end cannot be before the start."
    : null;
}
