import { Input } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import type { ElementProps, Props } from "../contract";
import { useWidget } from "../hooks";
import { formatDay, parseDays, parseTime, timesOfDay } from "./calendar";
import styles from "./DatetimeInput.module.css";
import { Calendar } from "./parts/Calendar";
import { MomentField } from "./parts/MomentField";

/** A date and a time to type or to choose. */
export default function DatetimeInput({ id, props }: ElementProps<"datetime_input">): ReactNode {
  const { format, max, min, step } = props;
  const { value, send, submitForm } = useWidget<string | null>(id, props);
  const [day, time] = value === null ? [null, null] : [value.slice(0, 10), value.slice(11)];
  const times = useMemo(() => timesOfDay(step), [step]);
  const offered = time === null || times.includes(time) ? times : [...times, time].sort();
  const enter = (moment: string | null) => {
    if (moment !== value) send(moment);
  };
  const choose = (next: string) => enter(next < min ? min : next > max ? max : next);
  const take = (typed: string, dry: boolean): string | null => {
    const moment = typed.trim() === "" ? null : parse(typed, format, time ?? "00:00");
    const wrong =
      moment === undefined ? `Enter a date and time as ${format}, HH:MM.` : wrongWith(moment, props);
    if (wrong === null && !dry) enter(moment as string | null);
    return wrong;
  };
  return (
    <MomentField
      id={id}
      name="stDateTimeInput"
      props={props}
      value={value}
      text={show(value, format)}
      pattern={`${format}, HH:MM`}
      take={take}
      submitForm={submitForm}
      calendar={(close) => (
        <>
          <Calendar
            days={day === null ? [] : [day]}
            range={false}
            min={min.slice(0, 10)}
            max={max.slice(0, 10)}
            onChoose={([chosen]) => {
              // A click on the chosen day says that it is right.
              if (chosen === undefined) close();
              else choose(`${chosen}T${time ?? "00:00"}`);
            }}
          />
          <div className={styles.time}>
            Time
            <Input
              component="select"
              aria-label="Time"
              size="xs"
              pointer
              disabled={day === null}
              value={time ?? ""}
              onChange={(event) => choose(`${day}T${event.currentTarget.value}`)}
            >
              {time === null ? <option value="">–</option> : null}
              {offered.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </Input>
          </div>
        </>
      )}
    />
  );
}

function show(moment: string | null, format: string): string {
  return moment === null ? "" : `${formatDay(moment.slice(0, 10), format)}, ${moment.slice(11)}`;
}

/** The moment in a text; undefined if it is none. A day alone keeps the time. */
function parse(text: string, format: string, time: string): string | undefined {
  const found = /^((?:\D*\d+){3})(?:[^\d]+(.*))?$/.exec(text.trim());
  const [day] = (found && parseDays(found[1] as string, format)) ?? [];
  const clock = found?.[2] ? parseTime(found[2], false) : time;
  return day === undefined || clock === null ? undefined : `${day}T${clock}`;
}

function wrongWith(moment: string | null, props: Props<"datetime_input">): string | null {
  const { clearable, format, max, min } = props;
  if (moment === null) return clearable ? null : "Enter a date and time.";
  if (moment >= min && moment <= max) return null;
  return `Choose a date and time from ${show(min, format)} to ${show(max, format)}.`;
}
