import "@mantine/core/styles/Combobox.layer.css";
import "./inputs/inputs.css";
import { CloseButton, Combobox, Input, useCombobox } from "@mantine/core";
import { type ReactNode, type UIEvent, useEffect, useMemo, useState } from "react";
import type { ElementProps } from "./contract";
import { useWidget } from "./hooks";
import { Field, FieldIcon } from "./inputs/Field";
import { filterOptions } from "./inputs/filter";
import { problemOf, useForm } from "./inputs/form";

/** Options that are put into the page at once; more come as one scrolls. */
const BATCH = 200;
const NEW = "new";

/** A list that opens below a field; typing narrows it. */
export default function Selectbox({ id, props }: ElementProps<"selectbox">): ReactNode {
  const { options, accept_new_options: open, clearable, filter_mode: mode, icon, required } = props;
  const { value, send } = useWidget<number | string | null>(id, props);
  const form = useForm();
  const [search, setSearch] = useState<string | null>(null);
  const [shown, setShown] = useState(BATCH);
  const list = useCombobox({
    onDropdownOpen: () => list.updateSelectedOptionIndex("active", { scrollIntoView: true }),
    onDropdownClose: () => {
      list.resetSelectedOption();
      setSearch(null);
      setShown(BATCH);
    },
  });
  const { selectFirstOption } = list;
  useEffect(() => {
    if (search !== null) selectFirstOption();
  }, [search, selectFirstOption]);
  const nothing = options.length === 0 && !open;
  const disabled = props.disabled || nothing;
  const text = typeof value === "number" ? (options[value] ?? "") : (value ?? "");
  const found = useMemo(
    () => (list.dropdownOpened ? filterOptions(options, search ?? "", mode ?? "contains") : []),
    [options, search, mode, list.dropdownOpened],
  );
  const typed = search?.trim() ?? "";
  const known = options.some((option) => option.toLowerCase() === typed.toLowerCase());
  const addition = open && typed !== "" && !known;
  // What is chosen must be among what is put into the page, to be scrolled to.
  const limit = typeof value === "number" && search === null ? Math.max(shown, value + 20) : shown;

  const submit = (option: string) => {
    const next = option === NEW ? typed : Number(option);
    list.closeDropdown();
    if (next !== value) send(next);
  };
  const scrolled = (event: UIEvent<HTMLDivElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
    if (scrollHeight - scrollTop - clientHeight < 200 && limit < found.length) setShown(limit + BATCH);
  };
  return (
    <Field props={{ ...props, disabled }} problem={form?.tried ? problemOf(props, value) : null}>
      {({ id: input, describedBy, invalid }) => (
        <Combobox store={list} onOptionSubmit={submit} offset={4} transitionProps={TRANSITION} shadow="md">
          <Combobox.Target withExpandedAttribute>
            <Input
              id={input}
              className="tr-select"
              role="combobox"
              autoComplete="off"
              spellCheck={false}
              value={search ?? text}
              placeholder={text !== "" && search === "" ? text : (props.placeholder ?? invitation(props))}
              readOnly={mode === null}
              pointer
              disabled={disabled}
              required={required}
              error={invalid}
              aria-describedby={describedBy}
              leftSection={icon === null ? null : <FieldIcon icon={icon} />}
              rightSection={
                clearable && value !== null && !disabled ? (
                  <CloseButton
                    size="sm"
                    tabIndex={-1}
                    aria-label="Clear"
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => send(null)}
                  />
                ) : (
                  <Chevron />
                )
              }
              rightSectionPointerEvents={clearable && value !== null && !disabled ? "auto" : "none"}
              onChange={(event) => {
                setSearch(event.currentTarget.value);
                setShown(BATCH);
                list.openDropdown();
              }}
              onClick={(event) => {
                list.openDropdown();
                if (mode !== null) event.currentTarget.select();
              }}
              onKeyDown={(event) => {
                // What one types looks for an option; it is not added to the name of the chosen one.
                if (mode !== null && search === null) event.currentTarget.select();
                if (event.key === "Backspace" && clearable && mode === null && value !== null) send(null);
              }}
              onBlur={() => list.closeDropdown()}
            />
          </Combobox.Target>
          <Combobox.Dropdown hidden={disabled} className="tr-options">
            <Combobox.Options mah={288} style={{ overflowY: "auto" }} onScroll={scrolled} labelledBy={input}>
              {found.slice(0, limit).map((index) => (
                <Combobox.Option
                  key={index}
                  value={String(index)}
                  active={index === value}
                  data-chosen={index === value || undefined}
                >
                  <span className="tr-option-text">{options[index] || "\u00a0"}</span>
                </Combobox.Option>
              ))}
              {addition ? (
                <Combobox.Option value={NEW}>
                  Add <strong className="tr-option-text">{typed}</strong>
                </Combobox.Option>
              ) : null}
              {found.length === 0 && !addition ? <Combobox.Empty>No such option</Combobox.Empty> : null}
            </Combobox.Options>
          </Combobox.Dropdown>
        </Combobox>
      )}
    </Field>
  );
}

const TRANSITION = { transition: "fade-down", duration: 90 } as const;

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

function Chevron(): ReactNode {
  return (
    <svg className="tr-chevron" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M4 6.25L8 10.25L12 6.25" />
    </svg>
  );
}
