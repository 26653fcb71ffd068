import { Combobox, Input } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import { problemOf, useForm } from "./form";
import { Field, FieldIcon } from "./parts/Field";
import { asTyped, ending, NEW, OptionList, TRANSITION, useSearch } from "./parts/OptionList";
import styles from "./Selectbox.module.css";

/** A list that opens below a field; typing narrows it. */
export default function Selectbox({ id, props }: ElementProps<"selectbox">): ReactNode {
  const { options, accept_new_options: open, clearable, filter_mode: mode, icon, required } = props;
  const { value, send } = useWidget<number | string | null>(id, props);
  const form = useForm();
  const search = useSearch(options, mode, open ? asTyped : null);
  const { list } = search;
  const nothing = options.length === 0 && !open;
  const disabled = props.disabled || nothing;
  const text = typeof value === "number" ? (options[value] ?? "") : (value ?? "");

  const submit = (option: string) => {
    const next = option === NEW ? search.addition : Number(option);
    list.closeDropdown();
    if (next !== value) send(next);
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (search.arrows(event)) return;
    const { key } = event;
    if (key === "Enter" && list.dropdownOpened && list.getSelectedOptionIndex() !== -1) {
      event.preventDefault();
      list.clickSelectedOption();
    } else if (key === "Escape") {
      list.closeDropdown("keyboard");
    } else if (key === "Backspace" && clearable && mode === null && value !== null) {
      send(null);
    }
  };
  return (
    <Field props={{ ...props, disabled }} problem={form?.tried ? problemOf(props, value) : null}>
      {({ id: input, describedBy, invalid }) => (
        <Combobox store={list} onOptionSubmit={submit} offset={4} transitionProps={TRANSITION} shadow="md">
          <Combobox.Target
            withExpandedAttribute
            withKeyboardNavigation={false}
            {...{ "aria-activedescendant": search.marked ?? undefined }}
          >
            <Input
              id={input}
              className={styles.root}
              wrapperProps={{ "data-baseweb": "select" }}
              role="combobox"
              autoComplete="off"
              spellCheck={false}
              value={search.text ?? text}
              placeholder={
                text !== "" && search.text === "" ? text : (props.placeholder ?? invitation(props))
              }
              readOnly={mode === null}
              pointer
              disabled={disabled}
              required={required}
              error={invalid}
              aria-describedby={describedBy}
              leftSection={icon === null ? null : <FieldIcon icon={icon} />}
              {...ending(clearable && value !== null && !disabled ? () => send(null) : null)}
              onChange={(event) => {
                search.setText(event.currentTarget.value);
                list.openDropdown();
              }}
              onClick={(event) => {
                list.openDropdown();
                if (mode !== null) event.currentTarget.select();
              }}
              onKeyDown={(event) => {
                // What one types looks for an option; it is not added to the name of the chosen one.
                if (mode !== null && search.text === null) event.currentTarget.select();
                keys(event);
              }}
              onBlur={() => list.closeDropdown()}
            />
          </Combobox.Target>
          <OptionList
            name="stSelectboxVirtualDropdown"
            search={search}
            options={options}
            chosen={typeof value === "number" ? value : null}
            hidden={disabled}
          />
        </Combobox>
      )}
    </Field>
  );
}

function invitation({
  options,
  accept_new_options: open,
}: {
  readonly options: readonly string[];
  readonly accept_new_options: boolean;
}): string {
  if (options.length === 0) return open ? "Enter an option" : "No options to choose from";
  return open ? "Choose or enter an option" : "Choose an option";
}
