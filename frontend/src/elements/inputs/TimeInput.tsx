import { Combobox, Input } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useMemo } from "react";
import type { ElementProps } from "../contract";
import { useUnsent, useWidget } from "../hooks";
import { formatTime, parseTime, timesOfDay } from "./calendar";
import { problemOf, useForm } from "./form";
import { Field } from "./parts/Field";
import { ending, NEW, OptionList, TRANSITION, useSearch } from "./parts/OptionList";

/** A time of day to type, or to choose from a list. */
export default function TimeInput({ id, props }: ElementProps<"time_input">): ReactNode {
  const { clearable, disabled, format, required, step } = props;
  const { value, send, submitForm } = useWidget<string | null>(id, props);
  const form = useForm();
  const seconds = step % 60 !== 0;
  const times = useMemo(() => timesOfDay(step), [step]);
  const labels = useMemo(() => times.map((time) => formatTime(time, format)), [times, format]);
  const typed = (text: string) => {
    const time = parseTime(text, seconds);
    return time === null ? null : formatTime(time, format);
  };
  const search = useSearch(labels, "prefix", typed);
  const { list } = search;
  const enter = (time: string | null) => {
    if (time !== value) send(time);
  };
  const commit = (): boolean => {
    const time = search.text === null ? null : parseTime(search.text, seconds);
    if (time !== null) enter(time);
    search.setText(null);
    return true;
  };
  useUnsent(id, search.text !== null, commit);
  const submit = (option: string) => {
    const time = option === NEW ? parseTime(search.text ?? "", seconds) : times[Number(option)];
    list.closeDropdown();
    if (time) enter(time);
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (search.arrows(event)) return;
    const { key } = event;
    if (key === "Enter") {
      // A whole time is meant as it is; its beginning means the first in the list that begins like it.
      if (search.text !== null && parseTime(search.text, seconds) !== null) commit();
      else if (list.dropdownOpened && list.getSelectedOptionIndex() !== -1) list.clickSelectedOption();
      list.closeDropdown();
      if (form?.enter && form.ready()) submitForm();
    } else if (key === "Escape") {
      search.setText(null);
      list.closeDropdown("keyboard");
    }
  };
  const shown = value === null ? "" : formatTime(value, format);
  return (
    <Field props={props} problem={form?.tried ? problemOf(props, value) : null}>
      {({ id: input, describedBy, invalid }) => (
        <Combobox store={list} onOptionSubmit={submit} offset={4} transitionProps={TRANSITION} shadow="md">
          <Combobox.Target
            withExpandedAttribute
            withKeyboardNavigation={false}
            {...{ "aria-activedescendant": search.marked ?? undefined }}
          >
            <Input
              id={input}
              wrapperProps={{ "data-testid": "stTimeInputTimeDisplay", "data-baseweb": "input" }}
              role="combobox"
              autoComplete="off"
              spellCheck={false}
              value={search.text ?? shown}
              placeholder={seconds ? "HH:MM:SS" : "HH:MM"}
              pointer
              disabled={disabled}
              required={required}
              error={invalid}
              aria-describedby={describedBy}
              {...ending(clearable && value !== null && !disabled ? () => send(null) : null)}
              onChange={(event) => {
                search.setText(event.currentTarget.value);
                list.openDropdown();
                const time = parseTime(event.currentTarget.value, seconds);
                if (form !== null && time !== null) enter(time);
              }}
              onClick={(event) => {
                list.openDropdown();
                event.currentTarget.select();
              }}
              onKeyDown={(event) => {
                if (search.text === null) event.currentTarget.select();
                keys(event);
              }}
              onBlur={() => {
                commit();
                list.closeDropdown();
              }}
            />
          </Combobox.Target>
          <OptionList
            search={search}
            options={labels}
            chosen={value === null ? null : times.indexOf(value)}
            hidden={disabled}
            adds=""
            nothing="No such time"
          />
        </Combobox>
      )}
    </Field>
  );
}
